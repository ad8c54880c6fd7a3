/** Steps 8 to 11: what each way of failing becomes, over real sockets. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decimal, defineEndpoint, integer, maybe } from '../../src/sdk/index.ts';
import { type Answer, sendJson, startPartner } from './partner-on-socket.ts';
import { acme, endpoint, outcomeOf, START, startStage, want } from './stage.ts';

const BIG = 2 * 1024 * 1024;
const hang: Answer = () => undefined;
const withHead =
  (text: string): Answer =>
  (_request, res) => {
    res.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
    res.write(text);
  };

async function outcome(answer: Answer, changes: Parameters<typeof acme>[0] = {}): Promise<string | undefined> {
  const partner = await startPartner(answer);
  const { fetch } = startStage([acme(changes)], partner.baseUrl);
  return (await fetch([want('c-1', { ticker: 'AAA' })])).map(outcomeOf)[0];
}

const CASES: readonly (readonly [string, Answer, string])[] = [
  ['404', (_request, res) => sendJson(res, {}, 404), 'no record'],
  ['401', (_request, res) => sendJson(res, {}, 401), 'PARTNER_REFUSED_CREDENTIALS status-401'],
  ['403', (_request, res) => sendJson(res, {}, 403), 'PARTNER_REFUSED_CREDENTIALS status-403'],
  ['408', (_request, res) => sendJson(res, {}, 408), 'PARTNER_TIMEOUT status-408'],
  ['418', (_request, res) => sendJson(res, {}, 418), 'PARTNER_BROKE_CONTRACT status-418'],
  ['500', (_request, res) => sendJson(res, {}, 500), 'PARTNER_UNAVAILABLE status-500'],
  [
    'an HTML page with 200',
    (_request, res) => sendJson(res, '<html>Sign in</html>'),
    'PARTNER_BROKE_CONTRACT not-json',
  ],
  ['truncated JSON', (_request, res) => sendJson(res, '{"price": 1'), 'PARTNER_BROKE_CONTRACT not-json'],
  ['JSON nested without end', (_request, res) => sendJson(res, '['.repeat(200_000)), 'PARTNER_BROKE_CONTRACT not-json'],
  ['an empty 200', (_request, res) => res.writeHead(200).end(), 'PARTNER_BROKE_CONTRACT empty-body'],
  ['a 204', (_request, res) => res.writeHead(204).end(), 'PARTNER_BROKE_CONTRACT empty-body'],
  [
    'bytes that are no UTF-8',
    (_request, res) =>
      res.end(Buffer.concat([Buffer.from('{"price": 1, "x": "'), Buffer.of(0xff, 0xfe), Buffer.from('"}')])),
    'PARTNER_BROKE_CONTRACT not-utf8',
  ],
  ['a wrong type', (_request, res) => sendJson(res, { price: 'twelve' }), 'PARTNER_BROKE_CONTRACT wire:/price'],
  [
    'a body past 2 MB',
    (_request, res) => res.end(Buffer.alloc(BIG + 1, 0x20)),
    'PARTNER_BROKE_CONTRACT body-too-large',
  ],
  [
    'a small body that unpacks past 2 MB',
    (_request, res) => res.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(BIG + 1, 0x20))),
    'PARTNER_BROKE_CONTRACT body-too-large',
  ],
  [
    'an unknown content encoding',
    (_request, res) => res.writeHead(200, { 'content-encoding': 'gzip, gzip' }).end('x'),
    'PARTNER_BROKE_CONTRACT content-encoding',
  ],
  [
    'a body cut by a closed connection',
    (request, res, number) => {
      withHead('{"price": 1')(request, res, number);
      setImmediate(() => res.destroy());
    },
    'PARTNER_BROKE_CONTRACT body-cut',
  ],
  [
    'a connection closed between an announcement and the answer',
    (_request, res) => res.writeEarlyHints({ link: '</x>; rel=preload' }, () => res.destroy()),
    'PARTNER_UNAVAILABLE connection-lost',
  ],
  ['a connection closed before the answer', (_request, res) => res.destroy(), 'PARTNER_UNAVAILABLE connection-lost'],
  [
    'something that is not HTTP',
    (_request, res) => res.socket?.end('SSH-2.0-x\r\n\r\n'),
    'PARTNER_BROKE_CONTRACT not-http',
  ],
];

describe('an answer', () => {
  it.each(CASES)('%s becomes its own outcome', async (_name, answer, expected) => {
    expect(await outcome(answer)).toBe(expected);
  });

  it('in gzip, with a byte order mark and after a 103 is read like any other', async () => {
    const answer: Answer = (_request, res) => {
      res.writeEarlyHints({ link: '</x>; rel=preload' });
      res.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('\uFEFF{"price": 1}'));
    };
    expect(await outcome(answer)).toBe('record');
  });

  it('keeps decimals and integers above 2^53 exact from the socket to the caller', async () => {
    const partner = await startPartner((_request, res) =>
      sendJson(res, '{"price": 12345678901234567890.10, "nanos": 1605192894630916600}'),
    );
    const exact = endpoint({
      map: (wire) => ({ record: wire as never, asOf: null }),
    });
    const { fetch } = startStage([acme({ endpoints: [exact] })], partner.baseUrl);
    const [fetched] = await fetch([want('c-1', { ticker: 'AAA' })]);
    expect(fetched?.result).toMatchObject({
      sourced: { record: { price: '12345678901234567890.10', nanos: '1605192894630916600' }, cache: 'LIVE' },
    });
  });

  it('is judged by the connector first, where it hides failures in a 200', async () => {
    const answer: Answer = ({ url }, res) => sendJson(res, { error: url.pathname.at(-1) });
    const faults = ({ body }: { body: unknown }) => {
      const { error } = body as { error: string };
      if (error === 'N') return 'NO_RECORD' as const;
      if (error === 'T') return 'PARTNER_THROTTLED' as const;
      if (error === 'X') throw new Error('a defect');
      return null;
    };
    const partner = await startPartner(answer);
    const { fetch } = startStage([acme({ faults })], partner.baseUrl);
    const fetched = await fetch(['N', 'T', 'X', 'Z'].map((ticker) => want('c-1', { ticker })));
    expect(fetched.map(outcomeOf)).toEqual([
      'no record',
      'PARTNER_THROTTLED fault-rule-200',
      'PARTNER_BROKE_CONTRACT fault-rule-threw',
      'PARTNER_BROKE_CONTRACT wire:/price',
    ]);
  });

  it('that maps badly is a broken contract, not a broken request', async () => {
    const answer: Answer = (_request, res) => sendJson(res, '{"price": 1}');
    const thrower = (): never => {
      throw new Error('a defect');
    };
    expect(await outcome(answer, { endpoints: [endpoint({ map: thrower })] })).toBe('PARTNER_BROKE_CONTRACT map-threw');
    expect(await outcome(answer, { endpoints: [endpoint({ request: thrower })] })).toBe(
      'PARTNER_BROKE_CONTRACT request-threw',
    );
  });

  it('names the path of a broken contract by declared names only', async () => {
    const wire = z.object({
      accounts: maybe(z.array(z.object({ balance: decimal().optional() }))),
      'by/handle': z.record(z.string(), z.object({ n: integer() })).optional(),
    });
    const strict = defineEndpoint({
      name: 'quote',
      dataset: 'market.quote',
      supplies: ['price'],
      references: ['ticker'],
      cacheTtlS: 60,
      request: () => ({ method: 'GET', path: '/x' }),
      wire,
      map: () => null,
    });
    const bodies = [{ accounts: [{}, { balance: 'x' }] }, { 'by/handle': { 'alice@bank.example': { n: 'x' } } }, []];
    const details = [];
    for (const body of bodies) {
      details.push(await outcome((_request, res) => sendJson(res, body), { endpoints: [strict] }));
    }
    expect(details).toEqual([
      'PARTNER_BROKE_CONTRACT wire:/accounts/1/balance',
      'PARTNER_BROKE_CONTRACT wire:/by~1handle/*/n',
      'PARTNER_BROKE_CONTRACT wire:/',
    ]);
  });
});

