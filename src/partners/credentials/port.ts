/**
 * What credentials keep where all replicas see it: who may do what only one may do, and tokens obtained at partners.
 */

/** Gives a lease back; harmless when it has ended or another holds it by now. */
export type ReleaseLease = () => Promise<void>;

export interface Leases {
  /** The only holder among all replicas for at most `ms`; null: somebody else has it. Never waits. */
  acquire(name: string, ms: number): Promise<ReleaseLease | null>;
}

/** A token as the database keeps it: sealed under the customer's key. */
export interface StoredToken {
  /** Digest of the references it was first obtained with: where they are others now, it is void. */
  readonly seed: string;
  readonly sealed: Uint8Array;
}

export interface PartnerTokens {
  find(partnerId: string, customerId: string): Promise<StoredToken | null>;
  /** Replaces `over` (null: no row), and nothing else: whether that was what was there. */
  save(partnerId: string, customerId: string, token: StoredToken, over: StoredToken | null): Promise<boolean>;
}
