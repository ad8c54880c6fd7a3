/** Requests signed with a shared secret: published vectors, exactly the bytes that are sent, and a partner that checks them. */
import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSigner, type Unsigned } from '../../src/partners/credentials/sign-request.ts';
import { createPartnerSimulator } from '../../src/sandbox/partner-simulator.ts';
import { type HmacAuth, json } from '../../src/sdk/index.ts';
import { conformanceWorld } from '../support/conformance-world.ts';
import { sendJson, startPartner } from './partner-on-socket.ts';
import { acme, endpoint, outcomeOf, START, startStage, want } from './stage.ts';

const ASKED: Unsigned = { method: 'GET', host: 'example.com', path: '/foo', query: '', body: '' };

const signed = (changes: Partial<HmacAuth>, secret: string, request: Partial<Unsigned> = {}, nowMs = 0) => {
  const auth: HmacAuth = { type: 'hmac', secret: 'KEY', algorithm: 'sha256', encoding: 'hex', headers: ({ body }, sign) => ({ 'X-Signature': sign(body) }), ...changes }; // prettier-ignore
  return createSigner(auth, () => secret, () => nowMs)({ ...ASKED, ...request }).headers; // prettier-ignore
};

/** RFC 4231, 4.2, 4.3 and 4.7. */
const RFC_4231 = [
  {
    key: '0b'.repeat(20),
    text: 'Hi There',
    sha256: 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    sha512: '87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854', // prettier-ignore
  },
  {
    key: Buffer.from('Jefe').toString('hex'),
    text: 'what do ya want for nothing?',
    sha256: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    sha512: '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737', // prettier-ignore
  },
  {
    key: 'aa'.repeat(131),
    text: 'Test Using Larger Than Block-Size Key - Hash Key First',
    sha256: '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    sha512: '80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598', // prettier-ignore
  },
];

describe('a signature', () => {
  it.each(RFC_4231)('is the one RFC 4231 gives for "$text"', ({ key, text, sha256, sha512 }) => {
    for (const [algorithm, hex] of [
      ['sha256', sha256],
      ['sha512', sha512],
    ] as const) {
      const secretEncoding = 'hex';
      expect(signed({ algorithm, secretEncoding }, key, { body: text })).toEqual({ 'x-signature': hex });
      const base64 = Buffer.from(hex, 'hex').toString('base64');
      expect(signed({ algorithm, secretEncoding, encoding: 'base64' }, key, { body: text })).toEqual({
        'x-signature': base64,
      });
    }
  });

  it('can be an HTTP message signature: the hmac-sha256 example of RFC 9421, B.2.5', () => {
    const parameters = '("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"';
    const headers: HmacAuth['headers'] = ({ host, timestampMs }, sign) => {
      const date = new Date(timestampMs).toUTCString();
      const base = `"date": ${date}\n"@authority": ${host}\n"content-type": application/json\n"@signature-params": ${parameters}`;
      return { date, 'signature-input': `sig-b25=${parameters}`, signature: `sig-b25=:${sign(base)}:` };
    };
    const key = 'uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==';
    const result = signed({ secretEncoding: 'base64', encoding: 'base64', headers }, key, {}, 1_618_884_475_000);
    expect(result['date']).toBe('Tue, 20 Apr 2021 02:07:55 GMT');
    expect(result['signature']).toBe('sig-b25=:pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=:');
  });
});

/** Everything a partner could want signed, in one text. */
const everything: HmacAuth = {
  type: 'hmac',
  secret: 'KEY',
  keyId: 'KEY_ID',
  algorithm: 'sha256',
  encoding: 'hex',
  headers: ({ method, host, path, query, bodyDigest, timestampMs, nonce, keyId }, sign) => {
    const at = new Date(timestampMs).toISOString();
    const text = [method, host, path, query, bodyDigest, at, nonce].join('\n');
    return { 'X-Key': keyId, 'X-At': at, 'X-Nonce': nonce, 'X-Signature': sign(text) };
  },
};

const SECRETS: Record<string, string> = { KEY: 'canary-key-77', KEY_ID: 'bank-1' };
const asking = endpoint({
  request: ({ references }) => ({
    method: 'POST',
    path: '/quotes',
    query: { q: 'a b&c', ü: 1 },
    body: { ticker: references['ticker'], text: 'é"\u2028', n: 1.5 },
  }),
});

describe('a signed request', () => {
  it('is signed over exactly the bytes that were sent, with time and a nonce of its own each time', async () => {
    const partner = await startPartner((_request, res) => sendJson(res, '{"price": 1}'));
    const { fetch } = startStage([acme({ auth: everything, endpoints: [asking] })], `${partner.baseUrl}/v1`, {
      secrets: SECRETS,
    });
    expect((await fetch([want('c-1', { ticker: 'A' }), want('c-2', { ticker: 'B' })])).map(outcomeOf)).toEqual([
      'record',
      'record',
    ]);
    for (const { method, url, headers, body } of partner.received) {
      const digest = createHash('sha256').update(body).digest('hex');
      const at = new Date(START).toISOString();
      const text = [method, headers.host, url.pathname, url.search.slice(1), digest, at, headers['x-nonce']].join('\n');
      expect(headers['x-signature']).toBe(createHmac('sha256', 'canary-key-77').update(text).digest('hex'));
      expect(headers['x-key']).toBe('bank-1');
      expect(url.pathname).toBe('/v1/quotes');
    }
    expect(new Set(partner.received.map(({ headers }) => headers['x-nonce'])).size).toBe(2);
  });

  it('that cannot be signed is a fault of the credentials, and nothing is sent', async () => {
    const partner = await startPartner((_request, res) => sendJson(res, '{"price": 1}'));
    const thrower: HmacAuth = { ...everything, headers: () => { throw new Error('canary-key-77'); } }; // prettier-ignore
    const { fetch, lines } = startStage([acme({ auth: thrower })], partner.baseUrl, { secrets: SECRETS });
    expect((await fetch([want('c-1', { ticker: 'A' })])).map(outcomeOf)).toEqual([
      'PARTNER_REFUSED_CREDENTIALS signing-threw',
    ]);
    expect(partner.received).toEqual([]);
    expect(JSON.stringify(lines)).not.toContain('77');
  });

  it('is checked by the sandbox partner, which refuses another key and a changed byte', async () => {
    const connector = acme({ auth: everything, endpoints: [asking] });
    const secrets = (name: string): string => SECRETS[name] ?? '';
    const simulator = await createPartnerSimulator({
      connector,
      sandbox: () => json({ price: 1 }),
      world: conformanceWorld([]),
      today: '2026-03-01',
      secrets,
    });
    onTestFinished(() => simulator.close());
    const outcomes = [];
    for (const key of ['canary-key-77', 'another']) {
      const { fetch } = startStage([connector], simulator.url, { secrets: { ...SECRETS, KEY: key } });
      outcomes.push(...(await fetch([want('c-1', { ticker: 'A' })])).map(outcomeOf));
    }
    expect(outcomes).toEqual(['record', 'PARTNER_REFUSED_CREDENTIALS status-401']);
    const signer = createSigner(everything, secrets, () => START);
    const send = (body: string) => {
      const url = new URL(`${simulator.url}/quotes?q=1`);
      const { headers } = signer({ method: 'POST', host: url.host, path: '/quotes', query: 'q=1', body: '{"a":1}' });
      return fetch(url, { method: 'POST', headers, body }).then(({ status }) => status);
    };
    expect([await send('{"a":1}'), await send('{"a":2}')]).toEqual([200, 401]);
  });
});
