/** The demo bank is the same everywhere, obeys the rules of real data, and shows what the gateway can do. */
import { createHash, randomBytes } from 'node:crypto';
import { parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { connectors } from '../../src/cli/loaded-connectors.ts';
import { knownReferences } from '../../src/cli/known-references.ts';
import type { Consent } from '../../src/domain/consent.ts';
import type { FactKind } from '../../src/domain/fact.ts';
import { checkTerms, problemsOfConsent, type Vocabulary } from '../../src/governance/check-terms.ts';
import { problemsWithNotice } from '../../src/governance/notices/fits-notice.ts';
import { readCatalogue } from '../../src/graphql/catalogue.ts';
import { loadSchema } from '../../src/graphql/schema.ts';
import { maskSocialCreditCode } from '../../src/mask/treatments/account.ts';
import { maskEmail } from '../../src/mask/treatments/contact.ts';
import { maskPersonName } from '../../src/mask/treatments/person-name.ts';
import { maskPhone } from '../../src/mask/treatments/phone.ts';
import { maskResidentId } from '../../src/mask/treatments/resident-id.ts';
import { DEMO_PARTNERS } from '../../src/sandbox/demo-bank/agreements.ts';
import { DEMO_CALLERS } from '../../src/sandbox/demo-bank/callers.ts';
import { demoConsentsOf } from '../../src/sandbox/demo-bank/consents.ts';
import { demoNotices } from '../../src/sandbox/demo-bank/notices.ts';
import { demoCustomers } from '../../src/sandbox/demo-bank/customers.ts';
import { demoRules, loadDemoBank } from '../../src/sandbox/demo-bank/load.ts';
import type { FactSeed } from '../../src/sandbox/port.ts';
import { SHOWCASE } from '../../src/sandbox/demo-bank/showcase.ts';
import { createSandboxWorld } from '../../src/sandbox/demo-bank/world.ts';
import { createCustomerStore, createKeyStore } from '../../src/store/customers.ts';
import { readFact } from '../../src/store/fact-reader.ts';
import { changeFact } from '../../src/store/fact-writer.ts';
import { createRuleSeeds } from '../../src/store/rule-seeds.ts';
import type { KeyStore } from '../../src/subjects/port.ts';
import { createRegistry } from '../../src/subjects/registry.ts';
import { createVault } from '../../src/subjects/vault.ts';
import { openTestDatabase } from '../support/database.ts';

const customers = demoCustomers();
const persons = customers.filter(({ kind }) => kind === 'PERSON');
const companies = customers.filter(({ kind }) => kind === 'COMPANY');
const rulesOf = <K extends FactKind>(kind: K) =>
  demoRules('').filter((seed): seed is Extract<FactSeed, { readonly kind: K }> => seed.kind === kind);
const consents = customers.flatMap(({ id }) => demoConsentsOf(id));
const share = (part: readonly unknown[], of: readonly unknown[] = customers): number => part.length / of.length;
const distinct = (texts: readonly (string | undefined)[]): number => new Set(texts).size;

describe('the customers', () => {
  it('are the same on every machine', () => {
    const told = JSON.stringify(customers.map((one) => ({ ...one, references: [...one.references] })));
    expect(createHash('sha256').update(told).digest('hex')).toMatchInlineSnapshot(
      `"62ee859ebcad151b82140503baae36abb64b928fd19a7bc57b7a785e66f6f221"`,
    );
  });

  it('are a thousand, four of five of them persons, in both legal entities and six branches', () => {
    expect(customers.map(({ id }) => id).slice(0, 2)).toEqual(['CUST-000001', 'CUST-000002']);
    expect(distinct(customers.map(({ id }) => id))).toBe(1_000);
    expect(share(persons)).toBeCloseTo(0.8, 1);
    expect(distinct(customers.map(({ legalEntity }) => legalEntity))).toBe(2);
    expect(distinct(customers.map(({ branch }) => branch))).toBe(6);
  });

  it('have numbers that the masks know as what they are', () => {
    const residents = persons.filter(({ legalEntity }) => legalEntity === 'CN-BANK');
    const registered = companies.filter(({ legalEntity }) => legalEntity === 'CN-BANK');
    expect(residents.filter(({ documentNumber }) => maskResidentId(documentNumber ?? '', 'NORMAL') === null)).toEqual(
      [],
    );
    expect(registered.filter((one) => maskSocialCreditCode(one.companyRegistration ?? '') === null)).toEqual([]);
    expect(customers.filter(({ phone }) => maskPhone(phone) === null)).toEqual([]);
    expect(customers.filter(({ email }) => maskEmail(email) === null)).toEqual([]);
    expect(persons.filter(({ name }) => maskPersonName(name) === null)).toEqual([]);
    expect(residents.length).toBeGreaterThan(300);
    expect(registered.length).toBeGreaterThan(40);
    expect(distinct(persons.map(({ documentNumber }) => documentNumber))).toBe(persons.length);
  });

  it('include compound surnames, and mail addresses at domains kept for examples only', () => {
    expect(
      persons.filter(({ familyName }) => familyName.length === 2 && /\p{Script=Han}/u.test(familyName)).length,
    ).toBeGreaterThan(20);
    expect(customers.filter(({ email }) => !/@(example\.(com|net|org)|[a-z0-9-]+\.example)$/.test(email))).toEqual([]);
  });
});

describe('what partners know', () => {
  // Connectors that came later know nobody here: a new one touches its own folder only.
  const known = knownReferences(connectors.filter(({ connector }) => Object.hasOwn(DEMO_PARTNERS, connector.id)));

  it('uses exactly the references that the connectors declare', () => {
    const offences = customers.flatMap(({ references }) =>
      [...references].flatMap(([partner, named]) =>
        Object.entries(named)
          .filter(([name, value]) => known.get(partner)?.has(name) !== true || value === '')
          .map(([name]) => `${partner}:${name}`),
      ),
    );
    expect(offences).toEqual([]);
    for (const [partner, names] of known) {
      const used = new Set(customers.flatMap(({ references }) => Object.keys(references.get(partner) ?? {})));
      expect([...used].sort()).toEqual([...names].sort());
    }
  });

  it('never gives two customers one account, and leaves many out of each partner', () => {
    for (const [partner, name] of [
      ['mx-credit', 'userGuid'],
      ['mastercard-credit', 'customerId'],
      ['bluesky-social', 'actor'],
      ['pinterest-social', 'accessToken'],
    ] as const) {
      // prettier-ignore
      const values = customers.flatMap(({ references }) => references.get(partner)?.[name] ?? []);
      expect(distinct(values)).toBe(values.length);
      expect(values.length).toBeGreaterThan(100);
      expect(values.length).toBeLessThan(700);
    }
    const payRequests = customers.flatMap(
      ({ references }) => references.get('mastercard-credit')?.['payRequestId'] ?? [],
    );
    expect(payRequests.filter((id) => !/^\d{18}$/.test(id))).toEqual([]);
  });

  it('lists sixty tickers, some shared by subsidiaries and owners; each leads to the listed company', () => {
    const world = createSandboxWorld('massive-market');
    const tickers = customers.flatMap(({ ticker }) => ticker ?? []);
    expect(distinct(tickers)).toBe(60);
    expect(tickers.length).toBeGreaterThan(90);
    for (const ticker of new Set(tickers)) {
      const company = customers.find(({ id }) => id === world.customerBy('ticker', ticker)?.id);
      expect(company).toMatchObject({ kind: 'COMPANY', isIssuer: true, ticker });
    }
  });

  it('tells all partners the same numbers, between 0 and 1, evenly spread', () => {
    const [one, other] = [createSandboxWorld('massive-market'), createSandboxWorld('finnhub-market')];
    expect(one.chance('LNTA:price')).toBe(other.chance('LNTA:price'));
    const drawn = Array.from({ length: 10_000 }, (_, i) => one.chance(`topic ${i}`));
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn)).toBeLessThan(1);
    for (let tenth = 0; tenth < 10; tenth += 1)
      expect(drawn.filter((n) => Math.floor(n * 10) === tenth).length).toBeGreaterThan(850);
  });

  it('lets some partners believe in a former address', () => {
    expect(share(customers.filter((one) => one.address !== one.formerAddress))).toBeCloseTo(0.4, 1);
  });
});

