/**
 * `POST /partners/<id>/messages`: what partners send by themselves. No token: the signature over the bytes of the body decides, so they
 * are handed on as they came. Says nothing that a stranger could not guess.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ErrorCode } from '../domain/errors.ts';
import type { Refusal } from './port.ts';
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

type Answer = readonly [status: number, code: ErrorCode, text: string];

/** The same for a partner that does not exist: whom the bank works with is nobody's business. */
const NOT_THEIRS: Answer = [
  401,
  'UNAUTHENTICATED',
  'The signature does not hold for these bytes, its time is too far off, or no partner of this name sends messages here.',
];

const REFUSALS: Readonly<Record<Exclude<MessageOutcome, 'TAKEN' | 'DUPLICATE'>, Answer>> = {
  NOT_FOUND: NOT_THEIRS,
  NOT_SIGNED: NOT_THEIRS,
  BROKEN: [400, 'INVALID_INPUT', 'The message does not have the agreed form.'],
  UNAVAILABLE: [503, 'INTERNAL', 'The message could not be taken. Send it again later.'],
};

export interface MessageRoute {
  readonly receive: ReceiveMessage;
  readonly throttle: Throttle;
  /** Told of messages in a partner's name that do not hold. */
  readonly tell: (refusal: Refusal) => Promise<void>;
}

export function addMessages(app: FastifyInstance, { receive, throttle, tell }: MessageRoute): void {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.post<{ Params: { id: string } }>(
      '/partners/:id/messages',
      { bodyLimit: MAX_MESSAGE_BYTES, onRequest: (request) => throttle(request) },
      async (request, reply) => {
        const partner = request.params.id;
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const outcome = await receive({ partner, headers: joined(request.headers), body });
        if (outcome === 'TAKEN' || outcome === 'DUPLICATE') return reply.send({ outcome });
        const [status, code, text] = REFUSALS[outcome];
        if (outcome === 'NOT_SIGNED' || outcome === 'BROKEN')
          void tell({ requestId: request.id, code, address: request.ip, action: `message:${partner}` });
        return reply.code(status).send(errorBody(code, text, request.id));
      },
    );
  });
}

const joined = (headers: FastifyRequest['headers']): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
