/**
 * The promise the product stands on, on two gateway processes over one PostgreSQL: no entry that rests on a consent commits after the
 * withdrawal of that consent, and once its answer has arrived no read that starts later shows what it covered, whoever reads and wherever.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoConsentsOf } from '../../src/sandbox/demo-bank/consents.ts';
import { demoCustomers } from '../../src/sandbox/demo-bank/customers.ts';
import { hasServer, needsServer } from '../support/database.ts';
import { post, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { commitOrder, watchCommits } from './commit-order.ts';
import { type Processes, startTwoProcesses } from './racing-processes.ts';
import { emptyTally, type Phase, readOn, type Tally, unpinned } from './racing-readers.ts';

const WITHDRAWALS = 1_000;
const AT_ONCE = 32;
const ROLES = { CREDIT_DECISION: 'credit-officer', MARKETING: 'marketing-analyst' } as const;

let gateway: TestGateway;
let processes: Processes;
let tokens: Readonly<Record<'CREDIT_DECISION' | 'MARKETING' | 'consents', string>>;

beforeAll(async () => {
  if (!hasServer) return;
  gateway = await startTestGateway();
  await watchCommits(gateway.database);
  processes = await startTwoProcesses(gateway);
  const [credit, marketing, consents] = await Promise.all(
    [ROLES.CREDIT_DECISION, ROLES.MARKETING, 'consent-officer'].map((role) => gateway.token(role)),
  );
  tokens = { CREDIT_DECISION: credit ?? '', MARKETING: marketing ?? '', consents: consents ?? '' };
});
afterAll(async () => {
  if (!hasServer) return;
  await processes.close();
  await gateway.close();
});

interface Live {
  readonly id: string;
  readonly customerId: string;
  readonly purpose: 'CREDIT_DECISION' | 'MARKETING';
}

/** Consents that show whether their customer is a person or a company, for as long as nobody withdraws them. */
const LIVE: readonly Live[] = demoCustomers().flatMap(({ id: customerId }) =>
  demoConsentsOf(customerId)
    .filter(({ body }) => body.state === 'GRANTED' && body.expiresAt > '2030')
    .map(({ id, body }) => ({ id, customerId, purpose: body.purpose as Live['purpose'] })),
);

const WITHDRAW = 'mutation ($id: ID!) { withdrawConsent(input: { id: $id }) { state version } }';

async function withdraw(url: string, id: string): Promise<void> {
  const body = JSON.stringify({ query: WITHDRAW, variables: { id } });
  const { data, text } = await post(url, { authorization: `Bearer ${tokens.consents}` }, body);
  expect(data?.['withdrawConsent'], text).toEqual({ state: 'WITHDRAWN', version: 2 });
}

const showsKind = ({ data }: { readonly data: object | null }): boolean => JSON.stringify(data).includes('"kind":"');

/** Each process reads; the withdrawal goes to either at once, behind the first answer, or behind both; then each process reads once more. */
async function race({ id, customerId, purpose }: Live, n: number, tally: Tally): Promise<void> {
  const phase: Phase = { number: 0 };
  const reading = { token: tokens[purpose], customerId, purpose, selection: 'kind', shows: showsKind };
  const readEach = (): readonly Promise<void>[] =>
    processes.urls.map((url) => readOn({ url, ...reading }, phase, tally, () => true));
  const reads = readEach();
  if (n % 3 === 1) await Promise.race(reads);
  if (n % 3 === 2) await Promise.all(reads);
  const urls = n % 25 === 0 ? processes.urls : [processes.urls[n % 2] ?? ''];
  const racing = n % 3 === 2 ? readEach() : [];
  await Promise.all(urls.map((url) => withdraw(url, id)));
  phase.number = 1;
  await Promise.all([...reads, ...racing, ...readEach()]);
}

it('1,000 withdrawals race reads on two processes: no entry under a consent commits after its withdrawal', async (ctx) => {
  needsServer(ctx);
  const consents = LIVE.slice(-WITHDRAWALS);
  expect(consents).toHaveLength(WITHDRAWALS);
  const tally = emptyTally();
  const pending = [...consents.entries()];
  const runner = async (): Promise<void> => {
    for (let next = pending.shift(); next !== undefined; next = pending.shift()) await race(next[1], next[0], tally);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, runner));

  const { pins, changes, late } = await commitOrder(gateway.database, 'consent');
  expect(late).toEqual([]);
  expect([tally.failures, tally.leaked]).toEqual([[], 0]);
  expect(tally.hidden).toBeGreaterThanOrEqual(2 * WITHDRAWALS);
  // Of a third of them the withdrawal may have come before the first read.
  expect(changes).toBeGreaterThan(WITHDRAWALS * 0.6);
  expect(pins).toBeGreaterThan(WITHDRAWALS);
}, 180_000);

it('every entry of this race pins what it used, byte for byte', async (ctx) => {
  needsServer(ctx);
  const { entries, problems } = await unpinned(gateway.database.db);
  expect(problems).toEqual([]);
  expect(entries).toBeGreaterThan(WITHDRAWALS);
});
