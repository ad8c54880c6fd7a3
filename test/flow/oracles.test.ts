/**
 * Nobody finds out who is a customer: an unknown, a foreign and an erased one answer with the same bytes, after the same statements, and so
 * does one in the caller's own scope of whom nothing may be told. By view, list, cursor, error, header, count and class of work.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoConsentId } from '../../src/sandbox/demo-bank/consents.ts';
import { readFact } from '../../src/store/fact-reader.ts';
import { changeFact } from '../../src/store/fact-writer.ts';
import type { Database, Queryable } from '../../src/store/database.ts';
import { type Answer, type Asker, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { pickCustomer, read } from '../support/reading.ts';
import { LEAVES, treeOf, writeSelection } from './query-variants-writer.ts';

/** Written behind requests at times of their own: they belong to no request. */
const BEHIND =
  /^(add-partner-traffic|read-partner-holds|save-partner-circuits|drop-partner-circuits|last-partner-answers|(changed|insert|update)-answer-shapes?)$/;

let statements: string[] = [];
const note = (on: Queryable): Queryable => ({
  query: (statement) => {
    const name = statement.name ?? statement.text;
    if (!BEHIND.test(name)) statements.push(name);
    return on.query(statement);
  },
});
const noting = (database: Database): Database => ({
  ...database,
  ...note(database),
  transaction: (work) => database.transaction((tx) => work({ ...tx, ...note(tx) })),
});

/** The desk of two branches in China; it may record consents as well. */
const DESK: Asker = { role: ['credit-officer', 'consent-officer'], application: 'branch-desk', subject: 'he.jing' };
const HERE = 'CN-SHANGHAI';

const IDS = {
  unknown: 'CUST-999999',
  foreign: pickCustomer({ kind: 'PERSON', knownTo: ['mx-credit'], credit: 'GIVEN', branch: 'US-NEW-YORK' }).id,
  erased: pickCustomer({ kind: 'PERSON', knownTo: ['mx-credit'], credit: 'GIVEN', branch: HERE }).id,
  unasked: pickCustomer({ kind: 'PERSON', knownTo: ['mx-credit'], credit: 'NEVER_ASKED', branch: HERE }).id,
} as const;
type Class = keyof typeof IDS;
const HIDDEN = ['unknown', 'foreign', 'erased'] as const;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ through: noting, chores: 'ON_DEMAND' });
  const { db } = gateway.database;
  const subject = await readFact(db, 'subject', IDS.erased);
  const desk = await readFact(db, 'principal', 'branch-desk');
  if (subject === null || desk === null) throw new Error('the demo bank lacks what this test is about');
  await db.transaction(async (tx) => {
    await changeFact(tx, 'subject', IDS.erased, subject.version, { ...subject.body, state: 'ERASED' }, 'test');
    const roles = [...desk.body.roles, 'consent-officer'];
    await changeFact(tx, 'principal', 'branch-desk', desk.version, { ...desk.body, roles }, 'test');
  });
});
afterAll(() => gateway.close());

interface Seen {
  readonly status: number;
  readonly text: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly statements: readonly string[];
  readonly calls: number;
}

const calls = (): number => ['mx-credit', 'mastercard-credit', 'bluesky-social', 'pinterest-social'].reduce((sum, id) => sum + gateway.partner(id).calls.count(), 0); // prettier-ignore

/** All that a caller can see, and the work that was done for it; the id itself and the request's own marks taken out. */
async function look(who: Asker, query: string, variables: object, secret: string): Promise<Seen> {
  statements = [];
  const before = calls();
  const answer: Answer = await gateway.ask(who, query, variables, { 'x-request-id': 'the-same' });
  const told = [...answer.headers]
    .filter(([name]) => name !== 'date' && name !== 'content-length')
    .map(([name, value]) => [name, value] as const);
  const text = secret === '' ? answer.text : answer.text.replaceAll(secret, '<id>');
  expect(Number(answer.headers.get('content-length'))).toBe(Buffer.byteLength(answer.text));
  return { status: answer.status, text, headers: told, statements, calls: calls() - before };
}

/**
 * After somebody else was looked at, so that nothing is cold; then each twice, because what is kept in memory after the first look must be no
 * oracle either. All looks of one kind must be equal, the first and the second.
 */
