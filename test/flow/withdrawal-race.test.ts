/**
 * The promise the product stands on, over HTTP and on two replicas: once the answer to a revocation has arrived, no RELEASED entry
 * under the old version commits any more, whoever reads and wherever. Proven from the log's own bytes.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FactBodies, FactKind } from '../../src/domain/fact.ts';
import { demoConsentId, demoConsentsOf } from '../../src/sandbox/demo-bank/consents.ts';
import { demoCustomers } from '../../src/sandbox/demo-bank/customers.ts';
import { readFact } from '../../src/store/fact-reader.ts';
import { changeFact } from '../../src/store/fact-writer.ts';
import { hasServer, needsServer } from '../support/database.ts';
import { type Answer, type Asker, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { clockOf, emptyTally, type Phase, readOn, releasedUnder, type Tally, unpinned } from './racing-readers.ts';

const WITHDRAWALS = 200;
const CHANGES = 20;
const AT_ONCE = 8;
const MX = 'AGR-MX/2';
const OFFICERS: readonly Asker[] = ['zhou.min', 'erik.strand'].map((subject) => ({
  role: 'compliance-officer',
  application: 'compliance-console',
  subject,
}));

let gateway: TestGateway;
let urls: readonly string[];
let token: string;

beforeAll(async () => {
  if (!hasServer) return;
  const env = { CALLER_LIMIT_PER_ADDRESS: '1000000', CALLER_LIMIT_PER_APPLICATION: '1000000', LOG_LEVEL: 'error' };
  gateway = await startTestGateway({ env });
  urls = [gateway.url, (await gateway.replica()).url];
  token = await gateway.token('credit-officer');
});
afterAll(async () => {
  if (hasServer) await gateway.close();
});

interface Watched {
  readonly selection: string;
  readonly shows: (answer: Answer) => boolean;
}

interface ViewParts {
  readonly kind?: string | null;
  readonly credit?: { readonly cashFlow: { readonly monthlyIncome: string | null } | null } | null;
}
const viewIn = (answer: Answer): ViewParts => (answer.data?.['customer'] as ViewParts | undefined) ?? {};

const OWN: Watched = { selection: 'kind', shows: (answer) => viewIn(answer).kind != null };
const FROM_MX: Watched = {
  selection: 'credit { cashFlow { monthlyIncome } }',
  shows: (answer) => viewIn(answer).credit?.cashFlow?.monthlyIncome != null,
};

/** Customers whose consent to a credit decision covers everything now. */
const consenting = (isFit: (customer: ReturnType<typeof demoCustomers>[number]) => boolean): readonly string[] =>
  demoCustomers()
    .filter(isFit)
    .map(({ id }) => id)
    .filter((id) => demoConsentsOf(id).some(({ body }) => isForEverything(body)));

const isForEverything = ({ purpose, state, coordinates, expiresAt }: FactBodies['consent']): boolean =>
  purpose === 'CREDIT_DECISION' && state === 'GRANTED' && coordinates.includes('*') && expiresAt > '2030';

function expectNoLeak(tally: Tally): void {
  expect(tally.failures).toEqual([]);
  expect(tally.leaked).toBe(0);
  expect(tally.shown).toBeGreaterThan(0);
  expect(tally.hidden).toBeGreaterThan(0);
}

it('200 withdrawals race reads on both replicas: no entry under the old consent follows the answer', async (ctx) => {
  needsServer(ctx);
  const customers = consenting(() => true).slice(-WITHDRAWALS);
  expect(customers).toHaveLength(WITHDRAWALS);
  const tally = emptyTally();
  let released = 0;
  const withdraw = 'mutation ($input: WithdrawConsentInput!) { withdrawConsent(input: $input) { state version } }';
  const race = async (customerId: string, n: number): Promise<void> => {
    const phase: Phase = { number: 0 };
    const consent = { kind: 'consent', id: demoConsentId(customerId, 'CREDIT_DECISION'), version: 1 };
    const entries = (): Promise<readonly string[]> =>
      releasedUnder(gateway.database.db, consent, { tag: `consent:${consent.id}` });
    const readers = urls.map(async (url) => {
      let readsAfter = 0;
      await readOn({ url, token, customerId, ...OWN }, phase, tally, () => (readsAfter += phase.number) > 2);
    });
    // Every other one is withdrawn while the first reads are still under way.
    if (n % 2 === 0) await gateway.ask('credit-officer', `{ customer(id: "${customerId}", purpose: "CREDIT_DECISION") { kind } }`); // prettier-ignore
    const { data, text } = await gateway.ask('consent-officer', withdraw, { input: { id: consent.id } });
    phase.number = 1;
    expect(data?.['withdrawConsent'], text).toEqual({ state: 'WITHDRAWN', version: 2 });
    const before = await entries();
    await Promise.all(readers);
    expect(await entries(), consent.id).toEqual(before);
    released += before.length;
  };
  for (let n = 0; n < WITHDRAWALS; n += AT_ONCE) {
    await Promise.all(customers.slice(n, n + AT_ONCE).map((customerId, i) => race(customerId, n + i)));
  }
  expectNoLeak(tally);
  expect(released).toBeGreaterThan(WITHDRAWALS);
}, 60_000);

