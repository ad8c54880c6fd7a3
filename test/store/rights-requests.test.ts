/** Requests as officers search for them: due first, page by page, inside the scope, and whatever somebody did to single rows. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DataScope } from '../../src/domain/caller.ts';
import type { Subject } from '../../src/domain/fact.ts';
import { type Instant, instantFromEpochMs } from '../../src/domain/instant.ts';
import type { RightsRequest } from '../../src/domain/rights-request.ts';
import type { RightsFilter } from '../../src/governance/rights/port.ts';
import { createFact } from '../../src/store/fact-writer.ts';
import { createRightsStore } from '../../src/store/rights-requests.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

const EVERYWHERE: DataScope = { legalEntities: '*', branches: '*' };
const DAY_MS = 86_400_000;
const NOW_MS = Date.now();
const inDays = (days: number): Instant => instantFromEpochMs(NOW_MS + days * DAY_MS);

const subject = (branch: string): Subject => ({ kind: 'PERSON', state: 'NORMAL', legalEntity: 'BANK', branch });
const request = (customerId: string, dueInDays: number, differs: Partial<RightsRequest> = {}): RightsRequest => ({
  customerId,
  right: 'ACCESS',
  state: 'RECEIVED',
  receivedAt: inDays(dueInDays - 30),
  dueAt: inDays(dueInDays),
  channel: 'app',
  recordedBy: 'test',
  steps: [],
  ...differs,
});

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
  await database.db.transaction(async (tx) => {
    await createFact(tx, 'subject', 'EAST', subject('EAST'), 'test');
    await createFact(tx, 'subject', 'WEST', subject('WEST'), 'test');
    const bodies = [
      request('EAST', 9),
      request('WEST', 3),
      request('EAST', -2),
      request('EAST', -3, { state: 'REFUSED' }),
      request('WEST', 5, { right: 'COPY' }),
    ];
    for (const [n, body] of bodies.entries()) await createFact(tx, 'rights-request', `RR-${n}`, body, 'test');
  });
});
afterAll(() => database.close());

const find = async (filter: RightsFilter = {}, scope = EVERYWHERE, first = 50, after?: string) => {
  const page = await createRightsStore(database.db).requests(filter, scope, {
    first,
    ...(after === undefined ? {} : { after }),
  });
  return {
    ids: page.items.map(({ node }) => node.id),
    cursor: page.items.at(-1)?.cursor,
    hasNextPage: page.hasNextPage,
  };
};

it('come in the order they are due, filtered by every part that is given', async () => {
  expect((await find()).ids).toEqual(['RR-3', 'RR-2', 'RR-1', 'RR-4', 'RR-0']);
  expect((await find({ right: 'COPY' })).ids).toEqual(['RR-4']);
  expect((await find({ customerId: 'EAST', state: 'RECEIVED' })).ids).toEqual(['RR-2', 'RR-0']);
  expect((await find({ overdue: true })).ids).toEqual(['RR-2']);
  expect((await find({ overdue: false })).ids).toEqual(['RR-3', 'RR-1', 'RR-4', 'RR-0']);
});

it('outside the scope are not there, by filter, order or page', async () => {
  const west: DataScope = { legalEntities: ['BANK'], branches: ['WEST'] };
  expect((await find({}, west)).ids).toEqual(['RR-1', 'RR-4']);
  expect(await find({ customerId: 'EAST' }, west)).toEqual(await find({ customerId: 'NOBODY' }, west));
  expect((await find({}, { ...EVERYWHERE, branches: [] })).ids).toEqual([]);
});

it('are read page by page without one lost or doubled', async () => {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const page = await find({}, EVERYWHERE, 2, after);
    ids.push(...page.ids);
    after = page.hasNextPage ? page.cursor : undefined;
  } while (after !== undefined);
  expect(ids).toEqual(['RR-3', 'RR-2', 'RR-1', 'RR-4', 'RR-0']);
});

it.each([
  '',
  'x',
  Buffer.from('rights yesterday RR-1').toString('base64url'),
  Buffer.from('rights 2026-01-01T00:00:00Z').toString('base64url'),
])('the cursor "%s" of no such list is refused', async (cursor) => {
  await expect(find({}, EVERYWHERE, 2, cursor)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});

it('that somebody broke or moved by hand are not found, and hide no other', async () => {
  const set = (id: string, body: string): Promise<unknown> =>
    database.db.query({
      text: `UPDATE facts SET body = ${body} WHERE kind = 'rights-request' AND id = $1`,
      values: [id],
    });
  await set('RR-0', `'no JSON'`);
  await set('RR-1', `replace(body, '"customerId":"WEST"', '"customerId":"EAST"')`);
  await set('RR-2', `regexp_replace(body, '"dueAt":"[^"]*"', '"dueAt":"never"')`);
  expect((await find()).ids).toEqual(['RR-3', 'RR-4']);
});