async function expectAlike(ways: readonly Class[], one: (id: string) => Promise<Seen>): Promise<Seen> {
  await one(`CUST-${(strangers += 1)}`);
  const firsts: Seen[] = [];
  for (const way of ways) firsts.push(await one(IDS[way]));
  const [first] = firsts;
  if (first === undefined) throw new Error('nothing was looked at');
  const differences = firsts.flatMap((other, i) => differing(first, other).map((what) => `${ways[i]}: ${what}`));
  expect(differences).toEqual([]);
  for (const way of ways) expect(differing(first, await one(IDS[way]))).toEqual([]);
  return first;
}

/** Names what differs, and of texts only the place: whole ones would fill pages. */
function differing(one: Seen, other: Seen): readonly string[] {
  const at = [...one.text].findIndex((character, i) => character !== other.text[i]);
  return [
    ...(one.text === other.text
      ? []
      : [
          `text: …${one.text.slice(Math.max(0, at - 60), at + 60)}… and …${other.text.slice(Math.max(0, at - 60), at + 60)}…`,
        ]),
    ...(['status', 'headers', 'statements', 'calls'] as const).flatMap((part) =>
      JSON.stringify(one[part]) === JSON.stringify(other[part])
        ? []
        : [`${part}: ${JSON.stringify(one[part])} and ${JSON.stringify(other[part])}`],
    ),
  ];
}

/** Of nobody; a new one each time, as customers are. */
let strangers = 900_000;

const PURPOSES = ['CREDIT_DECISION', 'RELATIONSHIP_MANAGEMENT', 'FRAUD_PREVENTION', 'MARKETING', 'NO_SUCH_PURPOSE'];
const ACCOUNT = `disclosures { coordinate outcome reasons treatment partner asOf fetchedAt cache ageS isEmpty agreement consent survivedBy }
  gaps { partner dataset fields code retryAfterMs servedStale budget { meter left } } conflicts { coordinate partner value }`;
const selection = (isWanted: (coordinate: string) => boolean): string =>
  `id ${writeSelection(treeOf(LEAVES.filter(({ coordinate }) => isWanted(coordinate))), () => 0).fields} ${ACCOUNT}`;
const EVERYTHING = selection(() => true);
const PERSONAL = selection(
  (coordinate) => !/^(MarketProfile|Quote|Ratios|CurrencyRate|MacroIndicators|Sentiment)\./.test(coordinate),
);

const EVERYBODY = Object.keys(IDS) as Class[];

/** What the bank's own rules withhold from everybody says nothing of a customer: it stands beside NOT_PERMITTED for one in scope. */
const withoutRules = (seen: Seen): Seen => ({
  ...seen,
  text: seen.text.replaceAll('"AGREEMENT_FIELD_OUT_OF_SCOPE","NOT_PERMITTED"', '"NOT_PERMITTED"'),
});

describe('a view', () => {
  const viewOf = (id: string, purpose: string, fields: string): Promise<Seen> =>
    look(
      DESK,
      `query ($id: ID!, $purpose: ID!) { customer(id: $id, purpose: $purpose) { ${fields} } }`,
      { id, purpose },
      id,
    );

  it.each(PURPOSES)('for %s is the same of an unknown, a foreign and an erased customer', async (purpose) => {
    const seen = await expectAlike(HIDDEN, (id) => viewOf(id, purpose, EVERYTHING));
    expect([seen.status, seen.calls]).toEqual([200, 0]);
    expect(seen.text).not.toMatch(/SUBJECT_|CONSENT_|"PERSON"/);
  });

  it('is the same of a customer in scope who was never asked, as far as it is personal', async () => {
    const seen = await expectAlike(EVERYBODY, async (id) =>
      withoutRules(await viewOf(id, 'CREDIT_DECISION', PERSONAL)),
    );
    expect(seen.text).toContain('NOT_PERMITTED');
  });

  it('of some of them in a list is the same wherever they stand', async () => {
    const query = `query ($ids: [ID!]!) { customers(ids: $ids, purpose: "CREDIT_DECISION") { ${selection((one) => /^Identity/.test(one))} } }`;
    const listOf = (id: string): Promise<Seen> =>
      look(DESK, query, { ids: ['CUST-999991', id, 'CUST-999992', id] }, id);
    const { text } = await expectAlike(EVERYBODY, listOf);
    const { customers } = (JSON.parse(text) as { data: { customers: readonly { id: string }[] } }).data;
    expect(customers.map(({ id }) => id)).toEqual(['CUST-999991', '<id>', 'CUST-999992', '<id>']);
    expect(text).not.toContain('customers.1.');
  });

  it('to an application that nobody registered, and to one that is switched off, is the same of everybody', async () => {
    for (const application of ['no-such-application', 'old-portal']) {
      const who: Asker = { role: 'credit-officer', application, subject: 'x' };
      const query = `query ($id: ID!) { customer(id: $id, purpose: "CREDIT_DECISION") { ${EVERYTHING} } }`;
      await expectAlike(EVERYBODY, (id) => look(who, query, { id }, id));
    }
  });
});

