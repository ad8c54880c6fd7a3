/**
 * Signs records for customers and recipients with Ed25519. Keys come from the gateway's own secret by generation: the same on every
 * replica, another one for each generation, apart from the keys of tokens and of the log. No private key is ever stored or shown.
 */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, CompactSign } from 'jose';
import { canonicalJson } from '../../domain/canonical-json.ts';
import type { PublishedKey, RecordSigner } from './port.ts';

export interface RecordSignerParts {
  /** 32 bytes for a name, the same whichever key-encryption key is current. */
  readonly secretOf: (name: string) => Promise<Uint8Array>;
  /** From 1; one more makes the next key the signing one. */
  readonly generation: number;
}

/** Asks for one secret for each generation. */
export async function createRecordSigner({ secretOf, generation }: RecordSignerParts): Promise<RecordSigner> {
  const generations = Array.from({ length: generation + 1 }, (_, before) => before + 1);
  const keys = await Promise.all(generations.map(async (one) => signingKeyOf(await secretOf(`record-signing ${one}`))));
  const current = keys[generation - 1];
  if (current === undefined) throw new Error('the generation of the signing key must be 1 or more');
  return {
    sign: (record, type) =>
      new CompactSign(Buffer.from(canonicalJson(record), 'utf8'))
        .setProtectedHeader({ alg: 'EdDSA', kid: current.published.kid, typ: type })
        .sign(current.privateKey),
    published: { keys: keys.map(({ published }) => published) },
  };
}

interface SigningKey {
  readonly privateKey: KeyObject;
  readonly published: PublishedKey;
}

/** What stands before the 32 bytes of an Ed25519 private key in PKCS #8 (RFC 8410 §7). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

async function signingKeyOf(secret: Uint8Array): Promise<SigningKey> {
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, secret]), format: 'der', type: 'pkcs8' });
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  const bare = { kty: 'OKP', crv: 'Ed25519', x } as const;
  return {
    privateKey,
    published: { ...bare, kid: await calculateJwkThumbprint(bare), alg: 'EdDSA', use: 'sig' },
  };
}
