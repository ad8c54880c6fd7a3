/** Mutual TLS with real certificates: shown where declared, renewed without a restart, and never taken on trust. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Connector } from '../../src/sdk/index.ts';
import { type Authority, createAuthority, type Issued, needsOpenssl } from '../support/certificates.ts';
import { acme, outcomeOf, startStage, want } from './stage.ts';

const clientCertificate = { certificate: 'CERT', key: 'KEY', authorities: 'CA' };

interface TlsPartner {
  readonly baseUrl: string;
  /** Whose certificate each request came with. */
  readonly shown: string[];
}

/** Wants a certificate of this authority's, unless told to ask for none. */
async function startTlsPartner(authority: Authority, own: Issued, requestCert = true): Promise<TlsPartner> {
  const shown: TlsPartner['shown'] = [];
  const options = { ...own, ca: authority.cert, requestCert, rejectUnauthorized: requestCert };
  const server: Server = createServer(options, (req, res) => {
    const peer = (req.socket as TLSSocket).getPeerCertificate();
    shown.push(String(peer.subject?.CN));
    res.writeHead(200, { 'content-type': 'application/json' }).end('{"price": 1}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { baseUrl: `https://localhost:${(server.address() as AddressInfo).port}`, shown };
}

/** Refuses a foreign certificate by an alert, as most servers do; Node's only hangs up. In TLS 1.2, where that comes before the request. */
async function startStrictPartner(authority: Authority): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'partner-'));
  const { cert, key } = authority.issue('partner');
  for (const [name, text] of Object.entries({ cert, key, ca: authority.cert })) writeFileSync(join(folder, name), text);
  const server = spawn('openssl', ['s_server', '-tls1_2', '-accept', '127.0.0.1:0', '-cert', 'cert', '-key', 'key', '-CAfile', 'ca', '-Verify', '1', '-verify_return_error', '-www'], { cwd: folder }); // prettier-ignore
  onTestFinished(() => {
    server.kill();
    rmSync(folder, { recursive: true });
  });
  let told = '';
  for await (const bytes of server.stdout) {
    told += String(bytes);
    const port = /^ACCEPT \S+:(\d+)/m.exec(told)?.[1];
    if (port !== undefined) return `https://localhost:${port}`;
  }
  throw new Error('openssl s_server did not start');
}

const stageOf = (partner: TlsPartner, secrets: Record<string, string>, changes: Partial<Connector> = {}) =>
  startStage([acme({ deadlineMs: 20_000, ...changes })], partner.baseUrl, { secrets });
const askOnce = async ({ fetch }: ReturnType<typeof stageOf>, ticker = 'A') =>
  (await fetch([want('c-1', { ticker })])).map(outcomeOf)[0];

