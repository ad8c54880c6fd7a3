/**
 * Production from nothing: a new database serves nobody until README's rules are imported, customers are imported, an agreement was
 * agreed and the customer consented. Everything after the imports goes over HTTP, and the running gateway needs no restart.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectors } from '../../src/cli/loaded-connectors.ts';
import { createCustomerRegistry, createLogEntries } from '../../src/app.ts';
import { checkFile, customersIn, openFile } from '../../src/cli/import-passes.ts';
import { knownReferences } from '../../src/cli/known-references.ts';
import { readRules } from '../../src/cli/read-rules.ts';
import { recordRules } from '../../src/cli/record-rules.ts';
import { createKeyStore } from '../../src/store/customers.ts';
import { createVault } from '../../src/subjects/vault.ts';
import { consentInput } from '../support/consent-input.ts';
import { type Answer, type Asker, KEK, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { codesOf, customerQuery, linesOf, pickCustomer, read, viewOf, type View } from '../support/reading.ts';
import { ROOT } from '../support/source-files.ts';
import { runningSchema } from '../../src/graphql/running-schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'new-bank-'));
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ bank: 'empty' });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await gateway.close();
});

const desk = (role: string, subject: string): Asker => ({ role, application: 'bank-desk', subject });
const OFFICER = desk('credit-officer', 'olga.officer');
const MANAGER = desk('partner-manager', 'mo.manager');
const [FIRST, SECOND] = [desk('compliance-officer', 'cy.first'), desk('compliance-officer', 'cy.second')];

/** The partner's simulator knows the references of demo customers; the bank calls its customer as it likes. */
const { references } = pickCustomer({ kind: 'PERSON', knownTo: ['mx-credit'] });
const { userGuid = '', memberGuid = '' } = references.get('mx-credit') ?? {};

const ask = async (): Promise<View> =>
  viewOf(
    await gateway.ask(OFFICER, customerQuery('identity { name } credit { cashFlow { monthlyIncome } }'), {
      id: 'C-1',
      purpose: 'CREDIT_DECISION',
    }),
  );
const reasonsOf = (view: View): readonly string[] => [...new Set(view.disclosures.flatMap(({ reasons }) => reasons))];

async function importRules(): Promise<void> {
  const example =
    /```yaml\n(# rules\.yaml\n[\s\S]*?)```/.exec(readFileSync(join(ROOT, 'README.md'), 'utf8'))?.[1] ?? '';
  const { db } = gateway.database;
  const vault = createVault({ keyEncryptionKey: KEK, keys: createKeyStore(db), cacheSize: 1 });
  const file = readRules(example, new Map(connectors.map(({ connector }) => [connector.id, connector])));
  const running = runningSchema();
  const entries = await createLogEntries(vault, running.schemaHash);
  const about = { by: 'ada.admin', second: 'bo.second', requestId: 'import-1', ...running, entries };
  expect(await recordRules(db, file, about)).toMatchObject({ isFirst: true, change: { body: { state: 'IN_FORCE' } } });
}

async function importCustomer(): Promise<void> {
  const path = join(folder, 'customers.csv');
  const columns = 'id,kind,legal_entity,branch,name,ref:mx-credit:userGuid,ref:mx-credit:memberGuid';
  writeFileSync(path, `${columns}\nC-1,PERSON,CN-BANK,CN-SHANGHAI,Nan Wu,${userGuid},${memberGuid}\n`);
  const file = openFile(path, { known: knownReferences(connectors), errorsFile: undefined });
  const { good } = await checkFile(file);
  const loaded = await customersIn(file, good, createCustomerRegistry(gateway.database.db, KEK));
  expect(loaded).toMatchObject({ customers: 1, added: 1 });
}

const TERMS = {
  agreementId: 'AGR-MX', title: 'Cash flow', partner: 'mx-credit', kind: 'PROVIDE', contact: 'desk@mx.example',
  effectiveFrom: '2025-01-01T00:00:00Z', effectiveUntil: '2034-01-01T00:00:00Z', securityMeasures: 'TLS', breachNoticeHours: 48,
  residency: 'CN', internalUse: true, redistribution: false, derivation: false, endOfTerm: 'DELETE',
  grants: [{
    coordinates: ['CashFlow.*'], purposes: ['CREDIT_DECISION'], recipients: ['BANK_INTERNAL'], actions: ['VIEW'],
    maxDisclosure: 'ALLOW', cacheTtlS: 3_600, retentionDays: 30,
  }],
}; // prettier-ignore

