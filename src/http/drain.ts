/**
 * Closing: running requests finish, new ones are refused, and no idle or stuck connection holds the process for longer than
 * one request may take. A refused request has started nothing, so repeating it elsewhere is safe.
 */
import type { FastifyInstance } from 'fastify';
import { GatewayError } from '../domain/errors.ts';

export function addDrain(app: FastifyInstance, deadlineMs: number): void {
  let isClosing = false;
  app.addHook('preClose', (done) => {
    isClosing = true;
    setTimeout(() => app.server.closeAllConnections(), deadlineMs).unref();
    done();
  });
  app.addHook('onRequest', (_request, reply, done) => {
    if (!isClosing) return done();
    void reply.header('connection', 'close');
    done(new GatewayError('INTERNAL', 'The gateway is closing. Send the request again.', { retryAfterMs: 1_000 }));
  });
  // A connection whose request was running when closing began is idle only now.
  app.addHook('onResponse', (_request, _reply, done) => {
    if (isClosing) setImmediate(() => app.server.closeIdleConnections());
    done();
  });
}
