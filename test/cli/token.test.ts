/**
 * The sandbox's token command, once as a process and otherwise in this one, against the verifier that the gateway uses.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { printToken } from '../../src/cli/token.ts';
import { createAuthenticate } from '../../src/identity/authenticate.ts';
import { startSandboxIssuer } from '../../src/sandbox/issuer.ts';
import { openSandboxKeys, readSandboxKeys, SANDBOX_AUDIENCE, sandboxIssuer } from '../../src/sandbox/keys.ts';
import { runCommand } from '../support/run-command.ts';

const CLI = fileURLToPath(new URL('../../src/cli/token.ts', import.meta.url));

function start(args: readonly string[], storageDir: string, port = 4010) {
  return spawnSync(process.execPath, ['--import', 'tsx', CLI, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], STORAGE_DIR: storageDir, SANDBOX_PORT: String(port) },
  });
}

const token = (args: readonly string[], storageDir: string) =>
  runCommand(printToken, args, { STORAGE_DIR: storageDir, SANDBOX_PORT: '4010' });

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const GOOD = ['--role', 'officer', '--role', 'auditor', '--application', 'desk'];

describe('npm run token', () => {
  it('prints one token and nothing else, which the gateway accepts while the issuer runs', async () => {
    const storageDir = newFolder();
    const keys = await openSandboxKeys(storageDir);
    const issuer = await startSandboxIssuer(keys, 0);
    onTestFinished(() => issuer.close());
    const { stdout, stderr, status } = start(
      [...GOOD, '--subject', 'ana', '--branch', 'CN-SHANGHAI', '--book', 'B-1', '--book', 'B-2'],
      storageDir,
      issuer.port,
    );
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const authenticate = createAuthenticate({
      issuer: sandboxIssuer(issuer.port),
      audience: SANDBOX_AUDIENCE,
      jwksUrl: `${sandboxIssuer(issuer.port)}/.well-known/jwks.json`,
      clockToleranceS: 0,
      cacheSize: 10,
      now: Date.now,
    });
    expect(await authenticate(`Bearer ${stdout.trim()}`)).toMatchObject({
      subject: 'ana',
      application: 'desk',
      roles: ['auditor', 'officer'],
      branch: 'CN-SHANGHAI',
      books: ['B-1', 'B-2'],
    });
  });

  test.each([
    [[]],
    [['--role', 'officer']],
    [['--application', 'desk']],
    [[...GOOD, '--lifetime', '0']],
    [[...GOOD, '--lifetime', '1e3']],
    [[...GOOD, '--lifetime', '2592001']],
    [[...GOOD, '--unknown']],
    [[...GOOD, 'extra']],
    [['--role', '', '--application', 'desk']],
  ])('%j is explained on stderr with exit code 2', async (args) => {
    const { stdout, stderr, code } = await token(args, newFolder());
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Usage: npm run token');
    expect(stderr).not.toContain('    at ');
  });

  it('before the first start says what to run', () => {
    const { stdout, stderr, status } = start(GOOD, newFolder());
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('npm start');
  });

  it('with damaged keys says so, and nothing replaces them', async () => {
    const storageDir = newFolder();
    writeFileSync(join(storageDir, 'sandbox-keys.json'), '{"issuerKey": {');
    const { stderr, code } = await token(GOOD, storageDir);
    expect(code).toBe(1);
    expect(stderr).toContain('npm run reset');
    await expect(openSandboxKeys(storageDir)).rejects.toThrow('damaged');
  });
});

describe("the sandbox's keys", () => {
  it('are made once, kept, and readable by their owner only', async () => {
    const storageDir = join(newFolder(), 'deeper');
    expect(readSandboxKeys(storageDir)).toBeUndefined();
    const made = await openSandboxKeys(storageDir);
    expect(await openSandboxKeys(storageDir)).toEqual(made);
    expect(statSync(join(storageDir, 'sandbox-keys.json')).mode & 0o777).toBe(0o600);
  });

  it('are published without their private part', async () => {
    const keys = await openSandboxKeys(newFolder());
    const issuer = await startSandboxIssuer(keys, 0);
    onTestFinished(() => issuer.close());
    const text = await (await fetch(`${sandboxIssuer(issuer.port)}/.well-known/jwks.json`)).text();
    expect(JSON.parse(text)).toMatchObject({ keys: [{ kid: keys.issuerKey.kid, x: keys.issuerKey.x }] });
    expect(text).not.toContain(keys.issuerKey.d);
    expect(text).not.toContain(keys.keyEncryptionKey);
  });
});
