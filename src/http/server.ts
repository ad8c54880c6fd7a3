/**
 * The edge: request id, throttle, token, deadline, then GraphQL; health and metrics beside it. Authentication happens before
 * Apollo, so that refusals are recorded too. Knows nothing of customers or rules.
 */
import { randomUUID } from 'node:crypto';
import type { ApolloServer, BaseContext } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { Caller } from '../domain/caller.ts';
import type { Authenticate } from '../identity/authenticate.ts';
import type { Logger } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { addHealth } from './health.ts';
import type { EdgeLimits, Readiness, Refusal } from './port.ts';
import { requestSignal } from './request-signal.ts';
import { sendError, toGatewayError } from './send-error.ts';
import { createThrottle } from './throttle.ts';

/** A request as the edge hands it to GraphQL. */
export interface Admitted {
  readonly requestId: string;
  readonly caller: Caller;
  readonly signal: AbortSignal;
}

export interface EdgeOptions<Context extends BaseContext> {
  readonly apollo: ApolloServer<Context>;
  readonly context: (admitted: Admitted) => Context;
  readonly authenticate: Authenticate;
  readonly limits: EdgeLimits;
  readonly readiness: readonly Readiness[];
  readonly onRefusal: (refusal: Refusal) => void;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Addresses whose X-Forwarded-For is believed; empty: none. */
  readonly trustedProxies: readonly string[];
}

const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

export async function createHttpServer<Context extends BaseContext>(
  options: EdgeOptions<Context>,
): Promise<FastifyInstance> {
  const { limits, metrics } = options;
  const app = fastify({
    bodyLimit: limits.bodyBytes,
    genReqId: (req) => acceptRequestId(req.headers['x-request-id']),
    trustProxy: options.trustedProxies.length === 0 ? false : [...options.trustedProxies],
    requestTimeout: limits.deadlineMs,
    forceCloseConnections: 'idle',
    logger: false,
  });
  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers({
      'x-request-id': request.id,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    if (request.routeOptions.url === '/graphql') {
      const outcome = `${Math.floor(reply.statusCode / 100)}xx`;
      metrics.requests.inc({ outcome });
      metrics.requestDurationS.observe({ outcome }, reply.elapsedTime / 1000);
    }
    done();
  });
  app.setNotFoundHandler((request, reply) =>
    reply
      .code(404)
      .send({
        errors: [
          {
            message: 'Not here. Send operations to POST /graphql.',
            extensions: { code: 'INVALID_INPUT', requestId: request.id },
          },
        ],
      }),
  );
  answerErrors(app, options);
  addHealth(app, options.readiness, metrics);
  await addGraphql(app, options);
  return app;
}

function acceptRequestId(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' && REQUEST_ID.test(header) ? header : randomUUID();
}

function answerErrors<C extends BaseContext>(app: FastifyInstance, { log, onRefusal }: EdgeOptions<C>): void {
  app.setErrorHandler((err, request, reply) => {
    const { error, status } = toGatewayError(err);
    if (error.code === 'INTERNAL') log.error({ requestId: request.id, err }, 'request failed at the edge');
    const caller = admittedBy.get(request)?.caller;
    onRefusal({
      requestId: request.id,
      code: error.code,
      address: request.ip,
      ...(caller === undefined ? {} : { caller }),
    });
    return sendError(reply, request.id, error, status);
  });
}

/** What onRequest found out, for the handler of the same request. */
const admittedBy = new WeakMap<FastifyRequest, Admitted>();

async function addGraphql<C extends BaseContext>(app: FastifyInstance, options: EdgeOptions<C>): Promise<void> {
  const throttle = await createThrottle(app, options.limits);
  const { deadlineMs, reserveMs } = options.limits;
  const admit = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    await throttle(request);
    const caller = await options.authenticate(request.headers.authorization);
    admittedBy.set(request, {
      requestId: request.id,
      caller,
      signal: requestSignal(reply.raw, deadlineMs - reserveMs),
    });
  };
  const handle = fastifyApolloHandler(options.apollo, {
    context: async (request) => {
      const admitted = admittedBy.get(request);
      if (admitted === undefined) throw new Error('a request reached GraphQL without passing admit');
      return options.context(admitted);
    },
  });
  app.route({ method: ['GET', 'POST'], url: '/graphql', onRequest: admit, handler: handle });
}
