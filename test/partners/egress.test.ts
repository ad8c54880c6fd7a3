/** The egress guard: where a call may go, and what a partner cannot do to the gateway by what it sends. */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAim } from '../../src/partners/client/aim.ts';
import { collectAnswer, type RawAnswer } from '../../src/partners/client/collect-answer.ts';
import { TransportError } from '../../src/partners/client/transport-error.ts';
import { createPools } from '../../src/partners/client/pools.ts';
import { type Answer, sendJson, startPartner } from './partner-on-socket.ts';
import { acme, endpoint, outcomeOf, startStage, want } from './stage.ts';

/** A partner below HTTP: whatever the test writes, request by request. */
async function startRawPartner(onRequest: (socket: Socket, number: number, head: string) => void) {
  const counts = { connections: 0, requests: 0 };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    counts.connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      counts.requests += 1;
      onRequest(socket, counts.requests, bytes.toString());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    sockets.forEach((socket) => socket.destroy());
    server.close();
  });
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, counts };
}

const http = (body: string, status = '200 OK', more = ''): string =>
  `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\n${more}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const stageAt = (baseUrl: string, changes: Parameters<typeof acme>[0] = {}) =>
  startStage([acme({ deadlineMs: 20_000, limits: { windows: [], concurrency: 1 }, ...changes })], baseUrl);
const ask = async ({ fetch }: ReturnType<typeof stageAt>, ticker = 'A') =>
  (await fetch([want('c-1', { ticker })])).map(outcomeOf)[0];
const priceOf = async ({ fetch }: ReturnType<typeof stageAt>, ticker: string): Promise<unknown> => {
  const [fetched] = await fetch([want('c-1', { ticker })]);
  return fetched?.result && 'sourced' in fetched.result ? fetched.result.sourced.record : outcomeOf(fetched!);
};

describe('an address', () => {
  const FORMS = [
    ['decimal', 'https://2130706433/'],
    ['hexadecimal', 'https://0x7f000001/'],
    ['octal', 'https://0177.0.0.1/'],
    ['short', 'https://127.1/'],
    ['metadata, decimal', 'https://2852039166/'],
    ['metadata', 'https://169.254.169.254/'],
    ['metadata over IPv6', 'https://[fd00:ec2::254]/'],
    ['IPv4 in IPv6', 'https://[::ffff:10.0.0.1]/'],
    ['IPv4 in IPv6, hexadecimal', 'https://[::ffff:7f00:1]/'],
    ['IPv4-compatible', 'https://[::127.0.0.1]/'],
    ['NAT64', 'https://[64:ff9b::a00:1]/'],
    ['local NAT64', 'https://[64:ff9b:1::a00:1]/'],
    ['6to4', 'https://[2002:7f00:1::]/'],
    ['full-width digits', 'https://１２７.０.０.１/'],
    ['credentials in it', 'https://user:pass@api.acme.example/'],
  ] as const;

  it.each(FORMS)('in another spelling is refused all the same: %s', (_name, address) => {
    const connector = acme({ allowedHosts: [new URL(address).host] });
    const result = createAim(
      connector,
      'https://api.acme.example',
      'public-only',
    )({ method: 'GET', path: address }, {});
    expect(result).toMatchObject({ fault: { code: 'PARTNER_UNAVAILABLE' } });
  });
});

describe('a link that a partner sends', () => {
  const aim = () => createAim(acme(), 'https://api.acme.example/v1', 'public-only');

  it.each([
    ['credentials-in-address', 'https://user:pass@api.acme.example/x'],
    ['host-refused', 'https://api.acme.example@evil.example/'],
    ['host-refused', 'https://api.acme.example:8443/x'],
    ['host-refused', 'https://api.acme.example./x'],
    ['host-refused', 'https://аpi.acme.example/x'],
    ['host-refused', 'https:evil.example'],
    ['host-refused', 'unix:/var/run/docker.sock'],
    ['not-https', 'http://api.acme.example/x'],
    ['path-refused', '/a/.\t./.\t./admin'],
    ['path-refused', '/a/%2e%2E/admin'],
    ['path-refused', '\nhttps://api.acme.example/x'],
  ])('that leads elsewhere is refused (%s), and speaks for no other link: %j', (detail, path) => {
    const target = aim();
    expect(target({ method: 'GET', path }, {})).toEqual({ fault: { code: 'PARTNER_UNAVAILABLE', detail } });
    for (const good of ['/x', 'https://api.acme.example/v1/x'])
      expect(target({ method: 'GET', path: good }, {})).toEqual({
        value: { origin: 'https://api.acme.example', path: '/v1/x' },
      });
    expect(target({ method: 'GET', path }, {})).toMatchObject({ fault: { detail } });
  });

  it.each(['//evil.example/x', '/\\evil.example', '/@evil.example', '/x#@evil.example'])(
    'that only looks like another host stays below the base: %s',
    (path) => {
      expect(aim()({ method: 'GET', path }, {})).toMatchObject({ value: { origin: 'https://api.acme.example' } });
    },
  );
});

describe('a partner that sends a reply too many', () => {
  it('is heard once: what follows the answer closes the connection, and the next call has its own', async () => {
    const partner = await startRawPartner((socket, number) =>
      socket.write(http(`{"price": ${number}}`) + http('{"price": 666}')),
    );
    const stage = stageAt(partner.baseUrl);
    for (const number of [1, 2, 3]) expect(await priceOf(stage, `T${number}`)).toEqual({ price: String(number) });
    expect(partner.counts.connections).toBe(3);
  });

  it('later, while nothing is asked, is not heard either', async () => {
    const late: (() => void)[] = [];
    const partner = await startRawPartner((socket, number) => {
      socket.write(http(`{"price": ${number}}`));
      late.push(() => socket.write(http('{"price": 666}')));
    });
    const stage = stageAt(partner.baseUrl);
    expect(await priceOf(stage, 'T1')).toEqual({ price: '1' });
    late[0]?.();
    // A request of its own on another connection shows that the bytes have come through.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await priceOf(stage, 'T2')).toEqual({ price: '2' });
  });

  it('never with two lengths, or with a length and chunks: no agreement on where an answer ends, no answer', async () => {
    for (const framing of ['content-length: 5\r\n', 'transfer-encoding: chunked\r\n']) {
      const partner = await startRawPartner((socket) => socket.write(http('{"price": 1}', '200 OK', framing)));
      expect(await ask(stageAt(partner.baseUrl))).toBe('PARTNER_BROKE_CONTRACT not-http');
    }
  });
});

describe('what is not HTTP, or too much of it', () => {
  const CASES: readonly (readonly [string, string])[] = [
    ['a header of 40 KB', http('{"price": 1}', '200 OK', `x-long: ${'x'.repeat(40_000)}\r\n`)],
    ['a thousand headers of 50 bytes', http('{"price": 1}', '200 OK', `x-more: ${'x'.repeat(40)}\r\n`.repeat(1_000))],
    ['a line break inside a header', http('{"price": 1}', '200 OK', 'x-a: b\rset-cookie: c\r\n')],
    ['a negative length', 'HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n{}'],
    ['an announcement without end', 'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n'.repeat(200)],
    ['a greeting of another protocol', '220 mail.example ESMTP\r\n'],
  ];

  it.each(CASES)('%s ends the call as a broken contract at once', async (_name, bytes) => {
    const partner = await startRawPartner((socket) => socket.write(bytes));
    const startedAt = performance.now();
    expect(await ask(stageAt(partner.baseUrl))).toBe('PARTNER_BROKE_CONTRACT not-http');
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  it('a gzip bomb in one or in two layers is never unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024));
    const answers: readonly [string, Answer][] = [
      ['body-too-large', (_request, res) => res.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)],
      [
        'content-encoding',
        (_request, res) => res.writeHead(200, { 'content-encoding': 'gzip, gzip' }).end(gzipSync(bomb)),
      ],
    ];
    for (const [reason, answer] of answers) {
      const partner = await startPartner(answer);
      const before = process.memoryUsage().rss;
      expect(await ask(stageAt(partner.baseUrl))).toBe(`PARTNER_BROKE_CONTRACT ${reason}`);
      expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
    }
  });

  it('leaves the partner in service: the next call is answered', async () => {
    const partner = await startRawPartner((socket, number) =>
      socket.write(number === 1 ? 'nonsense\r\n\r\n' : http('{"price": 2}')),
    );
    const stage = stageAt(partner.baseUrl);
    expect([await ask(stage, 'A'), await ask(stage, 'B')]).toEqual(['PARTNER_BROKE_CONTRACT not-http', 'record']);
  });
});

describe('a body that comes slowly', () => {
  function collecting() {
    const clock = { nowMs: 0 };
    const outcomes: (RawAnswer | TransportError)[] = [];
    const aborted: unknown[] = [];
    const collector = collectAnswer({
      maxBytes: 1_000_000,
      settle: (one) => outcomes.push(one),
      nowMs: () => clock.nowMs,
    });
    const controller = { abort: (reason: unknown) => aborted.push(reason) } as never;
    collector.onRequestStart?.(controller, undefined);
    collector.onResponseStart?.(controller, 200, {}, 'OK');
    const add = (bytes: number, afterMs: number): void => {
      clock.nowMs += afterMs;
      collector.onResponseData?.(controller, Buffer.alloc(bytes));
    };
    return { outcomes, aborted, add, end: () => collector.onResponseEnd?.(controller, {}) };
  }

  it('is given up after five seconds below a kilobyte a second, and the connection closed', () => {
    const { outcomes, aborted, add } = collecting();
    for (let i = 0; i < 49; i += 1) add(1, 100);
    expect(outcomes).toEqual([]);
    add(1, 100);
    expect(outcomes[0]).toMatchObject({ phase: 'answered', reason: 'slow-body' });
    expect(aborted).toHaveLength(1);
  });

  it('but not too slowly, is read to its end however long that takes', () => {
    const { outcomes, add, end } = collecting();
    for (let i = 0; i < 120; i += 1) add(1_100, 1_000);
    end();
    expect(outcomes).toMatchObject([{ status: 200, body: { length: 132_000 } }]);
  });

  it('that dries up after a good start is given up too', () => {
    const { outcomes, add } = collecting();
    add(500_000, 10);
    for (let i = 0; i < 100 && outcomes.length === 0; i += 1) add(1, 100);
    expect(outcomes[0]).toBeInstanceOf(TransportError);
  });
});

describe('credentials', () => {
  it('follow no redirect, not even to another host that is allowed', async () => {
    const other = await startPartner((_request, res) => sendJson(res, '{"price": 1}'));
    const host = new URL(other.baseUrl).host;
    for (const status of [301, 302, 303, 307, 308]) {
      const partner = await startPartner((_request, res) =>
        sendJson(res, {}, status, { location: `${other.baseUrl}/quotes/A` }),
      );
      const auth = { type: 'bearer', secret: 'KEY' } as const;
      const { fetch } = startStage([acme({ auth, allowedHosts: [host] })], partner.baseUrl, { secrets: { KEY: 'k' } });
      expect((await fetch([want('c-1', { ticker: 'A' })])).map(outcomeOf)).toEqual([
        'PARTNER_BROKE_CONTRACT redirect-refused',
      ]);
    }
    expect(other.received).toEqual([]);
  });

  it('pass no proxy of the environment', async () => {
    const proxy = await startPartner((_request, res) => sendJson(res, '{"price": 666}'));
    const partner = await startPartner((_request, res) => sendJson(res, '{"price": 1}'));
    const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'];
    const before = names.map((name) => [name, process.env[name]] as const);
    onTestFinished(() => {
      for (const [name, value] of before) if (value === undefined) delete process.env[name]; else process.env[name] = value; // prettier-ignore
    });
    for (const name of names) process.env[name] = proxy.baseUrl;
    expect(await priceOf(stageAt(partner.baseUrl), 'A')).toEqual({ price: '1' });
    expect(proxy.counts.connections).toBe(0);
  });

  it('that hold a line break cannot add a header', async () => {
    const partner = await startPartner((_request, res) => sendJson(res, '{"price": 1}'));
    const auth = { type: 'bearer', secret: 'KEY' } as const;
    const { fetch } = startStage([acme({ auth })], partner.baseUrl, { secrets: { KEY: 'k\r\nx-admin: yes' } });
    expect((await fetch([want('c-1', { ticker: 'A' })])).map(outcomeOf)).toEqual([
      'PARTNER_REFUSED_CREDENTIALS secret-unusable',
    ]);
    expect(partner.received).toEqual([]);
  });
});

describe('connections', () => {
  it('are never more than the contract allows at once, and are used again', async () => {
    const partner = await startPartner((_request, res) => setTimeout(() => sendJson(res, '{"price": 1}'), 5));
    const { fetch } = startStage(
      [acme({ deadlineMs: 20_000, limits: { windows: [], concurrency: 3 } })],
      partner.baseUrl,
    );
    await fetch(Array.from({ length: 30 }, (_, i) => want('c-1', { ticker: `T${i}` })));
    expect(partner.counts.connections).toBeLessThanOrEqual(3);
    expect(partner.counts.mostRunning).toBeLessThanOrEqual(3);
  });

  it('are refused by address at the moment of connecting, after the name was resolved', async () => {
    const partner = await startPartner((_request, res) => sendJson(res, '{"price": 1}'));
    const { port } = new URL(partner.baseUrl);
    const pools = createPools({ connections: 1, deadlineMs: 2_000, policy: 'public-only', certificate: null });
    onTestFinished(() => pools.close());
    const pool = pools.at(`http://localhost:${port}`);
    const error =
      'value' in pool ? await pool.value.request({ path: '/', method: 'GET' }).catch((cause: unknown) => cause) : pool;
    expect(error).toMatchObject({ code: 'ADDRESS_REFUSED' });
    expect(partner.counts.connections).toBe(0);
  });

  it('to a page’s own link go only where the connector says', async () => {
    const partner = await startPartner((_request, res) => sendJson(res, '{"price": 1}'));
    const link = endpoint({ request: () => ({ method: 'GET', path: 'https://169.254.169.254/latest/meta-data' }) });
    const { fetch } = startStage([acme({ endpoints: [link] })], partner.baseUrl);
    expect((await fetch([want('c-1', { ticker: 'A' })])).map(outcomeOf)).toEqual(['PARTNER_UNAVAILABLE host-refused']);
  });
});
