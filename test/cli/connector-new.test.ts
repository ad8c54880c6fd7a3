/** What connector:new refuses, and that what it writes from any document compiles. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesOf, planOf, readAsked } from '../../src/cli/connector-new.ts';
import { openApiOf, readOpenApi } from '../../src/cli/connector/scaffold/open-api.ts';
import { planConnector } from '../../src/cli/connector/scaffold/plan.ts';
import { ROOT } from '../support/source-files.ts';
import { copyTree, type TreeCopy } from '../support/tree-copy.ts';

const folder = mkdtempSync(join(tmpdir(), 'documents-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function saved(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const operation = (schema: unknown, extra: object = {}) => ({
  operationId: 'listAccounts',
  responses: { 200: { description: 'OK', content: { 'application/json': { schema } } } },
  ...extra,
});

const document = (get: object, path = '/clients/{clientNo}/accounts', extra: object = {}) =>
  openApiOf({ openapi: '3.0.3', info: { title: 'T', version: '1' }, servers: [{ url: 'https://api.t.example' }], paths: { [path]: { get } }, ...extra }, 'document'); // prettier-ignore

const planned = (openApi: ReturnType<typeof openApiOf>, id = 'tee-credit') =>
  planConnector({ id, openApi, operations: openApi.operations, dataset: undefined, isInvented: false });

/** What a file calls, as the compiler reads it: text in strings and comments calls nothing. */
function callsIn(text: string): readonly string[] {
  const file = ts.createSourceFile('x.ts', text, ts.ScriptTarget.ES2023, true);
  const calls: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) calls.push(node.expression.getText(file));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return calls;
}

describe('connector:new refuses', () => {
  it.each([
    [['Acme-credit'], /"Acme-credit" is not <partner>-<kind>/],
    [['acme-gossip'], /"acme-gossip" is not <partner>-<kind>/],
    [['../x-credit'], /is not <partner>-<kind>/],
    [['acme-credit', '--operation', 'x'], /--operation needs --from-openapi/],
    [['acme-credit', '--dataset', 'credit.gossip'], /no dataset "credit\.gossip"/],
    [[], /^Usage/],
  ])('%j', (args, message) => expect(() => readAsked(args)).toThrow(message));

  it('a folder that exists: nothing is ever overwritten', () => {
    expect(() => planOf(readAsked(['mx-credit']))).toThrow(/connectors\/mx-credit exists/);
  });

  it.each([
    ['absent.yaml', null, /cannot be read/],
    ['list.yaml', '- a', /holds no document/],
    ['broken.json', '{"openapi": "3.0.0", ', /neither JSON nor YAML/],
    ['swagger.yaml', 'swagger: "1.2"', /says 1\.2/],
    ['later.yaml', 'openapi: 4.0.0', /says 4\.0\.0/],
    ['writes.yaml', 'openapi: 3.0.0\npaths: { /x: { put: {} } }', /a connector only reads/],
  ])('the document %s', (name, text, message) => {
    const file = text === null ? join(folder, name) : saved(name, text);
    expect(() => readOpenApi(file)).toThrow(message);
  });

  it('an operation the document does not have, and lists those it has', () => {
    const file = saved('one.yaml', 'openapi: 3.0.0\npaths: { /a: { get: { operationId: getA } }, /b: { get: {} } }');
    const ask = (...operations: string[]) => planOf(readAsked(['acme-credit', '--from-openapi', file, ...operations]));
    expect(() => ask('--operation', 'getC')).toThrow(
      /no GET or POST operation "getC"[\s\S]*getA {3}GET \/a[\s\S]*GET \/b/,
    );
    expect(() => ask()).toThrow(/Name an operation/);
  });
});

