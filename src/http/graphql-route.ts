/**
 * `/graphql`: admitted requests go to Apollo Server, which speaks GraphQL over HTTP. Only GET and POST exist; browsers of other
 * origins are not served (no CORS).
 */
import type { ApolloServer, BaseContext } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance } from 'fastify';
import type { Admission } from './admit.ts';
import type { Admitted } from './port.ts';
import { errorBody } from './send-error.ts';

export interface GraphqlRoute<Context extends BaseContext> {
  readonly apollo: ApolloServer<Context>;
  readonly context: (admitted: Admitted) => Context;
  readonly admission: Admission;
}

export function addGraphql<C extends BaseContext>(app: FastifyInstance, route: GraphqlRoute<C>): void {
  const { apollo, context, admission } = route;
  const handle = fastifyApolloHandler(apollo, {
    context: async (request) => {
      const admitted = admission.admitted(request);
      if (admitted === undefined) throw new Error('a request reached GraphQL without passing admit');
      return context(admitted);
    },
  });
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    exposeHeadRoute: false,
    onRequest: (request, reply) => admission.admit(request, reply),
    handler: handle,
  });
  app.route({
    method: ['HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE'],
    url: '/graphql',
    onRequest: async (request, reply) =>
      reply
        .code(405)
        .header('allow', 'GET, POST')
        .send(errorBody('INVALID_INPUT', 'Send operations with POST, or queries with GET.', request.id)),
    handler: async () => undefined,
  });
}
