/**
 * The sandbox's own secrets, made once and kept beside its database: the issuer's signing key and the key-encryption key.
 * Exists in sandbox mode only; production gets both from outside. Never replaces keys it cannot read: the data would be lost.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
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

/** Reads the keys below `storageDir`; undefined before the first start. Throws when the file is there but unreadable. */
export function readSandboxKeys(storageDir: string): SandboxKeys | undefined {
  const file = fileIn(storageDir);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`The sandbox's keys in ${file} cannot be read. Mend the file's rights, or run: npm run reset`, {
      cause,
    });
  }
  const keys = parseKeys(text);
  if (keys === undefined) throw new Error(`The sandbox's keys in ${file} are damaged. Start anew with: npm run reset`);
  return keys;
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
  // Renamed into place, so that a crash leaves either no keys or whole ones.
  const draft = `${fileIn(storageDir)}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, fileIn(storageDir));
  return keys;
}

/** The sandbox's key-encryption key as the vault takes it. */
export const sandboxKeyEncryptionKey = (keys: SandboxKeys): { readonly id: string; readonly bytes: Uint8Array } => ({
  id: 'sandbox',
  bytes: Buffer.from(keys.keyEncryptionKey, 'base64'),
});

function parseKeys(text: string): SandboxKeys | undefined {
  try {
    const keys = JSON.parse(text) as SandboxKeys | null;
    const isWhole = typeof keys?.issuerKey.d === 'string' && Buffer.from(keys.keyEncryptionKey, 'base64').length === 32;
    return isWhole ? keys : undefined;
  } catch {
    return undefined;
  }
}

const fileIn = (storageDir: string): string => join(storageDir, 'sandbox-keys.json');
