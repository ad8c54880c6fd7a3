/**
 * What the access log offers to the one path (disclosure) and to governance. Names, codes and keyed digests go in, values
 * never. If an entry cannot be made durable, every method fails with AUDIT_UNAVAILABLE and nothing is released.
 */
import type { Caller } from '../domain/caller.ts';
import type { Decision, MaskedView, Permit, ReleasedView } from '../domain/custody.ts';
import type { DatasetName } from '../domain/dataset.ts';
import type { FactKind } from '../domain/fact.ts';
import type { SourceId } from '../domain/sourced.ts';

/** One request as the log names it. */
export interface RequestAccount {
  readonly requestId: string;
  readonly caller: Caller;
  readonly purpose: string;
}

/** What partners will be asked about one customer. */
export interface Inquiry {
  readonly decision: Decision;
  readonly asks: readonly { readonly source: SourceId; readonly dataset: DatasetName }[];
}

export interface Release {
  readonly decision: Decision;
  readonly view: MaskedView;
}

/** A fact the decision used is no longer current: decide again. `kinds` names what changed, for STALE_AGREEMENT or STALE_CONSENT. */
export interface Stale {
  readonly stale: true;
  readonly kinds: readonly FactKind[];
}

export type ReleaseResult = { readonly stale: false; readonly view: ReleasedView } | Stale;

export interface AccessLog {
  /** Durable INTENT entries, one per customer, in one insert, under the same condition as a release. */
  intend(
    account: RequestAccount,
    inquiries: readonly Inquiry[],
  ): Promise<{ readonly permit: Permit; readonly stale: ReadonlyMap<string, Stale> }>;
  /** Durable RELEASED entries, one per customer, each only if every fact it used is still current. Results in the order given. */
  release(account: RequestAccount, releases: readonly Release[]): Promise<readonly ReleaseResult[]>;
}

/** See PartnerEventContent; what is left out is null, `count` 1. */
export interface PartnerEvent {
  readonly action: string;
  readonly partner: SourceId;
  readonly endpoint?: string;
  readonly target?: string;
  readonly outcome?: string;
  readonly count?: number;
  readonly customerId?: string;
}