describe('the rules', () => {
  const { catalogue } = readCatalogue(loadSchema());
  const types = new Set([...catalogue.keys()].map((coordinate) => coordinate.split('.')[0]));
  const ids = (kind: FactKind) => new Set(rulesOf(kind).map(({ id }) => id));
  const vocabulary: Vocabulary = {
    isCoordinate: (coordinate) => catalogue.has(coordinate as never),
    isGovernedType: (type) => types.has(type),
    isPurpose: (id) => ids('purpose').has(id),
    isPartner: (id) => ids('partner').has(id),
  };

  it('hold terms and consents that governance itself would take', () => {
    for (const { body } of rulesOf('agreement')) checkTerms(body.agreementId, body.terms, vocabulary);
    const now = '2026-01-01T00:00:00.000Z' as Consent['grantedAt'];
    const notices = new Map(
      demoNotices().map((notice) => [
        notice.id,
        { ...notice, kind: 'notice', version: 1, hash: '', isIntact: true } as const,
      ]),
    );
    for (const { body } of consents.filter(({ body }) => body.expiresAt > now))
      expect([
        ...problemsOfConsent(body, now, vocabulary),
        ...problemsWithNotice(notices.get(body.notice.id) ?? null, body),
      ]).toEqual([]);
    expect(consents.length).toBeGreaterThan(1_500);
  });

  it('know their partners by connectors that exist, with an agreement in force', () => {
    expect(connectors.map(({ connector }) => connector.id)).toEqual(expect.arrayContaining([...ids('partner')]));
    const active = rulesOf('agreement').filter(({ body }) => body.state === 'ACTIVE');
    expect(active.map(({ body }) => body.terms.partnerId).sort()).toEqual([...ids('partner')].sort());
    expect(rulesOf('agreement').map(({ body }) => body.state)).toEqual(expect.arrayContaining(['SUSPENDED', 'CLOSED']));
  });

  it('let every caller of the first run in by a role of its application, and never show C3', () => {
    const applications = new Map(rulesOf('principal').map(({ id, body }) => [id, body]));
    for (const { role, application } of DEMO_CALLERS) expect(applications.get(application)?.roles).toContain(role);
    expect(DEMO_CALLERS.filter(({ role }) => role === 'compliance-officer').map(({ subject }) => subject)).toHaveLength(
      2,
    );
    expect(rulesOf('role').filter(({ body }) => body.ceilings.C3 !== 'WITHHOLD')).toEqual([]);
    expect(
      rulesOf('purpose')
        .flatMap(({ body }) => body.roles)
        .filter((role) => !ids('role').has(role)),
    ).toEqual([]);
  });

  it('vary in consent: given, limited, withdrawn, ended, never asked', () => {
    const credit = consents.filter(({ body }) => body.purpose === 'CREDIT_DECISION');
    expect(share(credit)).toBeCloseTo(0.9, 1);
    expect(share(credit.filter(({ body }) => body.state === 'WITHDRAWN'))).toBeCloseTo(0.07, 1);
    expect(credit.some(({ body }) => body.expiresAt < '2026')).toBe(true);
    expect(credit.some(({ body }) => body.state === 'GRANTED' && !body.coordinates.includes('*'))).toBe(true);
  });
});