const change = (who: Asker, field: string, type: string, input: object): Promise<Answer> =>
  gateway.ask(who, `mutation ($input: ${type}!) { ${field}(input: $input) { id version state } }`, { input });

async function agree(): Promise<void> {
  const proposed = await change(MANAGER, 'proposeAgreement', 'ProposeAgreementInput', TERMS);
  let agreement = read<{ id: string; version: number; state: string }>(proposed, 'proposeAgreement');
  const steps = [
    ['submit', MANAGER], ['approve', FIRST], ['approve', SECOND], ['sign', MANAGER], ['activate', FIRST],
  ] as const; // prettier-ignore
  for (const [step, who] of steps) {
    const input = { id: agreement.id, expectedVersion: agreement.version };
    const answer = await change(who, `${step}Agreement`, 'ChangeAgreementInput', input);
    agreement = read(answer, `${step}Agreement`);
  }
  expect(agreement).toMatchObject({ id: 'AGR-MX/1', state: 'ACTIVE' });
}

const consent = (): Promise<Answer> =>
  change(
    desk('consent-officer', 'con.officer'),
    'grantConsent',
    'GrantConsentInput',
    consentInput('C-1', { noticeId: 'N-1', noticeLanguage: 'en' }),
  );

async function publishNotice(): Promise<void> {
  const input = {
    id: 'N-1', title: 'Your data in a credit decision', purposes: ['CREDIT_DECISION'], coordinates: ['*'], recipients: ['BANK_INTERNAL'],
    texts: [{ language: 'en', text: 'We ask data partners about you.' }], method: 'decided by a person', withdrawal: 'in any branch',
  }; // prettier-ignore
  const query = 'mutation ($input: PublishNoticeInput!) { publishNotice(input: $input) { acceptedFrom } }';
  expect(read<object>(await gateway.ask(FIRST, query, { input }), 'publishNotice')).toEqual({ acceptedFrom: 1 });
}

it('a new bank goes from refusing everybody to a served query, a step at a time', async () => {
  const before = await ask();
  expect(before).toMatchObject({ identity: null, credit: null, gaps: [] });
  expect(codesOf(await change(MANAGER, 'proposeAgreement', 'ProposeAgreementInput', TERMS))).toEqual(['FORBIDDEN']);

  await importRules();
  expect(reasonsOf(await ask())).toEqual(['NOT_PERMITTED']);

  await importCustomer();
  const unbound = await ask();
  expect(linesOf(unbound, 'CashFlow.monthlyIncome')[0]).toMatchObject({ outcome: 'WITHHOLD' });

  await agree();
  expect(await ask()).toMatchObject({ identity: null, credit: null, gaps: [] });
  expect(gateway.partner('mx-credit').calls.count()).toBe(0);

  expect(codesOf(await consent())).toEqual(['INVALID_INPUT']);
  await publishNotice();
  expect(read<object>(await consent(), 'grantConsent')).toMatchObject({ state: 'GRANTED' });
  const served = await ask();
  expect(served).toMatchObject({ id: 'C-1', identity: { name: 'Nan Wu' }, gaps: [] });
  expect(served.credit?.['cashFlow']).toMatchObject({ monthlyIncome: expect.stringMatching(/^\d+/) as string });
  expect(linesOf(served, 'CashFlow.monthlyIncome')).toMatchObject([
    { outcome: 'ALLOW', partner: 'mx-credit', agreement: 'AGR-MX/1', cache: 'LIVE' },
  ]);

  const query =
    '{ auditTrail(filter: { caller: "bo.second" }, first: 100) { edges { node { kind event target application } } } }';
  const trail = read<{ edges: { node: object }[] }>(await gateway.ask(FIRST, query), 'auditTrail');
  expect(trail.edges.map(({ node }) => node)).toContainEqual({
    kind: 'GOVERNANCE_CHANGED', event: 'IMPORT_PURPOSE', target: 'purpose:CREDIT_DECISION', application: 'rules:import',
  }); // prettier-ignore
});
