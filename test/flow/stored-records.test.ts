/**
 * What is kept of partners' answers and for how long, over HTTP: an old record stands in for a partner that fails and says so everywhere;
 * a withdrawal leaves nothing behind; an agreement without retention lets nothing be kept.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { consentInput } from '../support/consent-input.ts';
import { demoConsentId } from '../../src/sandbox/demo-bank/consents.ts';
import type { Instant } from '../../src/domain/instant.ts';
import { canonicalJson, sha256Hex } from '../../src/store/canonical-json.ts';
import { readFact } from '../../src/store/fact-reader.ts';
import { changeFact, createFact } from '../../src/store/fact-writer.ts';
import { type Answer, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { linesOf, pickCustomers, read, viewOf } from '../support/reading.ts';

const CREDIT = 'CREDIT_DECISION';
const QUERY = `query ($id: ID!) { customer(id: $id, purpose: "${CREDIT}") { id credit { cashFlow { monthlyIncome } }
  disclosures { coordinate outcome reasons treatment partner asOf fetchedAt cache ageS isEmpty agreement consent survivedBy }
  gaps { partner dataset code retryAfterMs servedStale } } }`;
const INCOME = 'CashFlow.monthlyIncome';
const LONG_AGO = '2026-01-01T00:00:00.000Z' as Instant;
const HOUR_MS = 3_600_000;
const CONSENT_DESK = 'consent-officer';

/** Known to MX only, so that its records are all there are. */
const CUSTOMERS = pickCustomers(12, {
  knownTo: ['mx-credit'],
  unknownTo: ['mastercard-credit'],
  kind: 'PERSON',
  credit: 'GIVEN',
});

let gateway: TestGateway;
/** How far the gateway's clock is behind the database's. */
let behindMs = 0;
beforeAll(async () => {
  gateway = await startTestGateway({ now: () => Date.now() - behindMs });
});
afterAll(() => gateway.close());

let used = 0;
let customerId = '';
beforeEach(() => {
  customerId = CUSTOMERS[used++]?.id ?? '';
  behindMs = 0;
});

const ask = (id = customerId): Promise<Answer> => gateway.ask('credit-officer', QUERY, { id });

/** Endpoints of which something is stored for the customer. */
async function storedOf(id = customerId): Promise<readonly string[]> {
  await gateway.app.partners.drain();
  const rows = await gateway.database.db.query<{ name: string }>({
    text: `SELECT partner_id || ' ' || endpoint AS name FROM stored_records WHERE customer_id = $1 ORDER BY 1`,
    values: [id],
  });
  return rows.map(({ name }) => name);
}

/** The customer's record as it was read three hours ago. */
async function readLongAgo(): Promise<Answer> {
  behindMs = 3 * HOUR_MS;
  const answer = await ask();
  expect(linesOf(viewOf(answer), INCOME)).toMatchObject([{ cache: 'LIVE', ageS: 0 }]);
  expect(await storedOf()).toContain('mx-credit monthly-cash-flow');
  behindMs = 0;
  return answer;
}

const withdraw = async (consentId: string): Promise<void> => {
  const answer = await gateway.ask(
    CONSENT_DESK,
    'mutation ($id: ID!) { withdrawConsent(input: { id: $id }) { state } }',
    { id: consentId },
  );
  expect(read<object>(answer, 'withdrawConsent'), answer.text).toEqual({ state: 'WITHDRAWN' });
};

const grant = async (differs: object): Promise<string> => {
  const input = consentInput(customerId, differs);
  const text = 'mutation ($input: GrantConsentInput!) { grantConsent(input: $input) { id } }';
  return read<{ id: string }>(await gateway.ask(CONSENT_DESK, text, { input }), 'grantConsent').id;
};

