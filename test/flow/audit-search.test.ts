/**
 * An auditor finds exactly the entries that have what is looked for, and reads on page by page while new ones are written.
 */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { SHOWCASE } from '../../src/sandbox/demo-bank/showcase.ts';
import { type Asker, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { askUnder, type Entry, readPage, readTrail } from '../support/trail.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.ask('credit-officer', SHOWCASE.query, SHOWCASE.variables);
  for (const id of ['CUST-000002', 'CUST-000003', 'CUST-000004']) await ask('kind', id, `before-${id}`);
});
afterAll(() => gateway.close());

const trail = (filter: object): Promise<readonly Entry[]> => readTrail(gateway, filter);
const ask = askUnder(() => gateway);

describe('filters', () => {
  const support: Asker = { role: 'support-agent', application: 'support-console', subject: 'dana.filter' };
  const found = async (filter: object): Promise<readonly Entry[]> =>
    trail({ kinds: ['RELEASED', 'INTENT'], ...filter });
  const has = (entry: Entry, part: (field: Entry['fields'][number]) => boolean): boolean => entry.fields.some(part);

  beforeAll(async () => {
    await ask('identity { name documentNumber }', 'CUST-000001', 'filter-1', support, 'CUSTOMER_SERVICE');
    await ask('social { profiles { handle } }', 'CUST-000001', 'filter-2', 'marketing-analyst', 'MARKETING');
  });

  test.each([
    ['caller', 'dana.filter', (e: Entry) => e.caller === 'dana.filter'],
    ['application', 'support-console', (e: Entry) => e.application === 'support-console'],
    ['role', 'marketing-analyst', (e: Entry) => e.roles.includes('marketing-analyst')],
    ['purpose', 'MARKETING', (e: Entry) => e.purpose === 'MARKETING'],
    ['customerId', 'CUST-000001', (e: Entry) => e.customerId === 'CUST-000001'],
    ['partner', 'bluesky-social', (e: Entry) => has(e, ({ partner }) => partner === 'bluesky-social')],
    ['agreement', 'AGR-BLUESKY/2', (e: Entry) => has(e, ({ agreement }) => agreement === 'AGR-BLUESKY/2') || e.facts.some((f) => f.startsWith('agreement:AGR-BLUESKY/2@'))],
    ['consent', 'CNS-MARKETING-000001', (e: Entry) => has(e, ({ consent }) => consent === 'CNS-MARKETING-000001') || e.facts.some((f) => f.startsWith('consent:CNS-MARKETING-000001@'))],
    ['coordinate', 'Identity.documentNumber', (e: Entry) => has(e, ({ coordinates }) => coordinates.includes('Identity.documentNumber'))],
    ['outcome', 'MASK', (e: Entry) => has(e, ({ outcome }) => outcome === 'MASK')],
    ['reason', 'ROLE_MAX_MASK', (e: Entry) => has(e, ({ reasons }) => reasons.includes('ROLE_MAX_MASK'))],
  ] as const)('by %s %s find exactly the entries that have it', async (key, value, fits) => {
    const all = await found({});
    const some = await found({ [key]: value });
    expect(some.length).toBeGreaterThan(0);
    expect(some.length).toBeLessThan(all.length);
    expect(some.map(({ id }) => id)).toEqual(all.filter(fits).map(({ id }) => id));
  }); // prettier-ignore

  it('by kind and by time, begin included and end excluded', async () => {
    expect(new Set((await trail({ kinds: ['INTENT'] })).map(({ kind }) => kind))).toEqual(new Set(['INTENT']));
    const all = await found({});
    const oldestOf = (request: string) => all.filter(({ requestId }) => requestId === request).at(-1)?.recordedAt;
    const within = await found({ from: oldestOf('filter-1'), until: oldestOf('filter-2') });
    expect(within).toEqual(all.filter(({ requestId }) => requestId === 'filter-1'));
    expect(within.length).toBeGreaterThan(0);
    const [entry] = within;
    expect((await found({ from: entry?.recordedAt, caller: 'dana.filter' })).map(({ id }) => id)).toContain(entry?.id);
    expect((await found({ until: entry?.recordedAt, caller: 'dana.filter' })).map(({ id }) => id)).not.toContain(
      entry?.id,
    );
  });

  it('together find only what matches every one, and nothing where none does', async () => {
    const some = await found({
      caller: 'dana.filter',
      customerId: 'CUST-000001',
      purpose: 'CUSTOMER_SERVICE',
      outcome: 'MASK',
    });
    expect(some.every(({ requestId }) => requestId === 'filter-1')).toBe(true);
    expect(some).not.toEqual([]);
    expect(await found({ caller: 'dana.filter', purpose: 'MARKETING' })).toEqual([]);
    expect(await trail({ customerId: 'CUST-000404' })).toEqual([]);
  });
});

it('pages neither repeat nor skip an entry while new ones are written', async () => {
  const expected = (await trail({ kinds: ['RELEASED'] })).map(({ id }) => id);
  expect(expected.length).toBeGreaterThan(5);
  const seen: string[] = [];
  let after: string | undefined;
  for (;;) {
    const { edges, pageInfo } = await readPage(
      gateway,
      { kinds: ['RELEASED'] },
      { first: 2, ...(after === undefined ? {} : { after }) },
    );
    seen.push(...edges.map(({ node }) => node.id));
    expect(pageInfo.endCursor).toBe(edges.at(-1)?.cursor ?? null);
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor ?? undefined;
    await ask('kind', 'CUST-000002', `while-${seen.length}`);
  }
  expect(seen).toEqual(expected);
});