describe('time', () => {
  it('ends a partner that accepts and never answers', async () => {
    expect(await outcome(hang, { deadlineMs: 60 })).toBe('PARTNER_TIMEOUT deadline');
  });

  it('ends a partner that drips its body: the deadline is for the last byte', async () => {
    const drip: Answer = (_request, res) => {
      res.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => res.write(' '), 10);
      res.once('close', () => clearInterval(timer));
    };
    expect(await outcome(drip, { deadlineMs: 120 })).toBe('PARTNER_TIMEOUT deadline');
  });

  it('leaves the outcome of a billed call open once it was sent', async () => {
    expect(await outcome(hang, { deadlineMs: 60, sideEffect: 'billed' })).toBe(
      'PARTNER_OUTCOME_UNKNOWN deadline-after-send',
    );
    expect(await outcome((_request, res) => res.destroy(), { sideEffect: 'inquiry' })).toBe(
      'PARTNER_OUTCOME_UNKNOWN connection-lost-after-send',
    );
    expect(await outcome((_request, res) => sendJson(res, {}, 504), { sideEffect: 'inquiry' })).toBe(
      'PARTNER_OUTCOME_UNKNOWN status-504',
    );
  });

  it('knows that a billed call did not happen when nobody was connected', async () => {
    const { fetch } = startStage([acme({ sideEffect: 'billed' })], 'http://127.0.0.1:9');
    expect((await fetch([want('c-1', { ticker: 'A' })])).map(outcomeOf)).toEqual([
      'PARTNER_UNAVAILABLE connect-refused',
    ]);
  });

  it('closes the socket at once when the request ends, and asks nothing for an ended request', async () => {
    const request = new AbortController();
    const partner = await startPartner(() => request.abort());
    const { fetch } = startStage([acme()], partner.baseUrl);
    const closed = partner.closedConnection();
    const fetched = await fetch([want('c-1', { ticker: 'AAA' })], request.signal);
    expect(fetched.map(outcomeOf)).toEqual(['PARTNER_TIMEOUT request-aborted']);
    await closed;
    expect((await fetch([want('c-1', { ticker: 'BBB' })], request.signal)).map(outcomeOf)).toEqual([
      'PARTNER_TIMEOUT request-aborted',
    ]);
    expect(partner.received).toHaveLength(1);
  });

  it('ends one request without ending another', async () => {
    const first = new AbortController();
    const partner = await startPartner(({ url }, res) => {
      if (url.pathname.endsWith('HANG')) first.abort();
      else setTimeout(() => sendJson(res, '{"price": 1}'), 30);
    });
    const { fetch } = startStage([acme()], partner.baseUrl);
    const [ended, other] = await Promise.all([
      fetch([want('c-1', { ticker: 'HANG' })], first.signal),
      fetch([want('c-1', { ticker: 'AAA' })]),
    ]);
    expect([...ended, ...other].map(outcomeOf)).toEqual(['PARTNER_TIMEOUT request-aborted', 'record']);
  });
});

