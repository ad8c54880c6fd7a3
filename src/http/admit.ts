/**
 * Everything that must hold before a request's body is read: not too often, addressed as HTTP demands, with a valid token.
 * Knows nothing of what is asked.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GatewayError, invalidInput } from '../domain/errors.ts';
import type { Authenticate } from '../identity/authenticate.ts';
import type { Admitted, EdgeLimits } from './port.ts';
import { requestSignal } from './request-signal.ts';
import type { Throttle } from './throttle.ts';

const ADMITTED = 'admitted';

export interface Admission {
  /** Rejects with the GatewayError to answer with. */
  admit(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  /** What admit found out about a request; undefined when it was refused. */
  admitted(request: FastifyRequest): Admitted | undefined;
}

export interface AdmissionParts {
  readonly throttle: Throttle;
  readonly authenticate: Authenticate;
  readonly limits: EdgeLimits;
}

export function createAdmission(app: FastifyInstance, { throttle, authenticate, limits }: AdmissionParts): Admission {
  app.decorateRequest(ADMITTED, null);
  return {
    async admit(request, reply) {
      await throttle(request);
      if (!hasUsableHost(request)) throw invalidInput('The Host header is malformed.');
      const caller = await authenticate(request.headers.authorization);
      const signal = requestSignal(reply.raw, limits, () => {
        if (!reply.sent) void reply.send(overdue());
      });
      request.setDecorator<Admitted | null>(ADMITTED, { requestId: request.id, caller, signal });
    },
    admitted: (request) => request.getDecorator<Admitted | null>(ADMITTED) ?? undefined,
  };
}

/** The Fastify integration of Apollo makes a URL of them and throws when it cannot. */
const hasUsableHost = ({ protocol, hostname }: FastifyRequest): boolean => URL.canParse(`${protocol}://${hostname}/`);

const overdue = (): GatewayError =>
  new GatewayError('INTERNAL', 'The gateway could not answer in time. Try again, or ask for less at once.', {
    internal: 'overdue',
    retryAfterMs: 1_000,
  });
