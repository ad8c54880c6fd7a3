/**
 * Who read what about whom, when, why and on what right: every access is in the log before a byte leaves, no value ever is, and reading
 * the log is an access too.
 */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { SHOWCASE } from '../../src/sandbox/demo-bank/showcase.ts';
import { createCustomerRegistry } from '../../src/app.ts';
import type { Database } from '../../src/store/database.ts';
import { askUnder, type Entry, readTrail, TRAIL } from '../support/trail.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { codesOf, customersQuery, pickCustomer, pickCustomers, viewOf, type View } from '../support/reading.ts';

const CREDIT = 'CREDIT_DECISION';

/** When each entry was durable, on the clock by which the simulators note their calls. */
const durable: { readonly text: string; readonly atMs: number }[] = [];
const noting = (database: Database): Database => ({
  ...database,
  async query(statement) {
    const rows = await database.query<never>(statement);
    if (statement.name?.startsWith('append') === true)
      durable.push({ text: JSON.stringify(statement.values), atMs: performance.now() });
    return rows;
  },
});

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ through: noting });
});
afterAll(() => gateway.close());

const trail = (filter: object): Promise<readonly Entry[]> => readTrail(gateway, filter);
const ask = askUnder(() => gateway);

describe('reading the trail', () => {
  test.each(['credit-officer', 'compliance-officer', 'integration-engineer', 'consent-officer'])(
    'is refused to a %s, and the refusal is logged',
    async (role) => {
      const application =
        {
          'credit-officer': 'loan-desk',
          'compliance-officer': 'compliance-console',
          'integration-engineer': 'integration-console',
          'consent-officer': 'consent-app',
        }[role] ?? '';
      const subject = `eve.${role}`;
      const answer = await gateway.ask({ role, application, subject }, TRAIL);
      expect([answer.status, codesOf(answer), answer.data]).toEqual([200, ['FORBIDDEN'], null]);
      expect(await trail({ kinds: ['REFUSED'], caller: subject })).toMatchObject([
        { event: 'FORBIDDEN', target: 'audit:read', application, roles: [role] },
      ]);
    },
  );

  it('is refused to a token that claims to be an auditor’s from an application that has none', async () => {
    const answer = await gateway.ask({ role: 'auditor', application: 'loan-desk', subject: 'eve.claims' }, TRAIL);
    expect([codesOf(answer), answer.data]).toEqual([['FORBIDDEN'], null]);
    expect(await trail({ kinds: ['REFUSED'], caller: 'eve.claims' })).toHaveLength(1);
  });

  it('is an entry itself, with what was looked for and how much was found', async () => {
    await ask('kind', 'CUST-000001', 'read-1');
    await gateway.ask({ role: 'auditor', application: 'audit-console', subject: 'ada.auditor' }, TRAIL, {
      filter: { customerId: 'CUST-000001', kinds: ['RELEASED'] }, first: 100,
    }); // prettier-ignore
    const [entry] = await trail({ kinds: ['LOG_READ'], caller: 'ada.auditor' });
    expect(entry).toMatchObject({ event: 'LOG_READ', target: 'customer kinds', caller: 'ada.auditor' });
    expect(entry?.count).toBeGreaterThan(0);
    const { rows } = await rawEntries(`kind = 'LOG_READ' AND caller = 'ada.auditor'`);
    expect(rows).not.toContain('CUST-000001');
  });
});

/** The bytes of the log as they stand in the table. */
async function rawEntries(where = 'true'): Promise<{ readonly rows: string; readonly count: number }> {
  const rows = await gateway.database.db.query<{ text: string }>({
    text: `SELECT to_jsonb(e)::text || convert_from(e.bytes, 'UTF8') AS text FROM audit_entries e WHERE ${where}`,
  });
  return { rows: rows.map(({ text }) => text).join('\n'), count: rows.length };
}

