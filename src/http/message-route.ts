/**
 * `POST /partners/<id>/messages`: what partners send by themselves. No token: the signature over the bytes of the body decides, so they
 * are handed on as they came. Says nothing that a stranger could not guess.
 */
import type { FastifyInstance } from 'fastify';
import { errorBody } from './send-error.ts';
import type { Throttle } from './throttle.ts';

/** What may come of a message; see partners/push/port.ts. */
export type MessageOutcome = 'TAKEN' | 'DUPLICATE' | 'NOT_FOUND' | 'NOT_SIGNED' | 'BROKEN' | 'UNAVAILABLE';

export type ReceiveMessage = (message: {
  readonly partner: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}) => Promise<MessageOutcome>;

const MAX_MESSAGE_BYTES = 1_048_576;

/** The same for a partner that does not exist: whom the bank works with is nobody's business. */
const NOT_THEIRS = [
  401,
  'UNAUTHENTICATED',
  'The signature does not hold for these bytes, its time is too far off, or no partner of this name sends messages here.',
] as const;

const REFUSALS: Readonly<Record<Exclude<MessageOutcome, 'TAKEN' | 'DUPLICATE'>, readonly [number, string, string]>> = {
  NOT_FOUND: NOT_THEIRS,
  NOT_SIGNED: NOT_THEIRS,
  BROKEN: [400, 'INVALID_INPUT', 'The message does not have the agreed form.'],
  UNAVAILABLE: [503, 'INTERNAL', 'The message could not be taken. Send it again later.'],
};

export function addMessages(app: FastifyInstance, receive: ReceiveMessage, throttle: Throttle): void {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.post<{ Params: { id: string } }>(
      '/partners/:id/messages',
      { bodyLimit: MAX_MESSAGE_BYTES, onRequest: (request) => throttle(request) },
      async (request, reply) => {
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [
            name,
            Array.isArray(value) ? value.join(', ') : (value ?? ''),
          ]),
        );
        const outcome = await receive({ partner: request.params.id, headers, body });
        if (outcome === 'TAKEN' || outcome === 'DUPLICATE') return reply.send({ outcome });
        const [status, code, text] = REFUSALS[outcome];
        return reply.code(status).send(errorBody(code, text, request.id));
      },
    );
  });
}
