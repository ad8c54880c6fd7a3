/** Every secret a connector needs is named before it is missed. */
import { expect, it } from 'vitest';
import { z } from 'zod';
import { allSecretNames } from '../../src/cli/secret-names.ts';
import { standardWebhookSignature, type TokenEndpoint } from '../../src/sdk/index.ts';
import { acme } from '../partners/stage.ts';

const webhook = { toleranceS: 1, wire: z.unknown(), read: () => ({ id: '1', changes: [] }) };
const at = { tokenUrl: '/token', clientId: 'ID' };

it.each<[string, readonly string[], Parameters<typeof acme>[0]]>([
  ['a webhook', ['HOOK'], { webhook: { ...webhook, signature: standardWebhookSignature('HOOK') } }],
  [
    'a certificate',
    ['CERT', 'KEY', 'CA'],
    { clientCertificate: { certificate: 'CERT', key: 'KEY', authorities: 'CA' } },
  ],
  ['a secret', ['ID', 'SECRET'], oauth({ ...at, authentication: 'basic', clientSecret: 'SECRET' })],
  ['a signed token', ['ID', 'KEY', 'KID'], oauth({ ...at, authentication: 'private-key-jwt', privateKey: 'KEY', keyId: 'KID', algorithm: 'ES256' })], // prettier-ignore
  ['an id alone', ['ID'], oauth({ ...at, authentication: 'certificate' })],
])('the secrets of %s are all named', (_name, names, changes) => {
  expect(allSecretNames(acme(changes))).toEqual(names);
});

function oauth(endpoint: TokenEndpoint): Parameters<typeof acme>[0] {
  return { auth: { type: 'oauth2-client-credentials', ...endpoint } };
}
