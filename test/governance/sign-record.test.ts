/** Signed records as strangers meet them: a key set, a compact JWS and a JOSE library. */
import { compactVerify, createLocalJWKSet, decodeProtectedHeader } from 'jose';
import { describe, expect, it } from 'vitest';
import type { RecordSigner } from '../../src/governance/signing/port.ts';
import { createRecordSigner } from '../../src/governance/signing/sign-record.ts';

const secretsFrom = (seed: number) => async (name: string) =>
  new Uint8Array(Buffer.from(`${seed} ${name}`.padEnd(32, '.').slice(0, 32)));

const keySetOf = ({ keys }: RecordSigner['published']) => createLocalJWKSet({ keys: [...keys] });

const signerOf = (generation: number, seed = 1) => createRecordSigner({ secretOf: secretsFrom(seed), generation });

describe('a signed record', () => {
  it('is verified with the published keys alone, and its payload is canonical JSON', async () => {
    const { sign, published } = await signerOf(1);
    const receipt = await sign({ b: 1, a: '同意' }, 'consent-receipt+jws');
    const { payload, protectedHeader } = await compactVerify(receipt, keySetOf(published));
    expect(Buffer.from(payload).toString('utf8')).toBe('{"a":"同意","b":1}');
    expect(protectedHeader).toMatchObject({ alg: 'EdDSA', typ: 'consent-receipt+jws' });
  });

  it('of which one byte changed, or which another gateway signed, is not verified', async () => {
    const { sign, published } = await signerOf(1);
    const [head = '', body = '', signature = ''] = (await sign({ amount: 1 }, 'x')).split('.');
    const forged = Buffer.from('{"amount":2}').toString('base64url');
    await expect(compactVerify([head, forged, signature].join('.'), keySetOf(published))).rejects.toThrow();
    const foreign = await signerOf(1, 2);
    const theirs = keySetOf(foreign.published);
    await expect(compactVerify([head, body, signature].join('.'), theirs)).rejects.toThrow();
  });

  it('of a former key still verifies after a rotation, and the next key was published before it signs', async () => {
    const before = await signerOf(1);
    const after = await signerOf(2);
    const old = await before.sign({ n: 1 }, 'x');
    const fresh = await after.sign({ n: 2 }, 'x');
    expect(decodeProtectedHeader(fresh).kid).not.toBe(decodeProtectedHeader(old).kid);
    await expect(compactVerify(old, keySetOf(after.published))).resolves.toBeDefined();
    await expect(compactVerify(fresh, keySetOf(before.published))).resolves.toBeDefined();
  });

  it('shows no private part among the published keys', async () => {
    const { published } = await signerOf(3);
    expect(published.keys).toHaveLength(4);
    expect(JSON.stringify(published)).not.toContain('"d"');
  });
});
