/**
 * What a gate is. It reads one access request and answers with a verdict that can only lower; it never sees another gate's
 * verdict. Pure: no clock, randomness or I/O; the only time is `facts.decidedAt`.
 */
import type { AgreementAction } from '../domain/agreement.ts';
import type { Caller } from '../domain/caller.ts';
import type { Catalogue, Classification, Coordinate } from '../domain/classification.ts';
import type { Outcome, Treatment } from '../domain/decision.ts';
import type { Fact, FactRef, Facts } from '../domain/fact.ts';
import type { Instant } from '../domain/instant.ts';
import type { DenialReason } from '../domain/reason.ts';
import type { SourceId } from '../domain/sourced.ts';

/** One caller asking about one customer for one purpose, and the snapshot it is judged by. */
export interface AccessInput {
  readonly facts: Facts;
  readonly customerId: string;
  /** Empty when the caller named none. */
  readonly purposeId: string;
  readonly caller: Caller;
  readonly catalogue: Catalogue;
  readonly action: AgreementAction;
  /** How many customers the whole request asks for. */
  readonly customersAsked: number;
  /** Coordinates by which the request filters, sorts, groups or aggregates. */
  readonly predicates: readonly Coordinate[];
  /** The export that this request fills; null where it fills none. */
  readonly approvedExport: Fact<'export'> | null;
  /** SHA-256, hex, of the schema that runs. */
  readonly schemaHash: string;
}

/** The same with what counts of it: see access-request.ts. */
export interface AccessRequest extends AccessInput {
  /** The caller's own application, intact; null when the snapshot has no such fact. It may still be disabled. */
  readonly principal: Fact<'principal'> | null;
  /** The purpose asked for, intact; null when the snapshot has no such fact. It may still be retired. */
  readonly purpose: Fact<'purpose'> | null;
  /** The policy in force, intact; null when the snapshot has none. */
  readonly policy: Fact<'policy'> | null;
  /** Roles that the token claims, the application holds and the snapshot knows, intact. */
  readonly roles: readonly Fact<'role'>[];
  /** Of these, the ones that the purpose admits and that reach this customer: only they carry this request. */
  readonly eligibleRoles: readonly Fact<'role'>[];
  /** False where the caller's roles reach other customers only. */
  readonly isReached: boolean;
}

/** One coordinate from one source. */
export interface Question {
  readonly coordinate: Coordinate;
  readonly source: SourceId;
  /** Undefined: the catalogue does not know the coordinate. */
  readonly classification: Classification | undefined;
}

/** A gate's answer. What it rests on counts only where the whole question is not withheld. */
export interface Verdict {
  readonly ceiling: Outcome;
  readonly reasons: readonly DenialReason[];
  /** Facts whose change could lower this verdict: the release locks their versions. */
  readonly restsOn?: readonly FactRef[];
  /** When the verdict ends by itself. */
  readonly endsAt?: Instant;
  readonly agreement?: FactRef;
  readonly consent?: FactRef;
  readonly cacheTtlS?: number;
  readonly retentionDays?: number;
  readonly lookBackDays?: number;
  readonly trust?: Treatment['trust'];
}

/** A failure withholds every field. */
export interface RequestGate {
  /** Its row in decisions.md. */
  readonly number: number;
  readonly judge: (request: AccessRequest) => Verdict;
}

/** Judges one question at a time. */
export interface FieldGate {
  readonly number: number;
  /** Runs once per request: whatever does not depend on the question is worked out here. */
  readonly open: (request: AccessRequest) => (question: Question) => Verdict;
}

/** Judges the fields of a request together, after each was judged by itself. */
export interface TogetherGate {
  readonly number: number;
  /** Runs again on what it lowered: by coordinate, what else stands against it. Nothing: an empty map. */
  readonly judge: (
    request: AccessRequest,
    outcomes: ReadonlyMap<Coordinate, Outcome>,
  ) => ReadonlyMap<Coordinate, Verdict>;
}

/** Nothing to object, and nothing that the release would have to re-check. */
export const PASS: Verdict = { ceiling: 'ALLOW', reasons: [] };

/** A gate failed or met something it does not know. */
export const FAILED: Verdict = { ceiling: 'WITHHOLD', reasons: ['POLICY_EVAL_ERROR'] };

export const withhold = (...reasons: readonly DenialReason[]): Verdict => ({ ceiling: 'WITHHOLD', reasons });

/** Withholds for these reasons; without any, passes and rests on the facts given. */
export const withholdFor = (reasons: readonly DenialReason[], restsOn: readonly FactRef[]): Verdict =>
  reasons.length > 0 ? withhold(...reasons) : { ceiling: 'ALLOW', reasons, restsOn };

export const refOf = ({ id, kind, version }: FactRef): FactRef => ({ id, kind, version });

/** For a stored word that this version of the gateway does not know. The judge turns the throw into POLICY_EVAL_ERROR. */
export function unknownInput(what: string): never {
  throw new Error(`${what} holds a value that the policy does not know`);
}