describe('a plan', () => {
  it('ends on schemas that refer to themselves, and on references that lead nowhere', () => {
    const schemas = { Node: { type: 'object', properties: { balance: { type: 'number' }, currency: { type: 'string' }, next: { $ref: '#/components/schemas/Node' }, lost: { $ref: '#/components/schemas/Lost' }, far: { $ref: 'other.yaml#/X' } } } }; // prettier-ignore
    const openApi = document(operation({ $ref: '#/components/schemas/Node' }), '/a', { components: { schemas } });
    const [endpoint] = planned(openApi).endpoints;
    expect(endpoint?.choice.matching.matches.map(({ canonical }) => canonical)).toEqual(['balance']);
  });

  it('gives no money without a currency, and no count that may have decimals', () => {
    const schema = { type: 'object', properties: { balance: { type: 'number' }, interest_rate: { type: 'number' } } };
    const [endpoint] = planned(document(operation(schema))).endpoints;
    expect(endpoint?.choice.matching.matches.map(({ canonical }) => canonical)).toEqual(['interestRatePercent']);
    expect(endpoint?.choice.matching.gaps).toContainEqual({ canonical: 'balance', why: expect.stringContaining('no currency') as string }); // prettier-ignore
  });

  it('never lets the text of a document end a comment or leave a string', () => {
    const evil = '*/ process.exit(1) /* ` ${x} \' " \n';
    const schema = { type: 'object', required: [evil], properties: { [evil]: { type: 'string' }, balance: { type: 'string' }, currency: { type: 'string', enum: [evil] } } }; // prettier-ignore
    const openApi = document(operation(schema, { summary: evil, description: evil }), '/a/{client`${x}no}', { info: { title: evil, version: evil } }); // prettier-ignore
    const files = filesOf(planned(openApi), '2026-11-01');
    for (const [name, text] of Object.entries(files).filter(([file]) => file.endsWith('.ts'))) {
      const { diagnostics = [] } = ts.transpileModule(text, { reportDiagnostics: true });
      expect(
        diagnostics.map(({ messageText }) => messageText),
        `${name}\n${text}`,
      ).toEqual([]);
      expect(callsIn(text), name).not.toContain('process.exit');
    }
  });

  it('reads limits, credentials and standing headers from the document', () => {
    const version = { name: 'Accept-Version', in: 'header', required: true, schema: { type: 'string', default: 'v2' } };
    const get = operation({ type: 'object', properties: {} }, { description: 'At most 1,000 requests per hour.', parameters: [version], security: [{ basic: [] }] }); // prettier-ignore
    const plan = planned(document(get, '/a', { components: { securitySchemes: { basic: { type: 'http', scheme: 'basic' } } } })); // prettier-ignore
    expect(plan.limits.windows).toEqual([{ calls: 1_000, perMs: 3_600_000 }]);
    expect(plan.auth.auth).toEqual({ type: 'basic', username: 'USERNAME', password: 'PASSWORD' });
    expect(plan.headers).toEqual({ 'Accept-Version': 'v2' });
  });
});

describe('what is written from vendors’ documents', () => {
  const specs = join(ROOT, '../shared/partner-specs');
  let tree: TreeCopy;
  beforeAll(() => {
    tree = copyTree();
  });
  afterAll(() => tree.remove());

  it('compiles for every operation of every document at hand', { timeout: 240_000 }, async (ctx) => {
    ctx.skip(!existsSync(specs), 'the vendor documents are not beside this repository');
    let count = 0;
    for (const kind of ['credit', 'market', 'social']) {
      for (const file of readdirSync(join(specs, kind)).filter((name) => name.endsWith('.yaml'))) {
        const openApi = readOpenApi(join(specs, kind, file));
        for (const one of openApi.operations) {
          const id = `vendor${(count += 1)}-${kind}`;
          const plan = planConnector({ id, openApi, operations: [one], dataset: undefined, isInvented: false });
          mkdirSync(join(tree.root, 'connectors', id));
          for (const [name, text] of Object.entries(filesOf(plan, '2026-11-01'))) writeFileSync(join(tree.root, 'connectors', id, name), text); // prettier-ignore
        }
      }
    }
    expect(count).toBeGreaterThan(20);
    const own = { extends: './tsconfig.json', compilerOptions: { incremental: false, tsBuildInfoFile: null }, include: ['connectors/vendor*/*.ts'] }; // prettier-ignore
    writeFileSync(join(tree.root, 'own.json'), JSON.stringify(own));
    const compiled = await tree.run('npx tsc -p own.json');
    expect(compiled.stdout).toBe('');
  });
});
