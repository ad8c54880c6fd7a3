/**
 * Secrets planted where a log line could pick them up, and never found in it.
 */
import { describe, expect, it, test } from 'vitest';
import { GatewayError } from '../../src/domain/errors.ts';
import { createLogger } from '../../src/telemetry/log.ts';

const SECRET = 'planted-secret-4711';

function written(about: object, level: 'debug' | 'info' = 'debug'): string {
  const lines: string[] = [];
  createLogger(level, { write: (line) => void lines.push(line) }).error(about, 'it failed');
  return lines.join('');
}

describe('a log line', () => {
  it('is JSON with time, level, text and what was said about it', () => {
    const line = JSON.parse(written({ requestId: 'r-1', count: 3, parts: ['a', { b: true }] })) as object;
    expect(line).toMatchObject({
      level: 'error',
      msg: 'it failed',
      requestId: 'r-1',
      count: 3,
      parts: ['a', { b: true }],
    });
    expect((line as { at: string }).at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  it('below the level is not written', () => {
    const lines: string[] = [];
    const log = createLogger('warn', { write: (line) => void lines.push(line) });
    log.info({}, 'no');
    log.debug({}, 'no');
    expect(lines).toEqual([]);
  });

  test.each([
    'authorization', 'Authorization', 'cookie', 'set-cookie', 'token', 'accessToken', 'access_token', 'refreshToken',
    'secret', 'clientSecret', 'password', 'PASSWD', 'apiKey', 'api_key', 'x-api-key', 'privateKey', 'credentials',
    'body', 'query', 'variables', 'payload', 'headers', 'url',
  ])('never shows the value of %s, at any depth', (key) => {
    const about = { [key]: SECRET, a: { [key]: { deep: SECRET }, b: { c: [{ d: { [key]: SECRET } }] } } };
    const line = written(about);
    expect(line).not.toContain(SECRET);
    expect(line).toContain('[redacted]');
  }); // prettier-ignore

  it('shows no text of an error: not its own, not of its causes, not of what it carries', () => {
    const inner = Object.assign(new TypeError(`quoted ${SECRET}`), { config: { auth: SECRET }, response: SECRET });
    const outer = new GatewayError('INTERNAL', `public ${SECRET}`, { internal: 'database-gone', cause: inner });
    for (const about of [{ err: outer }, { error: outer }, { deep: { list: [outer] } }, outer]) {
      const line = written(about);
      expect(line).not.toContain(SECRET);
      expect(line).toContain('TypeError');
      expect(line).toContain('database-gone');
      expect(line).toContain('log.test.ts');
    }
  });

  it('is not fooled by messages that look like stack frames, by names or by codes', () => {
    const err = new Error(`first\n    at ${SECRET} (/a.ts:1:1)\n    at ${SECRET} (/b.ts:1:1)`);
    const edited = new Error(`before\n    at x ${SECRET}\nlast`);
    edited.message = 'after';
    const named = Object.assign(new Error('x'), { name: `N ${SECRET}`, code: `C ${SECRET}` });
    expect(written({ err })).not.toContain(SECRET);
    expect(written({ err: edited })).not.toContain(SECRET);
    expect(written({ err: named })).not.toContain(SECRET);
  });

  it('shows nothing of an error that is no Error, of class instances and of bytes', () => {
    class Customer {
      readonly name = SECRET;
    }
    const about = { err: SECRET, who: new Customer(), bytes: Buffer.from(SECRET), all: new Map([[SECRET, SECRET]]) };
    expect(written(about)).not.toContain(SECRET);
  });

  it('never throws: circles, getters that throw, huge values', () => {
    const circle: Record<string, unknown> = { n: 1n };
    circle['self'] = circle;
    const looped = new Error('x');
    looped.cause = looped;
    const hostile = Object.defineProperty(new Error('x'), 'stack', {
      get: () => {
        throw new Error(SECRET);
      },
    });
    const trap = Object.defineProperty({}, 'trap', {
      enumerable: true,
      get: () => {
        throw new Error(SECRET);
      },
    });
    for (const about of [circle, { err: looped }, { err: hostile }, { trap }, { text: 'x'.repeat(1e6) }]) {
      const line = written(about);
      expect(line).toContain('it failed');
      expect(line).not.toContain(SECRET);
      expect(line.length).toBeLessThan(10_000);
    }
  });
});