describe('consents', () => {
  it('of an unknown, a foreign, an erased and a never asked customer are the same empty list, on every page', async () => {
    const query = 'query ($id: ID!, $after: String) { consents(customerId: $id, first: 1, after: $after) { edges { cursor node { id } } pageInfo { hasNextPage endCursor } } }'; // prettier-ignore
    const cursor = Buffer.from('consent:CNS-CREDIT-000001').toString('base64url');
    for (const after of [null, cursor, 'no cursor']) {
      await expectAlike(EVERYBODY, (id) => look(DESK, query, { id, after }, id));
    }
  });

  it('cannot be recorded of an unknown, a foreign or an erased customer, with the same words whatever else is wrong', async () => {
    const mutation = 'mutation ($input: GrantConsentInput!) { grantConsent(input: $input) { id state } }';
    const good = {
      purpose: 'CREDIT_DECISION', coordinates: ['*'], recipients: ['BANK_INTERNAL'], form: 'WRITTEN', noticeId: 'NOTICE-CREDIT-DECISION',
      noticeVersion: 1, noticeLanguage: 'zh-CN', expiresAt: '2033-01-01T00:00:00Z', expressedBy: 'signed',
    }; // prettier-ignore
    const wrongs = [{}, { purpose: 'NO_SUCH' }, { purpose: 'CUSTOMER_SERVICE' }, { coordinates: ['No.such'] }, { sources: ['no-such'] }, { expiresAt: '2001-01-01T00:00:00Z' }]; // prettier-ignore
    for (const wrong of wrongs) {
      const grant = (id: string): Promise<Seen> =>
        look(DESK, mutation, { input: { ...good, ...wrong, customerId: id } }, id);
      expect((await expectAlike(HIDDEN, grant)).text, JSON.stringify(wrong)).toContain('INVALID_INPUT');
    }
  });

  it('cannot be withdrawn by guessing ids: one that nobody has and one of a foreign or erased customer read alike', async () => {
    const mutation = 'mutation ($id: ID!) { withdrawConsent(input: { id: $id }) { id state } }';
    const withdraw = (customerId: string): Promise<Seen> => {
      const id = demoConsentId(customerId, 'CREDIT_DECISION');
      return look(DESK, mutation, { id }, id);
    };
    expect((await expectAlike(HIDDEN, withdraw)).text).toContain('INVALID_INPUT');
    const consent = await readFact(gateway.database.db, 'consent', demoConsentId(IDS.foreign, 'CREDIT_DECISION'));
    expect(consent?.body.state).toBe('GRANTED');
  });
});

describe('whoever may not read the log', () => {
  it('is refused with the same words whomever a filter names', async () => {
    const query = 'query ($filter: AuditFilter) { auditTrail(filter: $filter) { edges { cursor } } }';
    for (const filterOf of [
      (id: string) => ({ customerId: id }),
      (id: string) => ({ consent: demoConsentId(id, 'CREDIT_DECISION') }),
    ]) {
      // A refusal is logged together with others of its kind, whenever that is: the statements belong to no single request.
      const seen = await expectAlike(EVERYBODY, async (id) => ({
        ...(await look(DESK, query, { filter: filterOf(id) }, id)),
        statements: [],
      }));
      expect(seen.text).toContain('FORBIDDEN');
    }
  });

  it('learns no name from the metrics, whoever was asked about', async () => {
    const metrics = await (await fetch(gateway.url.replace('/graphql', '/metrics'))).text();
    for (const id of Object.values(IDS)) expect(metrics).not.toContain(id);
    expect(metrics).not.toMatch(/SUBJECT_|CONSENT_/);
  });

  it('sees the same state of the partners before and after asking about any of them', async () => {
    const query = '{ partners { edges { node { id state } } } agreements { edges { node { id state } } } }';
    const risk: Asker = { role: 'risk-analyst', application: 'risk-desk', subject: 'r' };
    const before = await look(risk, query, {}, '');
    for (const id of Object.values(IDS))
      read(
        await gateway.ask(DESK, `{ customer(id: "${id}", purpose: "CREDIT_DECISION") { ${PERSONAL} } }`),
        'customer',
      );
    expect((await look(risk, query, {}, '')).text).toBe(before.text);
  });
});
