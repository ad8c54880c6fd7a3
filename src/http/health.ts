/**
 * Liveness, readiness and metrics. Readiness fails when Postgres or the access log cannot serve, so that no request is sent
 * here only to be refused. Says which part is not ready, never why.
 */
import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Readiness } from './port.ts';

export function addHealth(app: FastifyInstance, checks: readonly Readiness[], metrics: Metrics): void {
  app.get('/health/live', () => ({ status: 'live' }));
  app.get('/health/ready', async (_request, reply) => {
    const results = await Promise.allSettled(checks.map((one) => one.check()));
    const parts = Object.fromEntries(
      checks.map(({ name }, i) => [name, results[i]?.status === 'fulfilled' ? 'ready' : 'not ready']),
    );
    const isReady = results.every((result) => result.status === 'fulfilled');
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'not ready', parts });
  });
  app.get('/metrics', async (_request, reply) => {
    const { contentType, body } = await metrics.page();
    return reply.header('content-type', contentType).send(body);
  });
}
