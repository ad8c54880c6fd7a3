/** Documents as vendors really write them: whatever their dialect and their slips, a plan whose bodies they accept, or one clear sentence. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { filesOf } from '../../src/cli/connector-new.ts';
import type { Json } from '../../src/cli/connector/scaffold/json.ts';
import { openApiOf, readOpenApi } from '../../src/cli/connector/scaffold/open-api.ts';
import { type Plan, planConnector } from '../../src/cli/connector/scaffold/plan.ts';
import { textForPattern } from '../../src/cli/connector/scaffold/text-for-pattern.ts';

const folder = mkdtempSync(join(tmpdir(), 'documents-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(name: string, text: string): ReturnType<typeof readOpenApi> {
  writeFileSync(join(folder, name), text);
  return readOpenApi(join(folder, name));
}

const plan = (openApi: ReturnType<typeof openApiOf>, id = 'tee-credit'): Plan =>
  planConnector({ id, openApi, operations: openApi.operations.slice(0, 1), dataset: undefined, isInvented: false });

const one = (operation: Json, { path = '/a', method = 'get', more = {} } = {}): Plan =>
  plan(openApiOf({ openapi: '3.1.0', info: {}, servers: [{ url: 'https://t.example' }], paths: { [path]: { [method]: { operationId: 'op', ...operation } } }, ...more }, 'it')); // prettier-ignore

const answering = (schema: Json, media: Json = {}, status = '200', type = 'application/json'): Json => ({
  responses: { [status]: { content: { [type]: { schema, ...media } } } },
});

const ACCOUNT: Json = {
  type: 'object',
  required: ['balance', 'currency'],
  properties: { balance: { type: 'number' }, currency: { type: 'string' } },
};

const suppliedBy = ({ endpoints: [endpoint] }: Plan): readonly string[] =>
  endpoint?.choice.matching.matches.map(({ canonical }) => canonical) ?? [];

/** What the document itself has against what was made for it. */
function problemsOf({ vendor, endpoints: [endpoint] }: Plan): readonly string[] {
  if (endpoint === undefined) return ['no endpoint'];
  const { method, path } = endpoint.operation;
  return vendor.bodyProblems({ method, path: path.replace(/[{}]/g, '') }, endpoint.status, endpoint.body) ?? [];
}

describe('is read', () => {
  it('Swagger 2.0: address, credentials, parameters and answer', () => {
    const openApi = read('two.yaml', `
swagger: 2.0
info: { title: Old Bank, version: 1.10 }
host: api.old.example
basePath: /v1
schemes: [http, https]
produces: [application/json]
securityDefinitions: { app: { type: oauth2, flow: application, tokenUrl: 'https://api.old.example/token', scopes: { read: all } } }
security: [{ app: [read] }]
parameters: { No: { name: no, in: path, required: true, type: string, x-example: K-4711 } }
definitions:
  Account: { type: object, required: [balance, currency], properties: { balance: { type: number, x-nullable: true }, currency: { type: string } } }
paths:
  /accounts/{no}:
    parameters: [{ $ref: '#/parameters/No' }]
    get:
      operationId: getAccount
      responses: { 200: { description: OK, schema: { $ref: '#/definitions/Account' }, examples: { application/json: { balance: 7.5, currency: EUR } } } }
`); // prettier-ignore
    const made = plan(openApi);
    expect(made.baseUrl).toBe('https://api.old.example/v1');
    expect(made.auth.auth).toMatchObject({ type: 'oauth2-client-credentials', scope: 'read' });
    expect(made.endpoints[0]?.request.references).toEqual({ no: 'K-4711' });
    expect(suppliedBy(made)).toContain('balance');
    expect(made.endpoints[0]?.published).toEqual({ balance: 7.5, currency: 'EUR' });
    expect(problemsOf(made)).toEqual([]);
  });

  it('a version without quotes, a key written twice, a byte order mark', () => {
    const openApi = read('slips.yaml', '\uFEFFopenapi: 3.1\ninfo: { title: A, title: B, version: 2.4 }\npaths: { /a: { get: {} } }'); // prettier-ignore
    expect([openApi.title, openApi.version]).toEqual(['B', '2.4']);
  });

  it.each([
    ['a range of statuses', answering(ACCOUNT, {}, '2XX')],
    ['whatever is not named', answering(ACCOUNT, {}, 'default')],
    ['a type of the vendor’s own', answering(ACCOUNT, {}, '200', 'application/vnd.api+json; charset=utf-8')],
    ['any type', answering(ACCOUNT, {}, '200', '*/*')],
  ])('an answer declared for %s', (_what, operation) => {
    const made = one(operation);
    expect(suppliedBy(made)).toContain('balance');
    expect(problemsOf(made)).toEqual([]);
    const [endpoint] = made.endpoints;
    expect(made.vendor.bodyProblems({ method: 'GET', path: '/a' }, endpoint?.status ?? 0, {})).not.toEqual([]);
  });

  it('an example that is JSON written as text', () => {
    const made = one(answering(ACCOUNT, { example: '{ "balance": 9.25, "currency": "EUR" }' }));
    expect(made.endpoints[0]?.published).toEqual({ balance: 9.25, currency: 'EUR' });
  });

  it('an example that holds what would be an address in a schema, twice', () => {
    const shown = { type: 'object', example: { $id: '1234' } };
    const schema = { ...ACCOUNT, properties: { ...(ACCOUNT['properties'] as Json), a: shown, b: shown } };
    expect(problemsOf(one(answering(schema)))).toEqual([]);
  });

  it('an example of several records where one is asked for: the sandbox answers with one', () => {
    const owner = { type: 'object', properties: { email: { type: 'string' }, phone: { type: 'string' } } };
    const schema = { type: 'object', properties: { results: { type: 'array', items: owner } } };
    const example = { results: [{ email: 'a@x.example' }, { email: 'b@x.example' }] };
    const made = one({ operationId: 'findOwner', ...answering(schema, { example }) });
    expect(made.endpoints[0]?.choice.dataset).toBe('identity.party');
    const body = made.endpoints[0]?.body as { results: readonly unknown[] };
    expect(body.results).toHaveLength(1);
  });

  it('parameters that refer to each other in a circle or to nothing', () => {
    const components = { parameters: { A: { $ref: '#/components/parameters/B' }, B: { $ref: '#/components/parameters/A' } } }; // prettier-ignore
    const parameters = [{ $ref: '#/components/parameters/A' }, { $ref: '#/components/parameters/Lost' }];
    const made = one({ ...answering(ACCOUNT), parameters }, { more: { components } });
    expect(made.vendor.requestProblems({ method: 'GET', path: '/a' }, () => false)).toEqual([]);
  });
});

