/**
 * What the gateway signs for people outside: receipts, statements, notices to recipients. Whoever holds one verifies it with the keys
 * published at `GET /.well-known/jwks.json` and a JOSE library of their own choice; nothing else of the gateway is needed.
 */

/** A public key as RFC 7517 writes it; `kid` is its thumbprint (RFC 7638). */
export interface PublishedKey {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly kid: string;
  readonly alg: 'EdDSA';
  readonly use: 'sig';
}

/**
 * A compact JWS (RFC 7515, EdDSA of RFC 8037) over the record's canonical JSON. `type` becomes the header's `typ` and says what kind of
 * record it is, so that one kind can never be passed off as another.
 */
export type SignRecord = (record: object, type: string) => Promise<string>;

export interface RecordSigner {
  readonly sign: SignRecord;
  /** Every key that ever signed, the current one and the next, so that a rotation surprises nobody. */
  readonly published: { readonly keys: readonly PublishedKey[] };
}