describe('an access', () => {
  let view: View;
  let intent: Entry;
  let released: Entry;
  beforeAll(async () => {
    const answer = await gateway.ask('credit-officer', SHOWCASE.query, SHOWCASE.variables, {
      'x-request-id': 'showcase-1',
    });
    view = viewOf(answer);
    const entries = (await trail({ customerId: SHOWCASE.customerId })).filter(
      ({ requestId }) => requestId === 'showcase-1',
    );
    expect(entries.map(({ kind }) => kind)).toEqual(['RELEASED', 'INTENT']);
    [released, intent] = entries as [Entry, Entry];
  });

  it('names who, through which application, in which role, why, about whom and when', () => {
    for (const entry of [intent, released]) {
      expect(entry).toMatchObject({
        caller: 'lin.yue', application: 'loan-desk', roles: ['credit-officer'], purpose: CREDIT, customerId: SHOWCASE.customerId, requestId: 'showcase-1',
      }); // prettier-ignore
      expect(entry.subjectDigest).toMatch(/^[0-9a-f]{64}$/);
      expect(Math.abs(Date.parse(entry.recordedAt) - Date.now())).toBeLessThan(60_000);
    }
    expect(released.recordedAt > intent.recordedAt).toBe(true);
  });

  it('accounts for every field exactly as the answer did: outcome, reasons, mask, partner, agreement, consent', () => {
    const logged = released.fields
      .flatMap(({ coordinates, ...rest }) => coordinates.map((coordinate) => ({ coordinate, ...rest })))
      .map((line) =>
        JSON.stringify([
          line.coordinate,
          line.outcome,
          line.reasons,
          line.treatment,
          line.partner,
          line.cache,
          line.agreement,
          line.consent,
        ]),
      );
    const shown = view.disclosures.map((line) =>
      JSON.stringify([
        line.coordinate,
        line.outcome,
        line.reasons,
        line.treatment,
        line.partner,
        line.cache,
        line.agreement,
        line.consent,
      ]),
    );
    expect([...logged].sort()).toEqual([...shown].sort());
    expect(released.gaps).toEqual(view.gaps.map(({ partner, dataset, code }) => ({ partner, dataset, code })));
  });

  it('pins the version of every fact it rests on', () => {
    for (const kind of [
      'principal:loan-desk',
      'role:credit-officer',
      'purpose:CREDIT_DECISION',
      'partner:mx-credit',
      'agreement:AGR-MX/2',
      'consent:CNS-CREDIT-000001',
    ]) {
      expect(
        released.facts.some((fact) => fact.startsWith(`${kind}@`)),
        kind,
      ).toBe(true);
    }
    expect(released.facts.some((fact) => fact.startsWith('subject:'))).toBe(true);
    expect(released.facts.join()).not.toContain(SHOWCASE.customerId);
  });

  it('was recorded as INTENT, naming each partner, before any partner heard of the customer', () => {
    const recorded = durable.find(({ text }) => text.includes('INTENT') && text.includes('showcase-1'));
    if (recorded === undefined) throw new Error('no INTENT was written');
    const asked = [
      'mx-credit',
      'mastercard-credit',
      'massive-market',
      'finnhub-market',
      'bluesky-social',
      'pinterest-social',
    ];
    expect([...new Set(intent.fields.map(({ partner }) => partner))].sort()).toEqual([...asked].sort());
    for (const partner of asked) {
      const [first] = gateway.partner(partner).calls.of();
      expect(first?.atMs, partner).toBeGreaterThan(recorded.atMs);
    }
  });

  it('that released nothing is an entry as well, with the true reasons, and no INTENT', async () => {
    await ask('identity { name } credit { scores { value } }', 'CUST-999999', 'nobody-1', {
      role: 'credit-officer',
      application: 'branch-desk',
      subject: 'he.curious',
    });
    const entries = await trail({ caller: 'he.curious' });
    expect(entries).toMatchObject([{ kind: 'RELEASED', customerId: null, requestId: 'nobody-1' }]);
    expect(entries[0]?.fields[0]).toMatchObject({ outcome: 'WITHHOLD' });
    expect(entries[0]?.fields.flatMap(({ reasons }) => reasons)).toContain('SUBJECT_UNKNOWN');
  });

  it('served from store says so, and needs no INTENT', async () => {
    const { id } = pickCustomer({ knownTo: ['mx-credit'], credit: 'GIVEN' });
    await ask('credit { accounts { accountType } }', id, 'store-1');
    await gateway.app.partners.drain();
    await ask('credit { accounts { accountType } }', id, 'store-2');
    const entries = (await trail({ customerId: id })).map(({ kind, requestId, fields }) => [
      requestId,
      kind,
      fields[0]?.cache,
    ]);
    expect(entries).toEqual([['store-2', 'RELEASED', 'FRESH'], ['store-1', 'RELEASED', 'LIVE'], ['store-1', 'INTENT', null]]); // prettier-ignore
  });

  it('of several customers is one entry for each of them', async () => {
    const ids = pickCustomers(3, { kind: 'COMPANY' }).map(({ id }) => id);
    await gateway.ask(
      'credit-officer',
      customersQuery('kind'),
      { ids, purpose: CREDIT },
      { 'x-request-id': 'three-1' },
    );
    const entries = (await trail({ application: 'loan-desk' })).filter(({ requestId }) => requestId === 'three-1');
    expect(entries.map(({ customerId }) => customerId).sort()).toEqual([...ids].sort());
  });
});