describe('throttling', () => {
  it.each([
    ['seconds', '7', 7_000],
    ['an HTTP date', 'Sun, 01 Mar 2026 12:00:30 GMT', 30_000],
    ['more than an hour, capped', '86400', 3_600_000],
    ['nonsense, ignored', 'soon', undefined],
  ])('reads Retry-After in %s', async (_form, value, expected) => {
    const partner = await startPartner((_request, res) =>
      sendJson(res, {}, 429, { 'retry-after': value, date: new Date(START).toUTCString() }),
    );
    const { fetch, clock } = startStage([acme()], partner.baseUrl);
    expect(clock.nowMs).toBe(START);
    const [fetched] = await fetch([want('c-1', { ticker: 'AAA' })]);
    expect(fetched?.result).toMatchObject({ gap: { fault: { code: 'PARTNER_THROTTLED', detail: 'status-429' } } });
    const gap =
      fetched?.result !== null && fetched !== undefined && 'gap' in fetched.result ? fetched.result.gap : null;
    expect(gap?.fault.retryAfterMs).toBe(expected);
  });
});

describe('where a call may go', () => {
  it('never follows a redirect', async () => {
    const other = await startPartner((_request, res) => sendJson(res, '{"price": 1}'));
    const answer: Answer = (_request, res) => sendJson(res, {}, 302, { location: `${other.baseUrl}/quotes/AAA` });
    expect(await outcome(answer)).toBe('PARTNER_BROKE_CONTRACT redirect-refused');
    expect(other.counts.connections).toBe(0);
  });

  it('refuses a name that resolves to this machine or a private network, before connecting', async () => {
    const partner = await startPartner((_request, res) => sendJson(res, '{"price": 1}'));
    const address = partner.baseUrl.replace('http://127.0.0.1', 'https://localhost');
    const { fetch } = startStage([acme()], address, { allowInsecureLoopback: false });
    expect((await fetch([want('c-1', { ticker: 'A' })])).map(outcomeOf)).toEqual([
      'PARTNER_UNAVAILABLE address-refused',
    ]);
    expect(partner.counts.connections).toBe(0);
  });

  it('stays below the base path and on the allowed hosts', async () => {
    const partner = await startPartner((_request, res) => sendJson(res, '{"price": 1}'));
    const going = (to: string) => endpoint({ request: () => ({ method: 'GET', path: to }) });
    const outcomes = [];
    for (const to of [
      '/../x',
      '/a/%2E%2e/x',
      'https://evil.example/x',
      '//evil.example/x',
      'file:///etc/passwd',
      '/ok',
    ]) {
      const { fetch } = startStage([acme({ endpoints: [going(to)] })], `${partner.baseUrl}/v1`);
      outcomes.push((await fetch([want('c-1', { ticker: 'A' })])).map(outcomeOf)[0]);
    }
    expect(outcomes).toEqual([
      'PARTNER_UNAVAILABLE path-refused',
      'PARTNER_UNAVAILABLE path-refused',
      'PARTNER_UNAVAILABLE host-refused',
      'record',
      'PARTNER_UNAVAILABLE host-refused',
      'record',
    ]);
    expect(partner.received.map(({ url }) => url.pathname)).toEqual(['/v1//evil.example/x', '/v1/ok']);
  });
});
