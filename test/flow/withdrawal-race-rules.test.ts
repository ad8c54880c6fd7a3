/**
 * What withdrawals are to a customer, changes of the rules are to the bank: while an agreement, an application, a role, a purpose, the policy
 * or a customer's own standing is revoked again and again, no entry under an older version commits afterwards, on either of two processes.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FactBodies, FactKind } from '../../src/domain/fact.ts';
import { POLICY_ID } from '../../src/domain/policy.ts';
import { demoConsentsOf } from '../../src/sandbox/demo-bank/consents.ts';
import { demoCustomers } from '../../src/sandbox/demo-bank/customers.ts';
import { readFact } from '../../src/store/fact-reader.ts';
import { changeFact } from '../../src/store/fact-writer.ts';
import { hasServer, needsServer } from '../support/database.ts';
import { type Answer, type Asker, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { commitOrder, watchCommits } from './commit-order.ts';
import { type Processes, startTwoProcesses } from './racing-processes.ts';
import { emptyTally, type Phase, readOn, releasedUnder, type Tally, unpinned } from './racing-readers.ts';

const CHANGES = 10;
const MX = 'AGR-MX/2';
const OFFICERS: readonly Asker[] = ['zhou.min', 'erik.strand'].map((subject) => ({
  role: 'compliance-officer',
  application: 'compliance-console',
  subject,
}));

let gateway: TestGateway;
let processes: Processes;
let token: string;

beforeAll(async () => {
  if (!hasServer) return;
  gateway = await startTestGateway();
  await watchCommits(gateway.database);
  processes = await startTwoProcesses(gateway);
  token = await gateway.token('credit-officer');
});
afterAll(async () => {
  if (!hasServer) return;
  await processes.close();
  await gateway.close();
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

interface Revocation {
  readonly fact: { readonly kind: FactKind; readonly id: string };
  readonly watched: Watched;
  /** Whom it concerns; four that agreed to everything where that does not matter. */
  readonly customers?: readonly string[];
  /** Both change the fact at the version given; they resolve when their caller may rely on it. */
  readonly revoke: (version: number) => Promise<void>;
  readonly restore: (version: number) => Promise<void>;
}

const READ = (): readonly string[] => consenting(({ references }) => references.has('mx-credit')).slice(0, 4);

/** Two readers a process never pause while one fact is revoked and restored. */
async function raceChanges({ fact, watched, customers = READ(), revoke, restore }: Revocation): Promise<void> {
  const { db } = gateway.database;
  const tally = emptyTally();
  const phase: Phase = { number: 0 };
  for (const customerId of customers) await warm(customerId, watched);
  const { readers, someReads, stop } = startReaders(customers, watched, phase, tally);
  let version = (await readFact(db, fact.kind, fact.id))?.version ?? 0;
  for (let n = 0; n < CHANGES; n += 1) {
    await someReads(6);
    await revoke(version);
    phase.number += 1;
    await someReads(6);
    phase.number += 1;
    await restore(version + 1);
    version += 2;
  }
  stop();
  await readers;
  const { pins, changes, late } = await commitOrder(gateway.database, fact.kind);
  expect(late).toEqual([]);
  expect([changes >= CHANGES, pins > CHANGES]).toEqual([true, true]);
  expectNoLeak(tally);
}

interface Readers {
  readonly readers: Promise<unknown>;
  /** Resolves when so many more reads have ended, on whichever process. */
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
  const about = { token, purpose: 'CREDIT_DECISION', ...watched };
  const readers = customers.map((customerId, i) =>
    readOn({ url: processes.urls[i % 2] ?? '', customerId, ...about }, phase, tally, afterRead),
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

it('an agreement suspended again and again by mutation while reads run', async (ctx) => {
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
function throughStore<K extends 'policy' | 'principal' | 'role' | 'purpose' | 'subject'>(
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

it('an application switched off again and again while reads run', async (ctx) => {
  needsServer(ctx);
  await raceChanges(throughStore('principal', 'loan-desk', (body) => ({ ...body, isEnabled: false })));
}, 60_000);

it('a role that loses a class again and again while reads run', async (ctx) => {
  needsServer(ctx);
  const blind = { NON_PERSONAL: 'ALLOW', C1: 'WITHHOLD', C2: 'WITHHOLD', C3: 'WITHHOLD' } as const;
  await raceChanges(throughStore('role', 'credit-officer', (body) => ({ ...body, ceilings: blind })));
}, 60_000);

it('a purpose retired again and again while reads run', async (ctx) => {
  needsServer(ctx);
  await raceChanges(throughStore('purpose', 'CREDIT_DECISION', (body) => ({ ...body, state: 'RETIRED' })));
}, 60_000);

it('a policy that no longer knows the running schema again and again while reads run', async (ctx) => {
  needsServer(ctx);
  await raceChanges(throughStore('policy', POLICY_ID, (body) => ({ ...body, schemas: [] })));
}, 60_000);

it('a customer restricted again and again while reads run', async (ctx) => {
  needsServer(ctx);
  const [customerId = ''] = READ();
  const restriction = throughStore('subject', customerId, (body) => ({ ...body, state: 'RESTRICTED' }));
  await raceChanges({ ...restriction, customers: Array.from({ length: 4 }, () => customerId) });
}, 60_000);

it('a newer agreement version takes over while reads run: none is released on the older one afterwards', async (ctx) => {
  needsServer(ctx);
  const { db } = gateway.database;
  const tally = emptyTally();
  const phase: Phase = { number: 0 };
  const { readers, someReads, stop } = startReaders(READ(), FROM_MX, phase, tally);
  const version = (await readFact(db, 'agreement', MX))?.version ?? 0;
  const id = await bringIntoForce();
  phase.number = 1;
  const under = await releasedUnder(db, { kind: 'agreement', id: MX, version });
  await someReads(20);
  stop();
  await readers;
  expect(under.length).toBeGreaterThan(0);
  expect(await releasedUnder(db, { kind: 'agreement', id: MX, version })).toEqual(under);
  expect((await commitOrder(gateway.database, 'agreement')).late).toEqual([]);
  expect(await releasedUnder(db, { kind: 'agreement', id: MX, version: version + 1 })).toEqual([]);
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
  expect(entries).toBeGreaterThan(100);
});
