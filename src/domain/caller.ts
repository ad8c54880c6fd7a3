/**
 * Who asks. A Caller exists only after its token was verified; what it may do is decided later, from recorded facts.
 */
export interface Caller {
  /** The person or service account, `sub` of the token (RFC 7519 §4.1.2). */
  readonly subject: string;
  /** The registered application it acts through (`client_id`, RFC 9068 §2.2; `azp` where the issuer has only that). */
  readonly application: string;
  /** Role names the token claims; only those registered for the application count. */
  readonly roles: readonly string[];
  /** Token expiry, epoch seconds. */
  readonly expiresAtS: number;
  /** The branch they work for and the books of customers they keep, where the token says so (`branch`, `books`). */
  readonly branch?: string;
  readonly books?: readonly string[];
}

/** What a caller may see of the bank's book. `'*'` is every one. */
export interface DataScope {
  readonly legalEntities: readonly string[] | '*';
  readonly branches: readonly string[] | '*';
}

/** Whom a caller may act on: the application's customers, and of those the ones that the caller's roles reach. */
export interface Reach extends DataScope {
  /** Absent: a role reaches all of them. Otherwise those of this branch and of these books; none of either reaches nobody. */
  readonly own?: { readonly branch: string | null; readonly books: readonly string[] };
}