describe('a client certificate', () => {
  it('is shown beside any other auth, and a renewed one from the next call on', async (ctx) => {
    needsOpenssl(ctx);
    const authority = createAuthority();
    const partner = await startTlsPartner(authority, authority.issue('partner'));
    const [first, second] = [authority.issue('bank-1'), authority.issue('bank-2')];
    const secrets: Record<string, string> = { CERT: first.cert, KEY: first.key, CA: authority.cert, TOKEN: 't' };
    const stage = stageOf(partner, secrets, { clientCertificate, auth: { type: 'bearer', secret: 'TOKEN' } });
    expect([await askOnce(stage, 'A'), await askOnce(stage, 'B')]).toEqual(['record', 'record']);
    Object.assign(secrets, { CERT: second.cert, KEY: second.key });
    expect(await askOnce(stage, 'C')).toBe('record');
    expect(partner.shown).toEqual(['bank-1', 'bank-1', 'bank-2']);
    expect(stage.lines.map(({ fields }) => fields['reason'])).toContain('certificate-changed');
  });

  it('serves on while certificate and key are renewed one after the other', async (ctx) => {
    needsOpenssl(ctx);
    const authority = createAuthority();
    const partner = await startTlsPartner(authority, authority.issue('partner'));
    const [first, second] = [authority.issue('bank-1'), authority.issue('bank-2')];
    const secrets: Record<string, string> = { CERT: first.cert, KEY: first.key, CA: authority.cert };
    const stage = stageOf(partner, secrets, { clientCertificate });
    for (const [ticker, change] of [
      ['A', {}],
      ['B', { CERT: second.cert }],
      ['C', { CERT: second.cert }],
      ['D', { KEY: '-----BEGIN PRIVATE KEY-----\n' }],
      ['E', { KEY: second.key }],
    ] as const) {
      Object.assign(secrets, change);
      expect(await askOnce(stage, ticker)).toBe('record');
    }
    expect(partner.shown).toEqual(['bank-1', 'bank-1', 'bank-1', 'bank-1', 'bank-2']);
    expect(stage.lines.map(({ fields }) => fields['reason'])).toEqual([
      'certificate-unusable',
      'certificate-unusable',
      'certificate-changed',
    ]);
  });

  it('that the partner refuses while connecting is a fault of the credentials, and no call that may have happened', async (ctx) => {
    needsOpenssl(ctx);
    const authority = createAuthority();
    const foreign = createAuthority().issue('stranger');
    const partner = { baseUrl: await startStrictPartner(authority), shown: [] };
    const secrets = { CERT: foreign.cert, KEY: foreign.key, CA: authority.cert };
    const stage = stageOf(partner, secrets, { clientCertificate, sideEffect: 'billed' });
    expect(await askOnce(stage)).toBe('PARTNER_REFUSED_CREDENTIALS certificate-refused');
  });

  it('whose key is locked opens with its passphrase, and without it is a fault of the credentials', async (ctx) => {
    needsOpenssl(ctx);
    const authority = createAuthority();
    const partner = await startTlsPartner(authority, authority.issue('partner'));
    const { cert, key } = authority.issue('bank', { passphrase: 'opens-77' });
    const locked = { ...clientCertificate, passphrase: 'PASS' };
    const secrets = { CERT: cert, KEY: key, CA: authority.cert };
    const opened = stageOf(partner, { ...secrets, PASS: 'opens-77' }, { clientCertificate: locked });
    expect(await askOnce(opened)).toBe('record');
    const shut = stageOf(partner, { ...secrets, PASS: 'wrong-77' }, { clientCertificate: locked });
    expect(await askOnce(shut)).toBe('PARTNER_REFUSED_CREDENTIALS certificate-unusable');
    const missing = stageOf(partner, secrets, { clientCertificate: locked });
    expect(await askOnce(missing)).toBe('PARTNER_REFUSED_CREDENTIALS secret-missing');
    expect(JSON.stringify([shut.lines, missing.lines])).not.toMatch(/77|BEGIN/);
    expect(partner.shown).toEqual(['bank']);
  });

  it('that is not shown to a partner who wants one ends the call', async (ctx) => {
    needsOpenssl(ctx);
    const authority = createAuthority();
    const partner = await startTlsPartner(authority, authority.issue('partner'));
    const foreign = createAuthority().issue('stranger');
    const stage = stageOf(partner, { CERT: foreign.cert, KEY: foreign.key, CA: authority.cert }, { clientCertificate });
    expect(await askOnce(stage)).toMatch(/^PARTNER_UNAVAILABLE (tls-refused|connection-lost)$/);
    expect(partner.shown).toEqual([]);
  });
});

describe("a partner's certificate", () => {
  it.for<[string, (authority: Authority) => { own: Issued; ca: string }]>([
    ['of an unknown authority', (authority) => ({ own: authority.issue('partner'), ca: createAuthority().cert })],
    [
      'for another name',
      (authority) => ({ own: authority.issue('x', { names: 'DNS:other.example' }), ca: authority.cert }),
    ],
    ['that has expired', (authority) => ({ own: authority.issue('partner', { days: -1 }), ca: authority.cert })],
  ])('%s is refused before anything is sent', async ([, make], ctx) => {
    needsOpenssl(ctx);
    const authority = createAuthority();
    const { own, ca } = make(authority);
    const partner = await startTlsPartner(authority, own, false);
    const { cert, key } = authority.issue('bank');
    const stage = stageOf(partner, { CERT: cert, KEY: key, CA: ca }, { clientCertificate, sideEffect: 'billed' });
    expect(await askOnce(stage)).toBe('PARTNER_UNAVAILABLE tls-refused');
    expect(partner.shown).toEqual([]);
  });

  it('that nobody vouches for is refused without a declared authority too, whatever the environment says', async (ctx) => {
    needsOpenssl(ctx);
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    onTestFinished(() => void delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']);
    const authority = createAuthority();
    const partner = await startTlsPartner(authority, authority.issue('partner'), false);
    expect(await askOnce(stageOf(partner, {}))).toBe('PARTNER_UNAVAILABLE tls-refused');
    expect(partner.shown).toEqual([]);
  });
});
