/**
 * What every connector promises, checked from its folder alone: there is no test code to write for a new partner.
 * The pipeline's part of the promise, over sockets, is in connectors-over-http.test.ts.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { connectorFolders, connectorIndex } from '../../src/cli/generate-connectors.ts';
import { datasetOf, DATASETS } from '../../src/domain/dataset.ts';
import type { Connector, Endpoint, RequestContext, SandboxPartner } from '../../src/sdk/index.ts';
import { askSandbox, type SandboxAnswer } from '../support/ask-sandbox.ts';
import { credentialsIn } from '../support/credentials-in.ts';
import type { Cassette } from '../../src/cli/connector/cassette.ts';
import { CONNECTORS, loadConnectors, type ConnectorFolder } from '../support/load-connectors.ts';
import { deepFrozen, mutations, placesOf, singleChanges, without } from '../support/mutate.ts';
import { contextsOf, endpointOf, firstRequest, parsed, replay } from '../../src/cli/connector/replay.ts';
import { vendorDocument } from '../../src/cli/connector/vendor-document.ts';

const NO_DOCUMENT = 'the vendor document is not beside this repository (../shared/partner-specs)';
/** Another document to judge one connector by: its id, a blank, the file. `connector:check --document` sets it. */
const [JUDGED, ...DOCUMENT] = (process.env['VENDOR_DOCUMENT'] ?? '').split(' ');
const documentOf = ({ id }: Connector) => vendorDocument(id, id === JUDGED ? DOCUMENT.join(' ') : undefined);

const SEEDS = Array.from({ length: 24 }, (_, seed) => seed);
const REQUIRED_OUTCOMES = ['an answer', 'a fault', 'a broken contract'] as const;

test('connectors/index.ts lists exactly the connector folders', () => {
  const file = new URL('index.ts', CONNECTORS);
  const current = existsSync(file) ? readFileSync(file, 'utf8') : '';
  expect(current, 'run `npm run connectors`').toBe(connectorIndex(connectorFolders()));
});

test('a stale index fails its check with the command that mends it', () => {
  expect(connectorIndex(['acme-credit'])).toContain("import('./acme-credit/connector.ts')");
  const cli = fileURLToPath(new URL('../../src/cli/generate-connectors.ts', import.meta.url));
  const isCurrent = readFileSync(new URL('index.ts', CONNECTORS), 'utf8') === connectorIndex(connectorFolders());
  const run = () => execFileSync(process.execPath, ['--import', 'tsx', cli, '--check'], { stdio: 'pipe' });
  if (isCurrent) expect(run()).toHaveLength(0);
  else expect(run).toThrow(/npm run connectors/);
});

for (const loaded of await loadConnectors()) {
  if ('cause' in loaded) test(`${loaded.folder} loads`, () => Promise.reject(loaded.cause));
  else describe(loaded.folder, () => conformance(loaded));
}

function conformance({ folder, connector, sandbox, cassettes }: ConnectorFolder): void {
  declaration(folder, connector);
  cassetteChecks(connector, cassettes);
  for (const endpoint of connector.endpoints) {
    const own = cassettes.filter((cassette) => cassette.endpoint === endpoint.name);
    describe(endpoint.name, () => {
      coverage(endpoint, own);
      purity(endpoint, own);
      sandboxChecks(connector, endpoint, sandbox, own);
    });
  }
}

