/**
 * Liveness, readiness and metrics. Readiness fails when Postgres or the access log cannot serve, so that no request is sent
 * here only to be refused. Says which part is not ready, never why. Anybody may ask, so a part is checked once at a time.
 */
import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Readiness } from './port.ts';

/** A check that takes longer counts as failed. */
const CHECK_MS = 2_000;

export function addHealth(
  app: FastifyInstance,
  checks: readonly Readiness[],
  metrics: Metrics,
  checkMs = CHECK_MS,
): void {
  const parts = checks.map((check) => ({ name: check.name, isReady: readinessOf(check, checkMs) }));
  app.get('/health/live', () => ({ status: 'live' }));
  app.get('/health/ready', async (_request, reply) => {
    const states = await Promise.all(
      parts.map(async ({ name, isReady }) => [name, (await isReady()) ? 'ready' : 'not ready'] as const),
    );
    const status = states.every(([, state]) => state === 'ready') ? 'ready' : 'not ready';
    return reply.code(status === 'ready' ? 200 : 503).send({ status, parts: Object.fromEntries(states) });
  });
  app.get('/metrics', async (_request, reply) => {
    const { contentType, body } = await metrics.page();
    return reply.header('content-type', contentType).send(body);
  });
}

/** Joins a check that is under way; one that hangs is not started again until it ends. */
function readinessOf(part: Readiness, checkMs: number): () => Promise<boolean> {
  let running: Promise<boolean> | undefined;
  const start = async (): Promise<boolean> => {
    try {
      await part.check();
      return true;
    } catch {
      return false;
    } finally {
      running = undefined;
    }
  };
  return async () => {
    running ??= start();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), checkMs)));
    return Promise.race([running, late]).finally(() => clearTimeout(timer));
  };
}
