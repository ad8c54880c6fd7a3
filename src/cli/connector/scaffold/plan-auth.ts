/**
 * How the partner knows the bank, from the document's security schemes: the first requirement the SDK can speak. What is left of the
 * document's wish is said. Names of secrets only.
 */
import type { Auth } from '../../../sdk/index.ts';
import { isObject, type Json, listOf, textIn } from './json.ts';
import { deref, type OpenApi, type Operation } from './open-api.ts';

/** Auth that is data alone; the rest needs a function a person writes. */
export type PlannedAuth = Exclude<Auth, { readonly type: 'login' | 'hmac' }>;

export interface AuthPlan {
  readonly auth: PlannedAuth;
  /** Names of parameters the gateway adds itself, in lower case. */
  readonly given: ReadonlySet<string>;
  readonly openPoints: readonly string[];
}

export function planAuth({ document }: OpenApi, operation: Operation): AuthPlan {
  const components = isObject(document['components']) ? document['components'] : {};
  const schemes = isObject(components['securitySchemes']) ? components['securitySchemes'] : {};
  const names = requirementOf(operation, schemes);
  const planned = names.flatMap((name) => {
    const auth = authOf(deref(document, schemes[name]), name);
    return auth === null ? [] : [{ name, auth }];
  });
  const [first, ...more] = planned;
  const unspoken = names.filter((name) => !planned.some((one) => one.name === name));
  return {
    auth: first?.auth ?? { type: 'none' },
    given: new Set(names.map((name) => textIn(deref(document, schemes[name])['name']).toLowerCase())),
    openPoints: [
      ...(names.length === 0 ? ['the document asks for no credentials'] : []),
      ...more.map(
        ({ name }) =>
          `the document also asks for \`${name}\`: a token from a login call, or a second key, is declared by hand (auth type \`login\`)`,
      ),
      ...unspoken.map((name) => `the document's \`${name}\` is none of the SDK's kinds of auth: declare it by hand`),
    ],
  };
}

/** The operation's first requirement; a document that names none asks for its only scheme, as many leave it out. */
function requirementOf({ security }: Operation, schemes: Json): readonly string[] {
  const [first] = [...security].sort((a, b) => Object.keys(b).length - Object.keys(a).length);
  if (first !== undefined) return Object.keys(first);
  const known = Object.keys(schemes);
  return known.length === 1 ? known : [];
}

function authOf(scheme: Json, name: string): PlannedAuth | null {
  const place = scheme['in'];
  const key = textIn(scheme['name']);
  if (scheme['type'] === 'apiKey' && (place === 'header' || place === 'query')) return apiKey(place, key);
  if (scheme['type'] === 'http') {
    const spoken = textIn(scheme['scheme']).toLowerCase();
    if (spoken === 'basic') return { type: 'basic', username: 'USERNAME', password: 'PASSWORD' };
    return spoken === 'bearer' ? { type: 'bearer', secret: 'ACCESS_TOKEN' } : null;
  }
  return scheme['type'] === 'oauth2' ? oauth(scheme, name) : null;
}

/** A key in the Authorization header is as a rule a bearer token; the partner's page says. */
const apiKey = (place: 'header' | 'query', name: string): PlannedAuth => ({
  type: 'api-key',
  in: place,
  name,
  secret: 'API_KEY',
});

function oauth(scheme: Json, name: string): PlannedAuth {
  const flows = isObject(scheme['flows']) ? scheme['flows'] : {};
  const credentials = flows['clientCredentials'];
  if (isObject(credentials) && !isObject(flows['authorizationCode'])) {
    const scopes = Object.keys(isObject(credentials['scopes']) ? credentials['scopes'] : {});
    const scope = listOf(scopes).length === 0 ? {} : { scope: scopes.join(' ') };
    const tokenUrl = textIn(credentials['tokenUrl']);
    return {
      type: 'oauth2-client-credentials',
      tokenUrl,
      clientId: 'CLIENT_ID',
      clientSecret: 'CLIENT_SECRET',
      authentication: 'basic',
      ...scope,
    };
  }
  // A person grants it: the token is the customer's, and so is what it opens.
  return { type: 'customer-token', reference: name === '' ? 'token' : 'accessToken' };
}
