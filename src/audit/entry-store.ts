/**
 * Where entries are kept, in the log's own words; implemented by store/audit-entries.ts. An entry is its bytes; whatever stands
 * beside them is derived from them.
 */
import type { FactKind, FactRef } from '../domain/fact.ts';
import type { JointClaim } from '../domain/joint.ts';
import type { Instant } from '../domain/instant.ts';

export interface Entry {
  readonly id: string;
  readonly kind: string;
  /** Canonical JSON (RFC 8785); its UTF-8 bytes are the entry. */
  readonly text: string;
  readonly requestId: string | null;
  readonly caller: string | null;
  readonly application: string | null;
  readonly purpose: string | null;
  readonly subjectDigest: string | null;
  readonly tags: readonly string[];
  /** The customer the digest stands for, kept beside the log until erasure; null where the log must name nobody. */
  readonly customerId: string | null;
}

/** An entry that may be written only while all of this holds. */
export interface GuardedEntry {
  readonly entry: Entry;
  readonly requires: readonly FactRef[];
  readonly validUntil: Instant | null;
  /** Becomes part of the day's disclosures with the entry, or neither is written. */
  readonly claim?: JointClaim;
}

/** `changed`: kinds of the facts that are no longer current, or that ended; none where only the claim was lost to another release. */
export type Verdict = { readonly written: true } | { readonly written: false; readonly changed: readonly FactKind[] };

export interface EntryQuery {
  readonly kinds?: readonly string[];
  readonly caller?: string;
  readonly application?: string;
  readonly purpose?: string;
  readonly subjectDigest?: string;
  /** Of the entry, or of the request it answered. Give the subject with it: it has no index of its own. */
  readonly idOrRequestId?: string;
  /** All of them. */
  readonly tags: readonly string[];
  /** Inclusive and exclusive. */
  readonly from?: Instant;
  readonly to?: Instant;
  /** Only entries older than this one. */
  readonly olderThan?: { readonly recordedAt: string; readonly id: string };
  readonly limit: number;
}

export interface KeptEntry {
  readonly id: string;
  readonly recordedAt: Instant;
  readonly text: string;
  readonly customerId: string | null;
}

export interface EntryStore {
  /** One verdict per entry, in order. Rejects when durability is not certain; then nothing may be released. */
  appendGuarded(entries: readonly GuardedEntry[]): Promise<readonly Verdict[]>;
  /** Unconditional. */
  append(entries: readonly Entry[]): Promise<void>;
  /** Rejects when entries cannot be written now. */
  ping(): Promise<void>;
  /** Newest first. */
  find(query: EntryQuery): Promise<readonly KeptEntry[]>;
}