it('no value is in any entry or log line: neither the bank’s, nor a partner’s, nor a customer’s id', async () => {
  const canary = {
    name: '钱塘渡', address: { country: 'CN', province: 'Canaryshire', city: 'Canaryville', street: 'Canary Row 4711', postalCode: '471147' },
    phone: '+8613947114711', email: 'canary.4711@canary.example', document: '110101198505054711',
  }; // prettier-ignore
  const kek = { id: 'test', bytes: new Uint8Array(32).fill(7) };
  const like = pickCustomer({ kind: 'PERSON', knownTo: ['mx-credit', 'mastercard-credit'], credit: 'GIVEN' });
  await createCustomerRegistry(gateway.database.db, kek).registerCustomers(
    [{
      id: 'CANARY-4711', kind: 'PERSON', legalEntity: 'CN-BANK', branch: 'CN-SHANGHAI', references: like.references,
      identity: { name: canary.name, addresses: [canary.address], phones: [canary.phone], emails: [canary.email], documentNumber: canary.document },
    }],
    'test',
  ); // prettier-ignore
  const everything = `kind identity { name phones emails documentNumber addresses { country city street postalCode } }
    credit { scores { value rating } accounts { accountName institution balance { amount } } cashFlow { monthlyIncome } }`;
  const view = await ask(everything, 'CANARY-4711', 'canary-1', 'risk-analyst', 'FRAUD_PREVENTION');
  expect(view.identity).toMatchObject({ name: canary.name, phones: [canary.phone], documentNumber: canary.document });
  expect(view.conflicts ?? []).toEqual([]);
  gateway.partner('mx-credit').faults.set({ kind: 'drift', change: 'retype' }, { times: 3 });
  await gateway.app.partners.drain();
  await gateway.database.db.query({ text: 'DELETE FROM stored_records' });
  await ask(everything, 'CANARY-4711', 'canary-2', 'risk-analyst', 'FRAUD_PREVENTION');
  await gateway.ask('auditor', TRAIL, { filter: { customerId: 'CANARY-4711' } });

  const secrets = [
    canary.name,
    canary.phone,
    canary.email,
    canary.document,
    'Canaryville',
    'Canary Row',
    '471147',
    like.name,
    like.phone,
    like.email,
  ];
  // Up to seven digits may stand in some digest by chance; longer texts may not.
  const leaves = textsIn(view.credit).filter((text) => text.length > 4 && !/^\d{1,7}$/.test(text));
  expect(leaves.length).toBeGreaterThan(3);
  const references = [...like.references.values()].flatMap((one) => Object.values(one));
  const { rows, count } = await rawEntries();
  expect(count).toBeGreaterThan(20);
  const lines = gateway.logLines.join('\n');
  for (const secret of [...secrets, ...leaves, ...references]) {
    expect(rows.includes(secret), `${secret} in an entry`).toBe(false);
    expect(lines.includes(secret), `${secret} in a log line`).toBe(false);
  }
  expect(rows).not.toContain('CANARY-4711');
  expect(lines).not.toMatch(/CANARY-4711|CUST-\d{6}/);
  expect((await trail({ customerId: 'CANARY-4711', kinds: ['RELEASED'] })).map(({ customerId }) => customerId)).toEqual(
    ['CANARY-4711', 'CANARY-4711'],
  );
});

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