describe('the showcase', () => {
  it('asks a query that the schema knows', () => {
    expect(validate(loadSchema(), parse(SHOWCASE.query))).toEqual([]);
  });

  it('is known to all six partners', () => {
    const showcase = customers.find(({ id }) => id === SHOWCASE.customerId);
    expect([...(showcase?.references.keys() ?? [])].sort()).toEqual(Object.keys(DEMO_PARTNERS).sort());
    for (const { connector } of connectors) {
      const world = createSandboxWorld(connector.id);
      for (const [name, value] of Object.entries(showcase?.references.get(connector.id) ?? {}))
        expect(world.customerBy(name, value)?.id).toBe(
          connector.kind === 'MARKET' ? SHOWCASE.companyId : SHOWCASE.customerId,
        );
    }
  });
});

describe('loading', () => {
  it('takes under two and a half seconds, and again changes nothing, not even what was changed meanwhile', async () => {
    const test = await openTestDatabase();
    const { db } = test;
    const keyEncryptionKey = { id: 'k', bytes: randomBytes(32) };
    const vaultOver = (keys: KeyStore) => createVault({ keyEncryptionKey, keys, cacheSize: 2_000 });
    const store = createCustomerStore(db);
    const registry = createRegistry({ store, vault: vaultOver(createKeyStore(db)), vaultOver });
    const targets = { registry, rules: createRuleSeeds(db), schemaHash: '' };
    const told: (readonly [number, number])[] = [];
    const before = process.cpuUsage();
    const { customers: loaded } = await loadDemoBank(targets, (...at) => told.push(at));
    // Processor time: other processes of the machine do not count.
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(2_500);
    expect(loaded).toBe(1_000);
    expect(told.at(0)).toEqual([500, 1_000]);
    expect(told.at(-1)).toEqual([1_000, 1_000]);

    const consent = await readFact(db, 'consent', 'CNS-CREDIT-000001');
    if (consent === null) throw new Error('the showcase has no consent');
    const withdrawn = { ...consent.body, state: 'WITHDRAWN' } as const;
    await db.transaction((tx) => changeFact(tx, 'consent', consent.id, consent.version, withdrawn, 'test'));
    expect(await loadDemoBank(targets)).toEqual({ customers: 0, rules: 0, isPolicyRenewed: false });
    expect((await readFact(db, 'consent', consent.id))?.body.state).toBe('WITHDRAWN');
    expect((await readFact(db, 'agreement', 'AGR-MX/2'))?.isIntact).toBe(true);
    await test.close();
  });
});