function declaration(folder: string, connector: Connector): void {
  test('declares what the pipeline needs to know', () => {
    expect(connector.id).toBe(folder);
    expect(folder).toMatch(new RegExp(`-${connector.kind.toLowerCase()}$`));
    expect(connector.baseUrl).toMatch(/^https:\/\/[^?#]*[^/]$/);
    expect(connector.limits.windows.length, 'a stated limit').toBeGreaterThan(0);
    expect(new Set(connector.endpoints.map(({ name }) => name)).size).toBe(connector.endpoints.length);
    for (const { name, dataset, supplies } of connector.endpoints) {
      expect(supplies.length, `${name} supplies no field`).toBeGreaterThan(0);
      for (const field of supplies) expect(datasetOf(`${DATASETS[dataset].type}.${field}`)).toBe(dataset);
    }
  });
}

function cassetteChecks(connector: Connector, cassettes: readonly Cassette[]): void {
  const document = documentOf(connector);
  const named = cassettes.map((cassette) => [cassette.name, cassette] as const);
  describe.each(named)('cassette %s', (_name, cassette) => {
    const endpoint = endpointOf(connector, cassette.endpoint);

    // A status that only the pipeline reads is replayed in connectors-over-http.test.ts.
    if (!isOpen(connector, cassette)) {
      test('replays to its stated outcome', () => {
        expect(replay(connector, cassette)).toStrictEqual(cassette.outcomes ?? [cassette.outcome]);
      });
    }

    test('holds no credential', () => {
      expect(credentialsIn(connector, cassette).join(', ')).toBe('');
    });

    test('asks as the vendor document says', (ctx) => {
      if (document === null) return ctx.skip(NO_DOCUMENT);
      const first = firstRequest(endpoint, contextsOf(cassette), cassette.batch !== undefined);
      for (const request of [first, ...cassette.then.map((exchange) => exchange.request)]) {
        const problems = document.requestProblems(request, (name) => isGiven(connector, name));
        expect(problems, problems.join('; ')).toEqual([]);
      }
    });

    test('answers as the vendor document says, or states why not', (ctx) => {
      if (document === null) return ctx.skip(NO_DOCUMENT);
      const problems = [cassette, ...cassette.then].flatMap(({ request, response }, i) => {
        const body = looselyParsed(cassette.texts[i] ?? '');
        return document.bodyProblems(request, response.status, body) ?? [];
      });
      if (cassette.schemaSkip === undefined) return expect(problems, problems.join('; ')).toEqual([]);
      const isDeclared = document.bodyProblems(cassette.request, cassette.response.status, null) !== null;
      if (isDeclared) expect(problems, 'schemaSkip is stale: the body follows the document').not.toEqual([]);
      return ctx.skip(cassette.schemaSkip);
    });
  });
}

/** What throws is not open: its test says so, and the other folders are tested. */
function isOpen(connector: Connector, cassette: Cassette): boolean {
  try {
    return replay(connector, cassette) === 'open';
  } catch {
    return false;
  }
}

function coverage(endpoint: Endpoint, cassettes: readonly Cassette[]): void {
  test('has cassettes for an answer, a fault and a broken contract, and for no record of a customer', () => {
    const outcomes = cassettes.flatMap((cassette) => cassette.outcomes ?? [cassette.outcome]);
    const kinds = new Set<string>(
      outcomes.map((outcome) => {
        if (outcome === undefined || 'record' in outcome) return 'an answer';
        if ('noRecord' in outcome) return 'no record';
        return outcome.fault === 'PARTNER_BROKE_CONTRACT' ? 'a broken contract' : 'a fault';
      }),
    );
    const wanted = endpoint.references.length > 0 ? [...REQUIRED_OUTCOMES, 'no record'] : REQUIRED_OUTCOMES;
    const missing = wanted.filter((kind) => !kinds.has(kind));
    expect(missing, `no cassette comes to ${missing.join(', ')}`).toEqual([]);
  });
}

/** Bodies of single answers this endpoint's wire accepts, with their contexts. */
function acceptedBodies(endpoint: Endpoint, cassettes: readonly Cassette[]) {
  return cassettes.flatMap((cassette) =>
    cassette.texts.flatMap((text) => {
      const body = parsed(text);
      const [ctx] = contextsOf(cassette);
      return ctx !== undefined && endpoint.wire.safeParse(body).success ? [{ body, ctx, cassette }] : [];
    }),
  );
}

function purity(endpoint: Endpoint, cassettes: readonly Cassette[]): void {
  const accepted = acceptedBodies(endpoint, cassettes);

  test('map is pure, and total over whatever wire accepts', () => {
    expect(accepted.length, 'no cassette holds an answer that wire accepts').toBeGreaterThan(0);
    let mapped = 0;
    const check = (body: unknown, pick: number): void => {
      const result = endpoint.wire.safeParse(deepFrozen(body));
      const ctx = deepFrozen(accepted[pick % accepted.length]?.ctx);
      if (!result.success || ctx === undefined) return;
      mapped += 1;
      const wire = deepFrozen(result.data);
      const [once, again] = [mapOnce(endpoint, wire, ctx), mapOnce(endpoint, wire, ctx)];
      if (!isDeepStrictEqual(once, again)) expect(again).toStrictEqual(once);
    };
    for (const [i, { body }] of accepted.entries()) {
      for (const single of singleChanges(body, readBy(endpoint, body))) check(single, i);
    }
    const several = fc.property(mutations(accepted.map(({ body }) => body)), fc.nat(), check);
    fc.assert(several, { numRuns: 300, seed: 20_261_101 });
    expect(mapped, 'wire accepted too few mutations for this to mean anything').toBeGreaterThan(20);
  });

  test('wire refuses an answer that lacks a field the connector relies on', () => {
    const refused = accepted.filter(({ body }) =>
      placesOf(body).some((place) => !endpoint.wire.safeParse(without(body, place)).success),
    );
    expect(refused.length, 'whatever is taken away, wire takes the rest for an answer').toBeGreaterThan(0);
    for (const text of ['{}', '[]', 'null', '""', '0', '{"error":"x","message":"y","code":1}']) {
      const result = endpoint.wire.safeParse(parsed(text));
      const [ctx] = accepted;
      if (result.success && ctx)
        expect(mapOnce(endpoint, result.data, ctx.ctx), `wire takes ${text} for a record`).toBeNull();
    }
  });
}

/** Is this place of the body any of the connector's business? */
function readBy(endpoint: Endpoint, body: unknown): (place: Parameters<typeof without>[1]) => boolean {
  const whole = JSON.stringify(endpoint.wire.safeParse(body).data);
  return (place) => JSON.stringify(endpoint.wire.safeParse(without(body, place)).data) !== whole;
}

/** Map and everything that runs around it, on one page and on two. */
function mapOnce(endpoint: Endpoint, wire: unknown, ctx: RequestContext): unknown {
  const next = endpoint.pages?.next(wire, endpoint.request(ctx), ctx) ?? null;
  if (next !== null && endpoint.pages !== undefined) {
    const two = endpoint.pages.join([wire, wire]);
    endpoint.map(two, ctx);
  }
  const picked = endpoint.batch === undefined ? wire : endpoint.batch.pick(wire, ctx);
  if (endpoint.batch !== undefined && picked !== null) endpoint.map(picked, ctx);
  return endpoint.map(endpoint.pages === undefined ? wire : endpoint.pages.join([wire]), ctx);
}

function sandboxChecks(
  connector: Connector,
  endpoint: Endpoint,
  sandbox: SandboxPartner,
  cassettes: readonly Cassette[],
): void {
  const known = cassettes.filter((cassette) => cassette.outcome !== undefined && 'record' in cassette.outcome);
  const document = documentOf(connector);
  const answers = (): readonly SandboxAnswer[] =>
    SEEDS.flatMap((seed) => {
      const cassette = known[seed % known.length];
      const [ctx] = cassette === undefined ? [] : contextsOf(cassette);
      return ctx === undefined ? [] : askSandbox(connector, endpoint, sandbox, ctx, seed);
    });

  test("the sandbox's answers are accepted and mapped", () => {
    const all = answers();
    const results = all.map(({ status, text, ctx }) => {
      const verdict = connector.faults?.({ status, headers: {}, body: parsed(text) }, endpoint) ?? null;
      if (verdict !== null || status < 200 || status > 299) return null;
      const result = endpoint.wire.safeParse(parsed(text));
      expect(result.success ? [] : result.error.issues, text.slice(0, 300)).toEqual([]);
      return result.success ? mapOnce(endpoint, result.data, ctx) : null;
    });
    expect(results.filter((result) => result !== null).length, 'some customers must have a record').toBeGreaterThan(0);
  });

  test("the sandbox's answers follow the vendor document", (ctx) => {
    if (document === null) return ctx.skip(NO_DOCUMENT);
    for (const { request, status, text } of answers()) {
      const asked = document.requestProblems(request, (name) => isGiven(connector, name));
      const answered = document.bodyProblems(request, status, looselyParsed(text)) ?? [];
      expect([...asked, ...answered], [...asked, ...answered, text.slice(0, 200)].join('; ')).toEqual([]);
    }
  });
}

/** Parameters the pipeline adds to every call. */
function isGiven(connector: Connector, name: string): boolean {
  const { auth, headers = {} } = connector;
  const own = [...Object.keys(headers), 'Authorization', 'Accept', 'Content-Type'];
  if (auth.type === 'api-key') own.push(auth.name);
  if (auth.type === 'login') own.push(auth.header, ...Object.keys(auth.keys));
  return own.some((given) => given.toLowerCase() === name.toLowerCase());
}

/** As ordinary JSON, which is what schema checkers understand; a body that is no JSON stays text. */
function looselyParsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
