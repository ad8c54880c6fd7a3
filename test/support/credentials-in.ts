/**
 * Where a cassette holds what lets somebody in: credential headers, the connector's own key, tokens in a text. Answers places, never values.
 */
import type { Cassette } from '../../src/cli/connector/cassette.ts';
import type { Connector } from '../../src/sdk/index.ts';

const HEADERS = /^(authorization|proxy-authorization|cookie|set-cookie|x-api-key|api-key)$/i;
const TEXTS: readonly (readonly [string, RegExp])[] = [
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['a signed token', /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/],
  ['a bearer token', /\bBearer [\w.~+/-]{20,}/],
];

export function credentialsIn({ auth }: Connector, cassette: Cassette): readonly string[] {
  const own = auth.type === 'api-key' ? auth.name.toLowerCase() : '';
  const exchanges = [cassette, ...cassette.then];
  return exchanges.flatMap(({ request, response }, i) => [
    ...Object.keys(response.headers)
      .filter((name) => HEADERS.test(name))
      .map((name) => `response header ${name}`),
    ...Object.keys(request.query)
      .filter((name) => name.toLowerCase() === own)
      .map((name) => `query parameter ${name}`),
    ...TEXTS.filter(([, form]) => form.test(cassette.texts[i] ?? '')).map(([what]) => `${what} in the body`),
    ...TEXTS.filter(([, form]) => form.test(JSON.stringify(request))).map(([what]) => `${what} in the request`),
  ]);
}