interface Revocation {
  readonly fact: { readonly kind: FactKind; readonly id: string };
  readonly watched: Watched;
  /** Both change the fact at the version given; they resolve when their caller may rely on it. */
  readonly revoke: (version: number) => Promise<void>;
  readonly restore: (version: number) => Promise<void>;
}

/** Two readers a replica never pause while one fact is revoked and restored. */
async function raceChanges({ fact, watched, revoke, restore }: Revocation): Promise<void> {
  const { db } = gateway.database;
  const tally = emptyTally();
  const phase: Phase = { number: 0 };
  const customers = consenting(({ references }) => references.has('mx-credit')).slice(0, 4);
  for (const customerId of customers) await warm(customerId, watched);
  const since = await clockOf(db);
  const { readers, someReads, stop } = startReaders(customers, watched, phase, tally);
  const answered = new Map<number, readonly string[]>();
  let version = (await readFact(db, fact.kind, fact.id))?.version ?? 0;
  for (let n = 0; n < CHANGES; n += 1) {
    await someReads(2);
    await revoke(version);
    phase.number += 1;
    answered.set(version, await releasedUnder(db, { ...fact, version }, { since }));
    await someReads(6);
    phase.number += 1;
    await restore(version + 1);
    version += 2;
  }
  stop();
  await readers;
  for (const [old, entries] of answered) {
    expect(await releasedUnder(db, { ...fact, version: old }, { since }), `${fact.id} at version ${old}`).toEqual(
      entries,
    );
  }
  expect([...answered.values()].flat().length).toBeGreaterThan(CHANGES);
  expectNoLeak(tally);
}

interface Readers {
  readonly readers: Promise<unknown>;
  /** Resolves when so many more reads have ended, on whichever replica. */
  readonly someReads: (count: number) => Promise<void>;
  readonly stop: () => void;
}

function startReaders(customers: readonly string[], watched: Watched, phase: Phase, tally: Tally): Readers {
  let isOver = false;
  let waiting: { left: number; readonly resolve: () => void } | null = null;
  const afterRead = (): boolean => {
    if (waiting !== null && (waiting.left -= 1) <= 0) {
      waiting.resolve();
      waiting = null;
    }
    return isOver;
  };
  const readers = customers.map((customerId, i) =>
    readOn({ url: urls[i % urls.length] ?? '', token, customerId, ...watched }, phase, tally, afterRead),
  );
  return {
    readers: Promise.all(readers),
    someReads: (count) => new Promise((resolve) => (waiting = { left: count, resolve })),
    stop: () => (isOver = true),
  };
}

/** So that the partner's own pace does not slow the race: its answers are stored before. */
async function warm(customerId: string, { selection, shows }: Watched): Promise<void> {
  const query = `{ customer(id: "${customerId}", purpose: "CREDIT_DECISION") { ${selection} gaps { code } } }`;
  const answer = await gateway.ask('credit-officer', query);
  expect(shows(answer), answer.text).toBe(true);
  await gateway.app.partners.drain();
}

const changeOf = (mutation: string): string =>
  `mutation ($input: ChangeAgreementInput!) { ${mutation}(input: $input) { version state } }`;

async function changeAgreement(asker: Asker, mutation: string, input: object): Promise<void> {
  const { data, text } = await gateway.ask(asker, changeOf(mutation), { input });
  expect(data?.[mutation], text).toBeTruthy();
}

it('an agreement suspended 20 times by mutation while reads run', async (ctx) => {
  needsServer(ctx);
  const [officer = ''] = OFFICERS;
  await raceChanges({
    fact: { kind: 'agreement', id: MX },
    watched: FROM_MX,
    revoke: (expectedVersion) => changeAgreement(officer, 'suspendAgreement', { id: MX, expectedVersion, because: 'A race.' }),
    restore: (expectedVersion) => changeAgreement(officer, 'activateAgreement', { id: MX, expectedVersion }),
  }); // prettier-ignore
}, 60_000);

