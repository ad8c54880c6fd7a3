/**
 * What each kind of entry says. The keys are part of the log's public form: a new meaning is a new key or a new version.
 */
import type { Coordinate } from '../domain/classification.ts';
import type { DatasetName } from '../domain/dataset.ts';
import type { Outcome } from '../domain/decision.ts';
import type { FactRef } from '../domain/fact.ts';
import type { GapCode } from '../domain/fault.ts';
import type { Instant } from '../domain/instant.ts';
import type { JointMark } from '../domain/joint.ts';
import type { ReasonCode } from '../domain/reason.ts';
import type { CacheState, SourceId } from '../domain/sourced.ts';
import type { SurvivorshipReason } from '../domain/view.ts';

/** A fact a decision rested on, down to its bytes. The id of a subject is the customer's keyed digest. */
export interface PinnedFact extends FactRef {
  readonly hash: string;
}

/** Whom an entry is about. `sealed`: base64, the customer id under the customer's own key; null where nobody may be named. */
export interface EntrySubject {
  /** HMAC-SHA-256, hex, of the customer id. */
  readonly digest: string;
  readonly sealed: string | null;
}

interface Base {
  readonly id: string;
  readonly requestId: string | null;
  readonly caller: { readonly subject: string; readonly roles: readonly string[] } | null;
  readonly application: string | null;
  readonly purpose: string | null;
  readonly subject: EntrySubject | null;
}

/** The rules a decision was taken by. */
export interface RuleHashes {
  /** Over the gates in force and the hash of the policy document in force; over the gates only where there was none. */
  readonly policyHash: string;
  readonly schemaHash: string;
}

interface Decided extends Base, RuleHashes {
  readonly decidedAt: Instant;
  readonly facts: readonly PinnedFact[];
  /** What joint masks counted before; only where something they count was asked for. */
  readonly disclosedToday?: readonly JointMark[];
}

/** Coordinates to which exactly the same happened. */
export interface LineGroup {
  readonly coordinates: readonly Coordinate[];
  readonly outcome: Outcome;
  readonly reasons: readonly ReasonCode[];
  readonly treatment: string | null;
  readonly source: SourceId | null;
  readonly cache: CacheState | null;
  readonly fetchedAt: Instant | null;
  /** The source had nothing there, which is what was disclosed. */
  readonly isEmpty: boolean;
  readonly agreement: FactRef | null;
  readonly consent: FactRef | null;
  readonly survivedBy: SurvivorshipReason | null;
}

export interface IntentContent extends Decided {
  readonly kind: 'INTENT';
  readonly asks: readonly {
    readonly source: SourceId;
    readonly dataset: DatasetName;
    readonly coordinates: readonly Coordinate[];
  }[];
}

export interface ReleasedContent extends Decided {
  readonly kind: 'RELEASED';
  readonly groups: readonly LineGroup[];
  /** `servedStale`: groups of this source whose `cache` is STALE stand in for what is missing. */
  readonly gaps: readonly {
    readonly source: SourceId;
    readonly dataset: DatasetName;
    readonly code: GapCode;
    /** The fields that are missing; absent: all of the dataset. */
    readonly coordinates?: readonly Coordinate[];
    readonly servedStale?: true;
  }[];
  /** Rival values shown beside the surviving one. */
  readonly conflicts: readonly { readonly source: SourceId; readonly coordinates: readonly Coordinate[] }[];
}

export interface GovernanceContent extends Base {
  readonly kind: 'GOVERNANCE_CHANGED';
  /** SCREAMING_SNAKE, as the mutation: `WITHDRAW_CONSENT`. */
  readonly action: string;
  readonly fact: PinnedFact;
  readonly previousVersion: number | null;
  /** A state before and after, where the change was a transition. */
  readonly transition: { readonly from: string | null; readonly to: string } | null;
}

/** A customer's right: a request or a legal hold that was recorded, changed state or was answered (PIPL art. 44 to 50; GDPR art. 5(2)). */
export interface RightsContent extends Base {
  readonly kind: 'RIGHTS_EVENT';
  /** SCREAMING_SNAKE: `RECORD_RIGHTS_REQUEST`, `RELEASE_STATEMENT`, `PLACE_LEGAL_HOLD`. */
  readonly action: string;
  readonly fact: PinnedFact;
  readonly previousVersion: number | null;
  readonly transition: { readonly from: string | null; readonly to: string } | null;
  /** `ACCESS`, `DELETION`; null for a legal hold. */
  readonly right: string | null;
  readonly steps: readonly { readonly target: string; readonly state: string }[];
  /** SHA-256, hex, of what was handed over; null where nothing was. */
  readonly statement: string | null;
}

export interface RefusedContent extends Base {
  readonly kind: 'REFUSED';
  /** An error code or a denial reason. */
  readonly code: string;
  /** What was refused, where that is known: a capability such as `agreement:approve`. */
  readonly action: string | null;
  /** Keyed digest of where it came from; the address itself stays out of the log. */
  readonly sourceDigest: string;
  /** How many refusals this entry stands for, and since when. */
  readonly count: number;
  readonly since: Instant;
}

export interface LogReadContent extends Base {
  readonly kind: 'LOG_READ';
  /** Names of the filters used with their codes; a customer stands there as digest. */
  readonly filter: Readonly<Record<string, string | readonly string[]>>;
  readonly entries: number;
}

/** What happened between the gateway and a partner outside of a disclosure: a message or file taken, an open call reconciled. */
export interface PartnerEventContent extends Base {
  readonly kind: 'PARTNER_EVENT';
  /** SCREAMING_SNAKE: `RECONCILE_PARTNER_CALL`, `TAKE_MESSAGE`, `TAKE_DELIVERY`, `ACCEPT_BASELINE`. */
  readonly action: string;
  readonly partner: SourceId;
  readonly endpoint: string | null;
  /** The id of what it is about: a call, a message, the digest of a file. */
  readonly target: string | null;
  /** What came of it, as a code: `HAPPENED`, `NOT_HAPPENED`, `KEPT`. */
  readonly outcome: string | null;
  /** How many records it concerns. */
  readonly count: number;
}

/** What happened to the keys that personal data is sealed under. */
export interface KeyEventContent extends Base {
  readonly kind: 'KEY_EVENT';
  /** SCREAMING_SNAKE: `DESTROY_KEY`, `START_ROTATION`, `END_ROTATION`. */
  readonly action: string;
  /** The id of a key-encryption key; null where it is about a customer's own key. */
  readonly keyId: string | null;
  /** How many keys it concerns. */
  readonly count: number;
}

export type EntryContent =
  | IntentContent
  | ReleasedContent
  | GovernanceContent
  | RightsContent
  | RefusedContent
  | LogReadContent
  | PartnerEventContent
  | KeyEventContent;
export type EntryKind = EntryContent['kind'];
