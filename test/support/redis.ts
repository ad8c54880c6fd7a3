/**
 * Redis for tests: the server TEST_REDIS_URL names, under a key prefix of the test's own, and servers of a test's own that it may kill.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, type TestContext } from 'vitest';
import { openRedis, type Redis } from '../../src/store/redis/connection.ts';

export const testRedisUrl = process.env['TEST_REDIS_URL'] === '' ? undefined : process.env['TEST_REDIS_URL'];

/** For tests that only a real Redis can pass or fail. */
export function needsRedis(ctx: TestContext): void {
  ctx.skip(testRedisUrl === undefined, 'needs a Redis server: set TEST_REDIS_URL');
}

/** Keys nobody else uses. */
export const freshPrefix = (): string => `gateway-test:${randomUUID()}:`;

/** Two connections as of two replicas; null where there is no server. Closed after the file's tests. */
export async function openTestRedis(): Promise<{ readonly open: Redis; readonly openTwin: Redis } | null> {
  if (testRedisUrl === undefined) return null;
  const keyPrefix = freshPrefix();
  const [open, openTwin] = await Promise.all([1, 2].map(() => openRedis({ url: testRedisUrl ?? '', keyPrefix })));
  if (open === undefined || openTwin === undefined) return null;
  afterAll(() => Promise.all([open.close(), openTwin.close()]));
  return { open, openTwin };
}

export interface OwnRedis {
  readonly url: string;
  start(): Promise<void>;
  /** Kills it; what it knew is gone. */
  kill(): Promise<void>;
  /** It accepts everything and answers nothing, until it goes on. */
  hang(): void;
  goOn(): void;
}

/** A server that keeps nothing on disk; null where there is no redis-server to start. */
export async function ownRedis(): Promise<OwnRedis | null> {
  const port = await freePort();
  let child: ChildProcess | null = null;
  const kill = async (): Promise<void> => {
    const dying = child;
    child = null;
    if (dying === null || dying.exitCode !== null) return;
    await new Promise((resolve) => dying.once('exit', resolve).kill('SIGKILL'));
  };
  const start = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
      const started = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'ignore'] });
      child = started;
      started.once('error', reject);
      started.stdout.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('Ready to accept connections')) resolve();
      });
      started.once('exit', () => reject(new Error('redis-server ended')));
    });
  try {
    await start();
  } catch {
    return null;
  }
  afterAll(kill);
  const signal = (name: NodeJS.Signals) => (): void => void child?.kill(name);
  return { url: `redis://127.0.0.1:${port}`, start, kill, hang: signal('SIGSTOP'), goOn: signal('SIGCONT') };
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
