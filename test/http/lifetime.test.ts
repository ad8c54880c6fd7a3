/**
 * How long requests, connections and the server itself may live.
 */
import { Agent, request as httpRequest } from 'node:http';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { deadlineAtOf } from '../../src/http/request-signal.ts';
import { defer, errorOf, startEdge, type Edge } from './edge.ts';
import { openRaw, statusOf } from './raw.ts';

const HOLD = { query: '{ hold }' };
const HELLO = { query: '{ hello }' };

const ended = (signal: AbortSignal): Promise<string> =>
  new Promise((resolve) => {
    const tell = (): void => resolve((signal.reason as Error).message);
    if (signal.aborted) tell();
    else signal.addEventListener('abort', tell, { once: true });
  });

describe('the deadline', () => {
  it('ends the signal early enough to release what is known, and the late answer still arrives', async () => {
    const edge = await startEdge({ limits: { deadlineMs: 2_000, reserveMs: 1_900 } });
    const startedAt = Date.now();
    const answer = edge.graphql(HOLD);
    const { signal } = await edge.holding;
    expect(signal.aborted).toBe(false);
    expect((deadlineAtOf(signal) ?? 0) - startedAt).toBeGreaterThanOrEqual(100);
    expect(await ended(signal)).toBe('deadline');
    expect(Date.now() - startedAt).toBeLessThan(1_900);
    edge.release();
    expect(await (await answer).json()).toEqual({ data: { hold: 'held' } });
  });

  it('answers 503 in our form when nothing came of the request, and survives the late result', async () => {
    const edge = await startEdge({ limits: { deadlineMs: 200, reserveMs: 50 } });
    const response = await edge.graphql(HOLD);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await errorOf(response)).code).toBe('INTERNAL');
    edge.release();
    expect((await edge.graphql(HELLO)).status).toBe(200);
    expect(edge.refusals).toMatchObject([{ code: 'INTERNAL', caller: { subject: 'ana' } }]);
  });

  it('does not end the signal of a request that was answered', async () => {
    const edge = await startEdge();
    await (await edge.graphql(HELLO)).text();
    expect(edge.admitted.map(({ signal }) => signal.aborted)).toEqual([false]);
    expect(deadlineAtOf(new AbortController().signal)).toBeNull();
  });

  it('a client that leaves ends the signal at once', async () => {
    const edge = await startEdge();
    const raw = await openRaw(edge.port);
    raw.socket.write(post(JSON.stringify(HOLD)));
    const { signal } = await edge.holding;
    raw.socket.destroy();
    expect(await ended(signal)).toBe('client-left');
    edge.release();
    expect((await edge.graphql(HELLO)).status).toBe(200);
  });
});

describe('slow clients', () => {
  it.each([
    ['headers', 'POST /graphql HTTP/1.1\r\nhost: x\r\nx-slow: '],
    ['a body', post('{"query":').replace(/content-length: \d+/, 'content-length: 400')],
  ])('that never finish %s are cut off with an answer', async (_what, bytes) => {
    const edge = await startEdge({ limits: { deadlineMs: 200 } });
    const raw = await openRaw(edge.port);
    raw.socket.write(bytes);
    const answer = await raw.closed;
    expect([408, 503]).toContain(statusOf(answer));
    expect(answer).toContain('"requestId"');
  });
});

