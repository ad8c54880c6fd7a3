/** Names of the secrets a connector cannot do without, each once; what they are read from is config's business. */
import type { Auth, Connector, TokenEndpoint } from '../sdk/index.ts';

export const secretNames = (auth: Auth): readonly string[] => distinct(namesIn(auth));

/** Those of its client certificate and of the messages it verifies too. */
export function allSecretNames({ auth, clientCertificate, webhook }: Connector): readonly string[] {
  const { certificate, key, passphrase, authorities } = clientCertificate ?? {};
  const signature = webhook?.signature;
  const verifying = signature?.type === 'hmac' ? signature.secret : signature?.keys;
  return distinct([...namesIn(auth), certificate, key, passphrase, authorities, verifying]);
}

const distinct = (names: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(names.filter((name) => name !== undefined)),
];

function namesIn(auth: Auth): readonly (string | undefined)[] {
  switch (auth.type) {
    case 'api-key':
      return [auth.secret];
    case 'bearer':
      return auth.isOptional === true ? [] : [auth.secret];
    case 'basic':
      return [auth.username, auth.password];
    case 'login':
      return [...Object.values(auth.keys), ...auth.secrets];
    case 'hmac':
      return [auth.secret, auth.keyId];
    case 'oauth2-client-credentials':
      return clientNames(auth);
    case 'customer-token':
      return auth.refresh === undefined ? [] : clientNames(auth.refresh);
    case 'none':
      return [];
  }
}

function clientNames(endpoint: TokenEndpoint): readonly (string | undefined)[] {
  switch (endpoint.authentication) {
    case 'private-key-jwt':
      return [endpoint.clientId, endpoint.privateKey, endpoint.keyId];
    case 'certificate':
      return [endpoint.clientId];
    default:
      return [endpoint.clientId, endpoint.clientSecret];
  }
}
