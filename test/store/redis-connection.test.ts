/** A connection to Redis that falls silent without being closed, as behind a firewall that forgot it or a server that hangs. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { openRedis } from '../../src/store/redis/connection.ts';
import { freshPrefix, needsRedis, testRedisUrl } from '../support/redis.ts';

const SILENT_MS = 300;

/** Passes bytes on, but nothing any more on the first connection from `swallow` on. */
async function startTunnel(isSilentAtFirst = false) {
  const { hostname, port } = new URL(testRedisUrl ?? '');
  let connections = 0;
  let isSwallowing = isSilentAtFirst;
  const server = createServer((near) => {
    const isFirst = (connections += 1) === 1;
    const far = connect(Number(port), hostname);
    const pass = (from: Socket, to: Socket): void => {
      from.on('data', (bytes) => void (isFirst && isSwallowing ? null : to.write(bytes)));
      from.on('error', () => undefined);
      from.on('close', () => to.destroy());
    };
    pass(near, far);
    pass(far, near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    swallow: () => {
      isSwallowing = true;
    },
    connections: () => connections,
  };
}

async function openThrough(url: string) {
  const told: string[] = [];
  const redis = await openRedis({
    url,
    keyPrefix: freshPrefix(),
    silentMs: SILENT_MS,
    onAway: (reason) => told.push(reason),
    onBack: () => told.push('back'),
  });
  onTestFinished(() => redis.close());
  const ask = () => redis.script('return 1', () => ({ keys: [], args: [] })).catch(() => 'away');
  return { told, ask };
}

it('is given up for a new one, which is told once, and answers go on', async (ctx) => {
  needsRedis(ctx);
  const tunnel = await startTunnel();
  const { told, ask } = await openThrough(tunnel.url);
  expect(await ask()).toBe(1);
  tunnel.swallow();
  expect(await ask()).toBe('away');
  await expect.poll(ask, { timeout: 10_000, interval: 100 }).toBe(1);
  expect(told).toEqual(['no-answer', 'back']);
  expect(tunnel.connections()).toBe(2);
});

it('is given up where even the greeting stays unanswered', async (ctx) => {
  needsRedis(ctx);
  const tunnel = await startTunnel(true);
  const { ask } = await openThrough(tunnel.url);
  await expect.poll(ask, { timeout: 10_000, interval: 100 }).toBe(1);
  expect(tunnel.connections()).toBe(2);
});