describe('a body to send', () => {
  const post = (schema: Json, media: Json = {}): Plan =>
    one({ ...answering(ACCOUNT), requestBody: { required: true, content: { 'application/json': { schema, ...media } } } }, { method: 'post' }); // prettier-ignore

  it('may be a list', () => {
    const made = post({ type: 'array', items: { type: 'string' }, minItems: 1 });
    expect(made.endpoints[0]?.request.body).toEqual({ whole: ['text'] });
    expect(filesOf(made, '2026-11-01')['connector.ts']).toContain('body: ["text"]');
  });

  it('follows the document’s schema where the document’s example does not', () => {
    const schema = { type: 'object', required: ['ids'], properties: { ids: { type: 'array', items: { type: 'string' } } } }; // prettier-ignore
    const body = post(schema, { example: { ids: 'one,two' } }).endpoints[0]?.request.body;
    expect(body).toEqual([{ name: 'ids', given: { from: 'constant', value: ['text'] } }]);
  });
});

describe('is refused in a sentence that names the way out', () => {
  it.each([
    ['an answer in CSV', answering({ type: 'string' }, {}, '200', 'text/csv'), /^op \(POST \/a\) answers text\/csv, and the gateway reads JSON\. Ask the partner/],
    ['a form', { ...answering(ACCOUNT), requestBody: { required: true, content: { 'application/x-www-form-urlencoded': {} } } }, /takes its body as application\/x-www-form-urlencoded, and the gateway sends JSON/],
  ])('%s', (_what, operation, said) => {
    expect(() => one(operation, { method: 'post' })).toThrow(said);
  }); // prettier-ignore

  it('or told, where parts of the document lie in other files', () => {
    const made = one(answering({ $ref: './account.yaml#/Account' }));
    expect(made.openPoints).toContainEqual(expect.stringContaining('refers to ./account.yaml, which is not read'));
  });
});

describe('a text for a pattern', () => {
  it.each([
    '^/v1/coupons', '^[A-Z]{2}[0-9]{2}[A-Z0-9]{1,30}$', '^#[a-fA-F0-9]{6}$', '^(?:(?:[0-9a-f]{32})|(\\S+=\\S+))$', '^[A-Z]{3}$', '\\d{4}-\\d{2}',
    '^[^\\s@]+@[^\\s@]+\\.[a-z]{2,}$', '^(true|false)$', '^.{1,35}$', '^\\+?[0-9]*$',
  ])('%s', (pattern) => expect(textForPattern(pattern)).toMatch(new RegExp(pattern))); // prettier-ignore

  it.each([
    ['^[0-9]+$', 10],
    ['^[A-Z]{2}\\d{2,}$', 8],
    ['^ab?$', 0],
  ])('%s is as long as it must be: %d', (pattern, least) => {
    const text = textForPattern(pattern, least) ?? '';
    expect(text).toMatch(new RegExp(pattern));
    expect(text.length).toBeGreaterThanOrEqual(least);
  });

  it.each(['(?=.*a)b', '[', '(?<=x)y', '\\p{Lu}(?!b)'])('is not made up for %s', (pattern) => {
    const text = textForPattern(pattern);
    expect(text === undefined || new RegExp(pattern, 'u').test(text)).toBe(true);
  });
});
