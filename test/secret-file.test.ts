/** Secrets in files: rotated without a restart, and never printed. */
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ConfigError, loadConfig } from '../src/config.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'secret-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

const configOf = (file: string) => loadConfig('sandbox', { PARTNER_MX_CREDIT_API_KEY_FILE: file });

describe('a secret in a file', () => {
  it('is read without the newline at its end, and anew when the file changed in place', () => {
    const file = join(folder(), 'key');
    writeFileSync(file, 'first\n');
    const config = configOf(file);
    expect(config.partnerSecret('mx-credit', 'API_KEY')).toBe('first');
    writeFileSync(file, 'other\r\n');
    expect(config.partnerSecret('mx-credit', 'API_KEY')).toBe('other');
    writeFileSync(file, ' two\nlines ');
    expect(config.partnerSecret('mx-credit', 'API_KEY')).toBe(' two\nlines ');
  });

  it('is the new one as soon as another file, or a link turned to one, takes its place', () => {
    const at = folder();
    const link = join(at, 'key');
    writeFileSync(join(at, 'v1'), 'one');
    writeFileSync(join(at, 'v2'), 'two');
    symlinkSync('v1', link);
    const config = configOf(link);
    expect(config.partnerSecret('mx-credit', 'API_KEY')).toBe('one');
    symlinkSync('v2', join(at, 'next'));
    renameSync(join(at, 'next'), link);
    expect(config.partnerSecret('mx-credit', 'API_KEY')).toBe('two');
  });

  it('that is missing, empty or gone is no secret, and the variable is named with the reason', () => {
    const file = join(folder(), 'key');
    const config = configOf(file);
    expect(config.partnerSecret('mx-credit', 'API_KEY')).toBeUndefined();
    expect(config.partnerSecretProblem('mx-credit', 'API_KEY')).toBe('PARTNER_MX_CREDIT_API_KEY_FILE: ENOENT');
    writeFileSync(file, '\n');
    expect(config.partnerSecret('mx-credit', 'API_KEY')).toBeUndefined();
    expect(config.partnerSecretProblem('mx-credit', 'API_KEY')).toBe('PARTNER_MX_CREDIT_API_KEY_FILE: empty');
    writeFileSync(file, 'now');
    expect(config.partnerSecretProblem('mx-credit', 'API_KEY')).toBeNull();
    unlinkSync(file);
    expect(config.partnerSecret('mx-credit', 'API_KEY')).toBeUndefined();
    expect(config.partnerSecretProblem('mx-credit', 'CLIENT_ID')).toBe('PARTNER_MX_CREDIT_CLIENT_ID: not set');
  });

  it.each<[string, (file: string) => void]>([
    ['not-a-file', (file) => mkdirSync(file)],
    ['not-a-file', (file) => void execFileSync('mkfifo', [file])],
    ['not-a-file', (file) => symlinkSync('/dev/zero', file)],
    ['too-large', (file) => truncateSync(file, 3 * 1024 ** 3)],
    ['not-utf8', (file) => writeFileSync(file, Buffer.from([0xc3, 0x28]))],
    ['empty', (file) => writeFileSync(file, '\uFEFF\r\n')],
    ['ELOOP', (file) => symlinkSync(file, file)],
  ])('that gives none says why at once: %s', (problem, make) => {
    const file = join(folder(), 'key');
    if (problem === 'too-large') writeFileSync(file, '');
    make(file);
    const config = configOf(file);
    expect(config.partnerSecret('mx-credit', 'API_KEY')).toBeUndefined();
    expect(config.partnerSecretProblem('mx-credit', 'API_KEY')).toBe(`PARTNER_MX_CREDIT_API_KEY_FILE: ${problem}`);
  });

  it('is read without a byte order mark', () => {
    const file = join(folder(), 'key');
    writeFileSync(file, '\uFEFFkey-1\n');
    expect(configOf(file).partnerSecret('mx-credit', 'API_KEY')).toBe('key-1');
  });

  it('and the same secret in a variable stop the start, both named, neither shown', () => {
    const env = { PARTNER_MX_CREDIT_API_KEY_FILE: '/run/secret-77', PARTNER_MX_CREDIT_API_KEY: 'value-77' };
    const start = (): unknown => loadConfig('sandbox', env);
    expect(start).toThrow(ConfigError);
    expect(start).toThrow('PARTNER_MX_CREDIT_API_KEY and PARTNER_MX_CREDIT_API_KEY_FILE: set one of them, not both.');
    expect(start).not.toThrow('77');
  });

  it('does not show when the configuration is printed', () => {
    const file = join(folder(), 'key');
    writeFileSync(file, 'canary-77');
    const config = configOf(file);
    expect(config.partnerSecret('mx-credit', 'API_KEY')).toBe('canary-77');
    expect(inspect(config, { depth: 10, showHidden: true }) + JSON.stringify(config)).not.toContain('canary-77');
  });
});
