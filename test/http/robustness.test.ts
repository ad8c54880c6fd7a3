/**
 * Bytes and failures that must never reach further than their own request.
 */
import { describe, expect, it, test } from 'vitest';
import { startEdge } from './edge.ts';
import { head, sendRaw, statusOf } from './raw.ts';

const HELLO = { query: '{ hello }' };

describe('no request can end the process', () => {
  const CASES: readonly (readonly [string, string | Buffer, number])[] = [
    ['a malformed escape in the path', head('GET', {}, '/%zz'), 400],
    ['a NUL byte in the path', head('GET', {}, '/graph\0ql'), 400],
    ['a NUL byte in a header', head('GET', { 'x-a': 'b\0c' }), 400],
    ['invalid UTF-8 in the path', Buffer.from(head('GET', {}, '/\xff\xfe'), 'latin1'), 400],
    ['no HTTP at all', '\x16\x03\x01\x02\x00\x01\x00\r\n\r\n', 400],
    ['an open bracket as host', head('GET', { host: '[' }), 400],
    ['no host', 'GET /graphql HTTP/1.0\r\n\r\n', 400],
    ['two content lengths', head('POST', { 'content-length': '1, 2' }), 400],
    ['both framings', head('POST', { 'content-length': '4', 'transfer-encoding': 'chunked' }), 400],
    ['headers beyond 16 kB', head('GET', Object.fromEntries(manyHeaders(400))), 431],
    ['an absolute URL', head('GET', {}, 'http://elsewhere/x'), 404],
    ['an asterisk as URL', 'OPTIONS * HTTP/1.1\r\nhost: gateway\r\nconnection: close\r\n\r\n', 404],
    ['an unknown method', head('BREW', {}), 400],
  ];

  test.each(CASES)('%s', async (_name, bytes, status) => {
    const edge = await startEdge();
    const answer = await sendRaw(edge.port, bytes);
    expect(statusOf(answer), answer).toBe(status);
    expect(answer).toMatch(/\r\nx-request-id: [0-9a-f-]{36}\r\n/);
    expect(answer).toContain('"code":"INVALID_INPUT"');
    expect((await edge.graphql(HELLO)).status).toBe(200);
  });

  it.each([
    ['no partner has', 1, 401],
    ['is endless', 5_000, 404],
  ])('a message to a name that %s is refused, and nothing is learnt from it', async (_name, length, status) => {
    const edge = await startEdge({ receiveMessage: () => Promise.resolve('NOT_FOUND') });
    const url = new URL(`/partners/${'a'.repeat(length)}/messages`, edge.url);
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(response.status).toBe(status);
  });

  it('a refusal that cannot be recorded is logged, and the caller gets the answer', async () => {
    for (const onRefusal of [
      () => {
        throw new Error('planted');
      },
      () => Promise.reject(new Error('planted')),
    ]) {
      const edge = await startEdge({ onRefusal });
      expect((await edge.graphql(HELLO, { authorization: 'Bearer bad' })).status).toBe(401);
      await expect.poll(() => edge.lines.join()).toContain('a refusal could not be recorded');
      expect(edge.lines.join()).not.toContain('planted');
    }
  });

  it('a context that cannot be made is an error of that request only', async () => {
    const edge = await startEdge({
      context: () => {
        throw new Error('planted');
      },
    });
    expect((await edge.graphql(HELLO)).status).toBe(500);
    expect((await fetch(`${edge.url}/health/live`)).status).toBe(200);
  });
});

function manyHeaders(count: number): [string, string][] {
  return Array.from({ length: count }, (_, i) => [`x-filler-${i}`, 'y'.repeat(40)]);
}
