/**
 * The policy as versioned data that two people change together. Errors: FORBIDDEN, INVALID_INPUT, STALE_AGREEMENT (somebody changed the policy
 * at this moment), AUDIT_UNAVAILABLE.
 */
import type { CoordinatePattern } from '../../domain/agreement.ts';
import type { Caller } from '../../domain/caller.ts';
import type { Coordinate } from '../../domain/classification.ts';
import type { Outcome } from '../../domain/decision.ts';
import type { Fact } from '../../domain/fact.ts';
import type { Instant } from '../../domain/instant.ts';
import type { PolicyChangeState, PolicyDocument } from '../../domain/policy.ts';
import type { ReasonCode } from '../../domain/reason.ts';
import type { SourceId } from '../../domain/sourced.ts';
import type { ExplainedSource } from '../../policy/explain.ts';
import type { Actor, Page, PageRequest } from '../port.ts';

export type { ExplainedFact, GateVerdict } from '../../policy/explain.ts';

/** What is in force, put together from the facts themselves. */
export interface PolicyInForce {
  /** 0: none is. */
  readonly number: number;
  /** SHA-256, hex, of the document's canonical JSON as it stands. */
  readonly documentHash: string;
  readonly document: PolicyDocument;
  /** False: somebody changed a part of it outside the gateway. */
  readonly isIntact: boolean;
  /** The schema that runs here. */
  readonly runningSchema: string;
}

export interface PolicyProposal {
  /** YAML or JSON; whole. */
  readonly document: string;
  readonly because: string;
  /** The number of the policy it was made from. */
  readonly base: number;
}

export interface PolicyApproval {
  readonly id: string;
  /** Repeated by the approver, so that they approve exactly what they read. */
  readonly documentHash: string;
}

export interface Policies {
  inForce(actor: Actor): Promise<PolicyInForce>;
  changes(
    actor: Actor,
    filter: { readonly state?: PolicyChangeState },
    page: PageRequest,
  ): Promise<Page<Fact<'policy-change'>>>;
  change(actor: Actor, id: string): Promise<Fact<'policy-change'> | null>;
  propose(actor: Actor, proposal: PolicyProposal): Promise<Fact<'policy-change'>>;
  /** In force before it returns: every release that commits afterwards sees it. */
  approve(actor: Actor, approval: PolicyApproval): Promise<Fact<'policy-change'>>;
  refuse(actor: Actor, id: string, because: string): Promise<Fact<'policy-change'>>;
  recall(actor: Actor, id: string): Promise<Fact<'policy-change'>>;
}

/** What if these had happened? */
export interface Assumptions {
  /** Consent id. */
  readonly consentWithdrawn?: string;
  /** Agreement id, with or without the version of its terms. */
  readonly agreementEnded?: string;
  /** A change that somebody proposed. */
  readonly policyChange?: string;
}

export interface SimulationRequest {
  readonly caller: Pick<Caller, 'subject' | 'application' | 'roles' | 'branch' | 'books'>;
  readonly customerId: string;
  readonly purpose: string;
  readonly coordinates: readonly CoordinatePattern[];
  readonly assume: Assumptions;
}

export interface SimulatedField {
  readonly coordinate: Coordinate;
  /** On what is assumed. */
  readonly outcome: Outcome;
  readonly reasons: readonly ReasonCode[];
  /** On the facts as they are. */
  readonly outcomeNow: Outcome;
  readonly sources: readonly (ExplainedSource & { readonly source: SourceId })[];
}

export interface Simulation {
  readonly decidedAt: Instant;
  readonly fields: readonly SimulatedField[];
}

/** What would happen, without touching a partner and without opening or releasing a customer's data. Logged. */
export type Simulate = (actor: Actor, request: SimulationRequest) => Promise<Simulation>;
