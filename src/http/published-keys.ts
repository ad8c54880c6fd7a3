/**
 * `GET /.well-known/jwks.json`: the keys with which anybody verifies what the gateway signed. No token; may be kept for an hour, because
 * the next key is published long before it signs.
 */
import type { FastifyInstance } from 'fastify';

/** A JSON Web Key Set (RFC 7517 §5). */
export interface PublishedKeys {
  readonly keys: readonly object[];
}

export function addPublishedKeys(app: FastifyInstance, published: PublishedKeys): void {
  const body = JSON.stringify(published);
  app.get('/.well-known/jwks.json', (_request, reply) =>
    reply.header('content-type', 'application/jwk-set+json').header('cache-control', 'public, max-age=3600').send(body),
  );
}
