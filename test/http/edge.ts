/**
 * A real edge on a real socket with a real Apollo Server behind it, and everything a test wants to see of it.
 */
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { FastifyInstance } from 'fastify';
import { onTestFinished } from 'vitest';
import type { Caller } from '../../src/domain/caller.ts';
import { GatewayError } from '../../src/domain/errors.ts';
import type { Admitted, EdgeLimits, Refusal } from '../../src/http/port.ts';
import { createHttpServer, type EdgeOptions } from '../../src/http/server.ts';
import { createLogger } from '../../src/telemetry/log.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';

export const CALLER: Caller = { subject: 'ana', application: 'loan-desk', roles: ['officer'], expiresAtS: 2e9 };

export const LIMITS: EdgeLimits = {
  bodyBytes: 4_096,
  deadlineMs: 5_000,
  reserveMs: 500,
  perAddress: 1_000,
  perApplication: 1_000,
  windowMs: 60_000,
};

const typeDefs = /* GraphQL */ `
  type Query {
    hello: String!
    hold: String
    fails: String
  }
  type Mutation {
    touch: Boolean
  }
`;

export interface Edge {
  readonly app: FastifyInstance;
  readonly url: string;
  readonly port: number;
  readonly refusals: Refusal[];
  readonly lines: string[];
  readonly admitted: Admitted[];
  /** Resolves with the request once the field `hold` runs; the answer waits for `release` or for the signal. */
  readonly holding: Promise<Admitted>;
  release(): void;
  /** How often the field `touch` ran. */
  touched(): number;
  graphql(body: unknown, headers?: Record<string, string>): Promise<Response>;
}

export type EdgeChanges = Partial<Omit<EdgeOptions<Admitted>, 'apollo' | 'limits'>> & { limits?: Partial<EdgeLimits> };

/** Accepts the token `good`, refuses others as the real verifier does. */
export async function startEdge({ limits, ...changes }: EdgeChanges = {}): Promise<Edge> {
  const refusals: Refusal[] = [];
  const lines: string[] = [];
  const admitted: Admitted[] = [];
  const held = defer<Admitted>();
  const freed = defer<void>();
  let touches = 0;
  const apollo = await startApollo({
    hello: () => 'hello',
    hold: async (_: unknown, __: unknown, context: Admitted) => {
      held.resolve(context);
      await freed.promise;
      return 'held';
    },
    fails: () => {
      throw new Error('planted-resolver-secret');
    },
    touch: () => {
      touches += 1;
      return true;
    },
  });
  const app = await createHttpServer<Admitted>({
    apollo,
    context: (request) => {
      admitted.push(request);
      return request;
    },
    authenticate: async (authorization) => {
      if (authorization === 'Bearer good') return CALLER;
      if (authorization?.includes('.') === true) return CALLER;
      throw new GatewayError('UNAUTHENTICATED', undefined, {
        internal: authorization === undefined ? 'no-token' : 'signature',
      });
    },
    readiness: [],
    onRefusal: (refusal) => void refusals.push(refusal),
    log: createLogger('debug', { write: (line) => void lines.push(line) }),
    metrics: createMetrics(),
    trustedProxies: [],
    ...changes,
    limits: { ...LIMITS, ...limits },
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    freed.resolve();
    app.server.closeAllConnections();
    await app.close();
    await apollo.stop();
  });
  return {
    app,
    url,
    port: Number(new URL(url).port),
    refusals,
    lines,
    admitted,
    holding: held.promise,
    release: () => freed.resolve(),
    touched: () => touches,
    graphql: (body, headers = {}) =>
      fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { authorization: 'Bearer good', 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
      }),
  };
}

type Resolver = (parent: unknown, args: unknown, context: Admitted) => unknown;

async function startApollo({ touch, ...query }: Record<string, Resolver>): Promise<ApolloServer<Admitted>> {
  const resolvers = { Query: query, Mutation: { touch: touch ?? (() => false) } };
  const apollo = new ApolloServer<Admitted>({
    schema: makeExecutableSchema({ typeDefs, resolvers }),
    includeStacktraceInErrorResponses: false,
    nodeEnv: 'production',
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    stopOnTerminationSignals: false,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
  await apollo.start();
  return apollo;
}

export interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
}

export function defer<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
}

/** The one error of an answer in the gateway's form. */
export async function errorOf(response: Response): Promise<{ message: string; code: string; requestId?: string }> {
  const { errors } = (await response.json()) as {
    errors: readonly { message: string; extensions: { code: string; requestId?: string } }[];
  };
  const [first] = errors;
  if (first === undefined || errors.length !== 1) throw new Error('expected exactly one error');
  return { message: first.message, ...first.extensions };
}