describe('health', () => {
  const ready = { name: 'log', check: async () => undefined };
  const state = async (edge: Edge) => {
    const response = await fetch(`${edge.url}/health/ready`);
    return [response.status, await response.json()] as const;
  };

  it('is live without a token', async () => {
    const response = await fetch(`${(await startEdge()).url}/health/live`);
    expect([response.status, await response.json()]).toEqual([200, { status: 'live' }]);
  });

  it('is ready when every part is', async () => {
    expect(await state(await startEdge({ readiness: [ready] }))).toEqual([
      200,
      { status: 'ready', parts: { log: 'ready' } },
    ]);
  });

  test.each([
    ['rejects', () => Promise.reject(new Error('planted password=hunter2'))],
    [
      'throws',
      () => {
        throw new Error('planted password=hunter2');
      },
    ],
  ])('names the part whose check %s, never the cause', async (_how, check) => {
    const edge = await startEdge({ readiness: [{ name: 'database', check }, ready] });
    const parts = { database: 'not ready', log: 'ready' };
    expect(await state(edge)).toEqual([503, { status: 'not ready', parts }]);
  });

  it('a hanging check counts as failed in time, is not started again, and recovers', async () => {
    let started = 0;
    const free = defer<void>();
    const check = () => {
      started += 1;
      return free.promise;
    };
    const edge = await startEdge({ readiness: [{ name: 'database', check }] });
    const before = Date.now();
    const states = await Promise.all([state(edge), state(edge), state(edge)]);
    expect(states.map(([status]) => status)).toEqual([503, 503, 503]);
    expect(Date.now() - before).toBeLessThan(4_000);
    expect(started).toBe(1);
    free.resolve();
    await expect.poll(async () => (await state(edge))[0]).toBe(200);
  });
});

it('the metrics page counts by outcome and names nobody', async () => {
  const edge = await startEdge();
  await edge.graphql(HELLO, { 'x-request-id': 'planted-id-1' });
  await edge.graphql(HELLO, { authorization: 'Bearer planted-token' });
  const response = await fetch(`${edge.url}/metrics`);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=/);
  const page = await response.text();
  expect(page).toContain('gateway_requests_total{outcome="2xx"} 1');
  expect(page).toContain('gateway_requests_total{outcome="4xx"} 1');
  expect(page).not.toMatch(/planted|ana|loan-desk|127\.0\.0\.1/);
});

describe('closing', () => {
  it('finishes running requests, refuses new ones and ends idle connections', async () => {
    const edge = await startEdge();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const idle = await openRaw(edge.port);
    idle.socket.write('GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n');
    await idle.until('live');
    const running = ask(edge, agent, HOLD);
    await edge.holding;
    const closing = edge.app.close();
    await idle.closed;
    await expect(fetch(`${edge.url}/health/live`)).rejects.toThrow();
    edge.release();
    expect((await running).body).toBe('{"data":{"hold":"held"}}\n');
    const answeredAt = Date.now();
    await closing;
    expect(Date.now() - answeredAt, 'the connection kept alive held the process up').toBeLessThan(2_000);
  });

  it('refuses a request that arrives on a connection still at work, in our form', async () => {
    const edge = await startEdge();
    const raw = await openRaw(edge.port);
    raw.socket.write(post(JSON.stringify(HOLD)));
    await edge.holding;
    const closing = edge.app.close();
    raw.socket.write(post(JSON.stringify(HELLO)));
    await expect(fetch(edge.url)).rejects.toThrow();
    edge.release();
    const answer = await raw.closed;
    await closing;
    expect(answer).toContain('{"data":{"hold":"held"}}');
    expect(answer).not.toContain('"hello":');
    if (answer.includes('HTTP/1.1 503')) expect(answer).toContain('The gateway is closing');
  });

  it('is not held up by a client that never finishes its request', async () => {
    const edge = await startEdge({ limits: { deadlineMs: 300 } });
    const slow = await openRaw(edge.port);
    slow.socket.write('GET /graphql HTTP/1.1\r\nhost: x\r\nx-slow: ');
    await (await edge.graphql(HELLO)).text();
    await edge.app.close();
    await slow.closed;
  });
});

function post(body: string): string {
  const head = ['host: x', 'authorization: Bearer good', 'content-type: application/json'];
  return `POST /graphql HTTP/1.1\r\n${head.join('\r\n')}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

async function ask(edge: Edge, agent: Agent, body: unknown): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const req = httpRequest(`${edge.url}/graphql`, {
      agent,
      method: 'POST',
      headers: { authorization: 'Bearer good', 'content-type': 'application/json' },
    });
    req.once('error', reject);
    req.once('response', (res) => {
      let text = '';
      res.setEncoding('utf8').on('data', (part: string) => (text += part));
      res.once('end', () => resolve({ status: res.statusCode ?? 0, body: text }));
    });
    req.end(JSON.stringify(body));
  });
}
