/** What the tests of customers' tokens share: a partner whose refresh tokens rotate, and replicas that unwrap the same keys. */
import { randomBytes } from 'node:crypto';
import type { CustomerTokenAuth } from '../../src/sdk/index.ts';
import { createVault } from '../../src/subjects/vault.ts';
import { formOf, isTokenRequest, own } from './oauth-partner.ts';
import { sendJson, startPartner } from './partner-on-socket.ts';
import { want } from './stage.ts';

const { type: _type, ...client } = own;

export const granted: CustomerTokenAuth = {
  type: 'customer-token',
  reference: 'accessToken',
  refresh: { ...client, reference: 'refreshToken' },
};

/** Customers' refresh tokens rotate: each works once. Access tokens of imports are refused, those given out here open. */
export function rotatingPartner(about: object = {}, isRevoked = () => false, mayAnswer = () => Promise.resolve()) {
  const good = new Set(['rt-0']);
  const open = new Set<string>();
  let number = 0;
  return startPartner((request, res) => {
    if (isTokenRequest(request)) {
      const given = formOf(request)['refresh_token'] ?? '';
      if (!good.delete(given) || isRevoked()) return sendJson(res, { error: 'invalid_grant' }, 400);
      number += 1;
      open.clear();
      open.add(`at-${number}`);
      good.add(`rt-${number}`);
      const tokens = { access_token: `at-${number}`, token_type: 'bearer', refresh_token: `rt-${number}`, ...about };
      return void mayAnswer().then(() => sendJson(res, tokens));
    }
    if (request.url.pathname === '/quotes/REVOKED') open.delete('at-1');
    const isOpen = open.has(String(request.headers.authorization).replace('Bearer ', ''));
    sendJson(res, '{"price": 1}', isOpen ? 200 : 401);
  });
}

/** All replicas unwrap the customer's key alike. */
export function sharedVault() {
  const rows = new Map<string, never>();
  const keys = {
    find: async (ids: readonly string[]) => ids.flatMap((id) => rows.get(id) ?? []),
    insertIfAbsent: async (fresh: readonly { readonly customerId: string }[]) => {
      for (const key of fresh) if (!rows.has(key.customerId)) rows.set(key.customerId, key as never);
    },
  };
  const kek = { id: 'k1', bytes: randomBytes(32) };
  return () => createVault({ keyEncryptionKey: kek, keys, cacheSize: 10 });
}

export const held = (ticker: string, accessToken = 'stale-77', refreshToken: string | null = 'rt-0') =>
  want('c-1', { ticker, accessToken, ...(refreshToken === null ? {} : { refreshToken }) });
