/**
 * The sandbox's own secrets, made once and kept beside its database: the issuer's signing key and the key-encryption key.
 * Exists in sandbox mode only; production gets both from outside.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

export interface SandboxKeys {
  /** Ed25519 private key of the sandbox's issuer (RFC 8037). */
  readonly issuerKey: JWK;
  /** 32 bytes, base64. */
  readonly keyEncryptionKey: string;
}

export const SANDBOX_AUDIENCE = 'data-partner-gateway';

/** Address of the sandbox's issuer, which is also the `iss` of its tokens. */
export const sandboxIssuer = (port: number): string => `http://127.0.0.1:${port}`;

/** Reads the keys below `storageDir`; undefined before the first start. */
export function readSandboxKeys(storageDir: string): SandboxKeys | undefined {
  try {
    return JSON.parse(readFileSync(fileIn(storageDir), 'utf8')) as SandboxKeys;
  } catch {
    return undefined;
  }
}

/** Reads the keys, or makes and keeps new ones. */
export async function openSandboxKeys(storageDir: string): Promise<SandboxKeys> {
  const known = readSandboxKeys(storageDir);
  if (known !== undefined) return known;
  const { privateKey } = await generateKeyPair('Ed25519', { extractable: true });
  const issuerKey = {
    ...(await exportJWK(privateKey)),
    kid: `sandbox-${randomBytes(4).toString('hex')}`,
    alg: 'EdDSA',
    use: 'sig',
  };
  const keys: SandboxKeys = { issuerKey, keyEncryptionKey: randomBytes(32).toString('base64') };
  mkdirSync(storageDir, { recursive: true });
  writeFileSync(fileIn(storageDir), `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  return keys;
}

/** The sandbox's key-encryption key as the vault takes it. */
export const sandboxKeyEncryptionKey = (keys: SandboxKeys): { readonly id: string; readonly bytes: Uint8Array } => ({
  id: 'sandbox',
  bytes: Buffer.from(keys.keyEncryptionKey, 'base64'),
});

const fileIn = (storageDir: string): string => join(storageDir, 'sandbox-keys.json');
