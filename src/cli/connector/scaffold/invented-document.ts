/**
 * The interface a folder starts from where there is no document: one endpoint per kind, invented whole, so that the skeleton is green and
 * every file has something to replace. Nothing in it is any partner's.
 */
import type { Json } from './json.ts';

const text = { type: 'string' };
const number = { type: 'number' };

const ACCOUNTS: Json = {
  path: '/customers/{customerNo}/accounts',
  id: 'listAccounts',
  parameter: 'customerNo',
  schema: {
    type: 'object',
    required: ['accounts'],
    properties: {
      accounts: {
        type: 'array',
        items: {
          type: 'object',
          required: ['accountNumber'],
          properties: {
            accountNumber: text,
            type: text,
            balance: number,
            currency: text,
            openedOn: { type: 'string', format: 'date' },
          },
        },
      },
    },
  },
  example: {
    accounts: [
      { accountNumber: '0047110815', type: 'CHECKING', balance: 120.5, currency: 'EUR', openedOn: '2019-05-14' },
    ],
  },
};

const QUOTE: Json = {
  path: '/quotes/{ticker}',
  id: 'getQuote',
  parameter: 'ticker',
  schema: {
    type: 'object',
    required: ['price'],
    properties: {
      price: number,
      open: number,
      previousClose: number,
      timestamp: { type: 'string', format: 'date-time' },
    },
  },
  example: { price: 41.25, open: 40.8, previousClose: 40.5, timestamp: '2026-01-02T03:04:05Z' },
};

const PROFILE: Json = {
  path: '/profiles/{handle}',
  id: 'getProfile',
  parameter: 'handle',
  schema: {
    type: 'object',
    required: ['handle'],
    properties: { handle: text, displayName: text, createdAt: { type: 'string', format: 'date-time' } },
  },
  example: { handle: 'nobody-4711', displayName: 'Nobody', createdAt: '2026-01-02T03:04:05Z' },
};

const BY_KIND: Readonly<Record<string, Json>> = { credit: ACCOUNTS, market: QUOTE, social: PROFILE };

export function inventedDocument(partner: string, kind: string): Json {
  const { path, id, parameter, schema, example } = BY_KIND[kind] ?? ACCOUNTS;
  const operation = {
    operationId: id,
    parameters: [{ name: parameter, in: 'path', required: true, schema: { type: 'string' } }],
    responses: { 200: { description: 'OK', content: { 'application/json': { schema, example } } } },
    security: [{ key: [] }],
  };
  return {
    openapi: '3.1.0',
    info: { title: partner, version: '0' },
    servers: [{ url: `https://api.${partner}.example` }],
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Api-Key' } } },
    paths: { [String(path)]: { get: operation } },
  };
}
