/**
 * The edge: request id, throttle, token, deadline, then GraphQL; health and metrics beside it. Authentication happens before
 * Apollo, so that refusals are recorded too. Knows nothing of customers or rules. No request can end the process.
 */
import { randomUUID } from 'node:crypto';
import type { ApolloServer, BaseContext } from '@apollo/server';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { Authenticate } from '../identity/authenticate.ts';
import type { Logger } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { createAdmission } from './admit.ts';
import { answerClientError } from './client-error.ts';
import { addDrain } from './drain.ts';
import { addGraphql } from './graphql-route.ts';
import { addHealth } from './health.ts';
import { acceptJsonOnly } from './json-body.ts';
import { addMessages, type ReceiveMessage } from './message-route.ts';
import type { Admitted, EdgeLimits, Readiness, Refusal } from './port.ts';
import { addPublishedKeys, type PublishedKeys } from './published-keys.ts';
import { errorBody, NOT_HERE, sendError, toHttpError } from './send-error.ts';
import { createThrottle } from './throttle.ts';

export interface EdgeOptions<Context extends BaseContext> {
  readonly apollo: ApolloServer<Context>;
  readonly context: (admitted: Admitted) => Context;
  readonly authenticate: Authenticate;
  readonly limits: EdgeLimits;
  readonly readiness: readonly Readiness[];
  /** A failure of it is logged and changes nothing for the caller. */
  readonly onRefusal: (refusal: Refusal) => void | Promise<void>;
  /** What partners send by themselves; absent: nothing is taken. */
  readonly receiveMessage?: ReceiveMessage;
  /** With which strangers verify what the gateway signed; absent: nothing is published. */
  readonly publishedKeys?: PublishedKeys;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Addresses whose X-Forwarded-For is believed; empty: none. */
  readonly trustedProxies: readonly string[];
}

const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** No answer is a page, may be kept or may be framed. */
const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const;

export async function createHttpServer<Context extends BaseContext>(
  options: EdgeOptions<Context>,
): Promise<FastifyInstance> {
  const { limits, metrics, trustedProxies } = options;
  const app = openFastify(limits, trustedProxies);
  app.addHook('onRequest', (request, reply, done) => {
    addHeaders(request, reply);
    done();
  });
  addDrain(app, limits.deadlineMs);
  acceptJsonOnly(app);
  countRequests(app, metrics);
  const throttle = await createThrottle(app, limits);
  const admission = createAdmission(app, { throttle, authenticate: options.authenticate, limits });
  const tell = createTell(options);
  answerErrors(app, { log: options.log, tell }, (request) => admission.admitted(request));
  addHealth(app, options.readiness, metrics);
  if (options.publishedKeys !== undefined) addPublishedKeys(app, options.publishedKeys);
  addGraphql(app, { ...options, admission });
  if (options.receiveMessage !== undefined) addMessages(app, { receive: options.receiveMessage, throttle, tell });
  return app;
}

function openFastify({ bodyBytes, deadlineMs }: EdgeLimits, trustedProxies: readonly string[]): FastifyInstance {
  return fastify({
    bodyLimit: bodyBytes,
    genReqId: ({ headers }) => acceptRequestId(headers['x-request-id']),
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    requestTimeout: deadlineMs,
    // Node looks for late requests every 30 s unless told otherwise.
    http: { headersTimeout: deadlineMs, connectionsCheckingInterval: Math.ceil(deadlineMs / 4) },
    forceCloseConnections: 'idle',
    return503OnClosing: false, // addDrain refuses in our form
    clientErrorHandler: answerClientError,
    frameworkErrors: (err, request, reply) => {
      addHeaders(request, reply);
      sendError(reply, request.id, toHttpError(err));
    },
    logger: false,
  });
}

const acceptRequestId = (header: string | readonly string[] | undefined): string =>
  typeof header === 'string' && REQUEST_ID.test(header) ? header : randomUUID();

const addHeaders = (request: FastifyRequest, reply: FastifyReply): void =>
  void reply.headers(HEADERS).header('x-request-id', request.id);

function countRequests(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onResponse', (request, reply, done) => {
    if (request.routeOptions.url === '/graphql') {
      const outcome = `${Math.floor(reply.statusCode / 100)}xx`;
      metrics.requests.inc({ outcome });
      metrics.requestDurationS.observe({ outcome }, reply.elapsedTime / 1000);
    }
    done();
  });
}

/** Never rejects. */
type Tell = (refusal: Refusal) => Promise<void>;

const createTell =
  <C extends BaseContext>({ log, onRefusal }: EdgeOptions<C>): Tell =>
  async (refusal) => {
    try {
      await onRefusal(refusal);
    } catch (err) {
      log.error({ requestId: refusal.requestId, err }, 'a refusal could not be recorded');
    }
  };

function answerErrors(
  app: FastifyInstance,
  { log, tell }: { readonly log: Logger; readonly tell: Tell },
  admitted: (request: FastifyRequest) => Admitted | undefined,
): void {
  app.setErrorHandler((err, request, reply) => {
    const failed = toHttpError(err);
    const { code } = failed.error;
    if (code === 'INTERNAL') log.error({ requestId: request.id, err: failed.error }, 'request failed at the edge');
    const caller = admitted(request)?.caller;
    void tell({ requestId: request.id, code, address: request.ip, ...(caller === undefined ? {} : { caller }) });
    closeUnlessRead(request, reply);
    return sendError(reply, request.id, failed);
  });
  app.setNotFoundHandler((request, reply) => reply.code(404).send(errorBody('INVALID_INPUT', NOT_HERE, request.id)));
}

/** A refused body is not read to its end only to keep the connection. */
function closeUnlessRead({ raw }: FastifyRequest, reply: FastifyReply): void {
  const isSmall =
    Number(raw.headers['content-length'] ?? 0) <= 65_536 && raw.headers['transfer-encoding'] === undefined;
  if (!raw.complete && !isSmall) void reply.header('connection', 'close');
}
