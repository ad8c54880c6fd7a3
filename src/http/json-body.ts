/**
 * Bodies are JSON in UTF-8 (RFC 8259 §8.1) or refused: a broken byte must not become another character, an object's prototype
 * no field. Every other media type is refused before the body is read.
 */
import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { invalidInput } from '../domain/errors.ts';

export function acceptJsonOnly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (!isUtf8(body)) return done(invalidInput('The request body is not valid JSON in UTF-8.'));
    return void parse(request, body.toString('utf8'), done);
  });
}
