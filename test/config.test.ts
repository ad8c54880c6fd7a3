/**
 * Configuration: what is missing or wrong is said at once, by name, with the remedy.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig, VARIABLES } from '../src/config.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');
const PRODUCTION = {
  DATABASE_URL: 'postgres://gateway@db.internal:5432/gateway',
  OIDC_ISSUER: 'https://login.bank.example',
  OIDC_AUDIENCE: 'data-partner-gateway',
  KEY_ENCRYPTION_KEY: KEY,
  ERASURE_LEDGER: '/srv/ledger/erasures.jsonl',
};

function problemsOf(mode: 'sandbox' | 'serve', env: Record<string, string>): readonly string[] {
  try {
    loadConfig(mode, env);
  } catch (err) {
    if (err instanceof ConfigError) return err.problems;
    throw err;
  }
  return [];
}

describe('production', () => {
  it('starts with a database, an issuer, an audience and a key-encryption key', () => {
    expect(loadConfig('serve', PRODUCTION).identity?.jwksUrl).toBe('https://login.bank.example/.well-known/jwks.json');
  });

  it('names everything that is missing at once', () => {
    expect(problemsOf('serve', {}).map((problem) => problem.split(':')[0])).toEqual([
      'DATABASE_URL',
      'OIDC_ISSUER',
      'OIDC_AUDIENCE',
      'KEY_ENCRYPTION_KEY',
      'ERASURE_LEDGER',
    ]);
  });

  it.each(['DATABASE_URL', 'OIDC_ISSUER', 'OIDC_AUDIENCE', 'KEY_ENCRYPTION_KEY', 'ERASURE_LEDGER'] as const)(
    'refuses to start without %s',
    (name) => {
      expect(problemsOf('serve', { ...PRODUCTION, [name]: '' })).toHaveLength(1);
    },
  );

  it('is not talked into plain http by capital letters', () => {
    const env = { OIDC_ISSUER: 'HTTP://login.bank.example', OIDC_JWKS_URL: 'Http://login.bank.example/keys' };
    expect(problemsOf('serve', { ...PRODUCTION, ...env })).toHaveLength(2);
  });

  it('refuses a partner address, an issuer and a key set that are not https', () => {
    const env = {
      PARTNER_MX_CREDIT_BASE_URL: 'http://127.0.0.1:4012',
      OIDC_ISSUER: 'http://login',
      OIDC_JWKS_URL: 'http://login/keys',
    };
    const problems = problemsOf('serve', { ...PRODUCTION, ...env });
    expect(problems.join('\n')).toMatch(/PARTNER_MX_CREDIT_BASE_URL: must be an https URL/);
    expect(problems).toHaveLength(3);
  });
});

describe('any mode', () => {
  it('needs nothing in the sandbox', () => {
    expect(loadConfig('sandbox', {}).port).toBe(4000);
  });

  it('refuses a key that is not 32 bytes and says how to make one', () => {
    expect(problemsOf('sandbox', { KEY_ENCRYPTION_KEY: 'c2hvcnQ=' }).join()).toMatch(/openssl rand -base64 32/);
  });

  it('refuses numbers out of bounds by name', () => {
    expect(
      problemsOf('sandbox', { GATEWAY_PORT: '70000', REQUEST_DEADLINE_MS: 'soon' }).map((one) => one.split(':')[0]),
    ).toEqual(['GATEWAY_PORT', 'REQUEST_DEADLINE_MS']);
  });

  it("reads a partner's address and secrets by the connector's id", () => {
    const config = loadConfig('sandbox', {
      PARTNER_MX_CREDIT_BASE_URL: 'http://127.0.0.1:9/',
      PARTNER_MX_CREDIT_API_KEY: 'k',
    });
    expect([config.partnerBaseUrl('mx-credit'), config.partnerSecret('mx-credit', 'API_KEY')]).toEqual([
      'http://127.0.0.1:9',
      'k',
    ]);
  });
});

it('README lists every variable', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  expect(Object.keys(VARIABLES).filter((name) => !new RegExp(`^\\| \`${name}\` +\\|`, 'm').test(readme))).toEqual([]);
});