describe('a partner that fails after a good answer three hours ago', () => {
  it('is replaced by that answer, which says so in disclosures, gaps, extensions, metrics and the access log', async () => {
    const before = viewOf(await readLongAgo());
    const off = gateway.partner('mx-credit').faults.set({ kind: 'status', status: 503 }, { customerId });
    const answer = await ask();
    off();
    const view = viewOf(answer);
    expect(view.credit).toEqual(before.credit);
    const [line] = linesOf(view, INCOME);
    expect(line).toMatchObject({ outcome: 'MASK', cache: 'STALE', isEmpty: false });
    expect(line?.fetchedAt).toBe(linesOf(before, INCOME)[0]?.fetchedAt);
    const { ageS } = line as unknown as { ageS: number };
    expect(ageS).toBeGreaterThanOrEqual(10_799);
    expect(ageS).toBeLessThan(10_860);
    expect(view.gaps).toMatchObject([
      { partner: 'mx-credit', dataset: 'credit.cashFlow', code: 'PARTNER_UNAVAILABLE', servedStale: true },
    ]);
    expect(answer.extensions['governance']).toMatchObject({
      'customer.credit.cashFlow.monthlyIncome': { outcome: 'MASK', partner: 'mx-credit', cache: 'STALE', ageS },
    });
    const page = await (await fetch(gateway.url.replace('/graphql', '/metrics'))).text();
    expect(page).toMatch(/step="stored",decision="serve-stale",reason="partner-unavailable"/);

    const trail = await gateway.ask(
      'auditor',
      `query ($id: ID!) { auditTrail(filter: { customerId: $id, kinds: [RELEASED] }, first: 1) { edges { node {
        fields { coordinates cache } gaps { partner code servedStale } } } } }`,
      { id: customerId },
    );
    expect(read<{ edges: unknown[] }>(trail, 'auditTrail').edges, trail.text).toMatchObject([
      {
        node: {
          fields: [{ coordinates: [INCOME], cache: 'STALE' }],
          gaps: [{ partner: 'mx-credit', code: 'PARTNER_UNAVAILABLE', servedStale: true }],
        },
      },
    ]);
  });

  it('is a plain gap where it refuses our credentials', async () => {
    await readLongAgo();
    const off = gateway.partner('mx-credit').faults.set({ kind: 'refuse' }, { customerId });
    const view = viewOf(await ask());
    off();
    expect(view.credit).toBeNull();
    expect(view.gaps).toMatchObject([{ code: 'PARTNER_REFUSED_CREDENTIALS', servedStale: false }]);
    expect(linesOf(view, INCOME)).toMatchObject([{ cache: null, fetchedAt: null, ageS: null, isEmpty: false }]);
  });

  it('serves nothing once the consent was withdrawn: there is nothing left to serve', async () => {
    await readLongAgo();
    const off = gateway.partner('mx-credit').faults.set({ kind: 'status', status: 503 }, { customerId });
    await withdraw(demoConsentId(customerId, CREDIT));
    expect(await storedOf()).toEqual([]);
    const view = viewOf(await ask());
    off();
    expect(view).toMatchObject({ credit: null, gaps: [] });
    expect(linesOf(view, INCOME)).toMatchObject([{ outcome: 'WITHHOLD', reasons: ['CONSENT_WITHDRAWN'], cache: null }]);
    // A new permission starts from nothing: the old answer does not come back with it.
    await grant({});
    const offAgain = gateway.partner('mx-credit').faults.set({ kind: 'status', status: 503 }, { customerId });
    const again = viewOf(await ask());
    offAgain();
    expect(again.credit).toBeNull();
    expect(again.gaps).toMatchObject([{ servedStale: false }]);
  });
});

describe('a withdrawal', () => {
  it('deletes the records of its customer and of nobody else', async () => {
    const neighbour = CUSTOMERS[used++]?.id ?? '';
    await ask();
    await ask(neighbour);
    const theirs = await storedOf(neighbour);
    expect(await storedOf()).not.toEqual([]);
    await withdraw(demoConsentId(customerId, CREDIT));
    expect(await storedOf()).toEqual([]);
    expect(await storedOf(neighbour)).toEqual(theirs);
    expect(theirs).not.toEqual([]);
  });

  it('leaves what another live consent covers, until that one is withdrawn too', async () => {
    await ask();
    const kept = await storedOf();
    const second = await grant({ coordinates: ['CashFlow.*'], sources: ['mx-credit'] });
    await withdraw(demoConsentId(customerId, CREDIT));
    expect(await storedOf()).toEqual(kept.filter((name) => name.endsWith('cash-flow')));
    expect(linesOf(viewOf(await ask()), INCOME)).toMatchObject([{ cache: 'FRESH', consent: second }]);
    await withdraw(second);
    expect(await storedOf()).toEqual([]);
  });

  it('of a consent to something else, or from somebody else, leaves them alone', async () => {
    const toNames = await grant({ coordinates: ['Identity.name'] });
    const fromOthers = await grant({ sources: ['bluesky-social'] });
    await ask();
    const kept = await storedOf();
    expect(kept).toContain('mx-credit monthly-cash-flow');
    // Both other consents go; the one that covers the rest stays.
    await withdraw(toNames);
    await withdraw(fromOthers);
    expect(await storedOf()).toEqual(kept);
  });

  it('of two that are withdrawn at the same moment leaves nothing that the first thought the second covers', async () => {
    const second = await grant({ coordinates: ['CashFlow.*'] });
    await ask();
    expect(await storedOf()).not.toEqual([]);
    await Promise.all([withdraw(demoConsentId(customerId, CREDIT)), withdraw(second)]);
    expect(await storedOf()).toEqual([]);
  });
});

it('under an agreement that lets nothing be kept, nothing is, and what was kept before no longer stands in', async () => {
  await readLongAgo();
  const id = 'AGR-MX/2';
  const { db } = gateway.database;
  const known = await readFact(db, 'agreement', id);
  if (known === null) throw new Error('the demo bank has no such agreement');
  const grants = known.body.terms.grants.map((one) => ({ ...one, retentionDays: 0 }));
  const terms = { ...known.body.terms, grants };
  const body = { ...known.body, termsVersion: 3, terms, termsHash: sha256Hex(canonicalJson(terms)) };
  await db.transaction(async (tx) => {
    await changeFact(tx, 'agreement', id, known.version, { ...known.body, supersededFrom: LONG_AGO }, 'test');
    await createFact(tx, 'agreement', 'AGR-MX/3', body, 'test');
  });
  const off = gateway.partner('mx-credit').faults.set({ kind: 'status', status: 503 }, { customerId });
  expect(viewOf(await ask()).gaps).toMatchObject([{ code: 'PARTNER_UNAVAILABLE', servedStale: false }]);
  off();
  const other = CUSTOMERS[used++]?.id ?? '';
  expect(linesOf(viewOf(await ask(other)), INCOME)).toMatchObject([{ cache: 'LIVE' }]);
  expect(await storedOf(other)).toEqual([]);
});