/** Changed through the store, as an administrator's tool would: in one transaction, on the version read. */
function throughStore<K extends 'principal' | 'role' | 'purpose'>(
  kind: K,
  id: string,
  revoked: (body: FactBodies[K]) => FactBodies[K],
): Revocation {
  let original: FactBodies[K] | undefined;
  const write = async (version: number, change: (body: FactBodies[K]) => FactBodies[K]): Promise<void> => {
    original ??= (await readFact(gateway.database.db, kind, id))?.body;
    const body = original;
    if (body === undefined) throw new Error(`the demo bank has no ${kind} ${id}`);
    const run = gateway.database.db.transaction((tx) =>
      changeFact(tx, kind, id, version, change(body), 'administrator'),
    );
    expect(await run).toMatchObject({ conflict: false });
  };
  return {
    fact: { kind, id },
    watched: OWN,
    revoke: (version) => write(version, revoked),
    restore: (version) => write(version, (body) => body),
  };
}

it('an application switched off 20 times while reads run', async (ctx) => {
  needsServer(ctx);
  await raceChanges(throughStore('principal', 'loan-desk', (body) => ({ ...body, isEnabled: false })));
}, 60_000);

it('a role that loses a class 20 times while reads run', async (ctx) => {
  needsServer(ctx);
  const blind = { NON_PERSONAL: 'ALLOW', C1: 'WITHHOLD', C2: 'WITHHOLD', C3: 'WITHHOLD' } as const;
  await raceChanges(throughStore('role', 'credit-officer', (body) => ({ ...body, ceilings: blind })));
}, 60_000);

it('a purpose retired 20 times while reads run', async (ctx) => {
  needsServer(ctx);
  await raceChanges(throughStore('purpose', 'CREDIT_DECISION', (body) => ({ ...body, state: 'RETIRED' })));
}, 60_000);

it('a newer agreement version takes over while reads run: none is released on the older one afterwards', async (ctx) => {
  needsServer(ctx);
  const { db } = gateway.database;
  const tally = emptyTally();
  const phase: Phase = { number: 0 };
  const customers = consenting(({ references }) => references.has('mx-credit')).slice(0, 4);
  const { readers, someReads, stop } = startReaders(customers, FROM_MX, phase, tally);
  const version = (await readFact(db, 'agreement', MX))?.version ?? 0;
  const id = await bringIntoForce();
  phase.number = 1;
  const under = await releasedUnder(db, { kind: 'agreement', id: MX, version }, {});
  await someReads(20);
  stop();
  await readers;
  expect(under.length).toBeGreaterThan(0);
  expect(await releasedUnder(db, { kind: 'agreement', id: MX, version }, {})).toEqual(under);
  expect(await releasedUnder(db, { kind: 'agreement', id: MX, version: version + 1 }, {})).toEqual([]);
  expect(id).toBe('AGR-MX/3');
  expectNoLeak(tally);
}, 60_000);

/** A third version of the agreement with MX, without cash flow; answers when it binds. */
async function bringIntoForce(): Promise<string> {
  const manager: Asker = { role: 'partner-manager', application: 'partner-desk', subject: 'paula.mendes' };
  const { data, text } = await gateway.ask(manager, PROPOSE);
  expect(data?.['proposeAgreement'], text).toBeTruthy();
  const { id } = data?.['proposeAgreement'] as unknown as { readonly id: string };
  const [first = '', second = ''] = OFFICERS;
  const steps = [
    [manager, 'submitAgreement'],
    [first, 'approveAgreement'],
    [second, 'approveAgreement'],
    [manager, 'signAgreement'],
    [first, 'activateAgreement'],
  ] as const;
  for (const [n, [asker, mutation]] of steps.entries()) {
    await changeAgreement(asker, mutation, { id, expectedVersion: n + 1 });
  }
  return id;
}

const PROPOSE = `mutation { proposeAgreement(input: { agreementId: "AGR-MX", title: "Accounts only", partner: "mx-credit", kind: ENTRUST,
  contact: "mx@example.com", effectiveFrom: "2025-01-01T00:00:00Z", effectiveUntil: "2035-01-01T00:00:00Z", securityMeasures: "TLS",
  breachNoticeHours: 48, residency: "CN", internalUse: true, redistribution: false, derivation: true, endOfTerm: DELETE, grants: [{
    coordinates: ["CreditAccount.*"], purposes: ["CREDIT_DECISION"], recipients: [BANK_INTERNAL], actions: [VIEW], maxDisclosure: MASK,
    cacheTtlS: 3600, retentionDays: 90 }] }) { id } }`;

it('every entry of these races pins what it used, byte for byte', async (ctx) => {
  needsServer(ctx);
  const { entries, problems } = await unpinned(gateway.database.db);
  expect(problems).toEqual([]);
  expect(entries).toBeGreaterThan(WITHDRAWALS);
});
