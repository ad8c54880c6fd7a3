/**
 * One version of an agreement binds at a time, in whatever order and however closely together its versions are activated.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readFact } from '../../src/store/fact-reader.ts';
import { editSigned, needsServer } from '../support/database.ts';
import { type Answer, type Asker, startTestGateway, type TestGateway } from '../support/gateway.ts';

const MANAGER = 'partner-manager';
const [FIRST, SECOND] = ['zhou.min', 'erik.strand'].map((subject): Asker => ({
  role: 'compliance-officer',
  application: 'compliance-console',
  subject,
})) as [Asker, Asker];
const TERMS = {
  title: 'Scores', partner: 'mastercard-credit', kind: 'PROVIDE', contact: 'x@example.com', effectiveFrom: '2025-01-01T00:00:00Z',
  effectiveUntil: '2035-01-01T00:00:00Z', securityMeasures: 'TLS', breachNoticeHours: 24, residency: 'CN', internalUse: true,
  redistribution: false, derivation: false, endOfTerm: 'DELETE',
  grants: [{ coordinates: ['CreditScore.*'], purposes: ['CREDIT_DECISION'], recipients: ['BANK_INTERNAL'], actions: ['VIEW'],
    maxDisclosure: 'MASK', cacheTtlS: 60, retentionDays: 30 }],
}; // prettier-ignore

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

const step = (mutation: string, asker: Asker, id: string, expectedVersion: number): Promise<Answer> =>
  gateway.ask(asker, `mutation ($input: ChangeAgreementInput!) { ${mutation}(input: $input) { state } }`, {
    input: { id, expectedVersion },
  });

/** Version 5 of the fact: proposed, submitted, approved twice, signed. */
async function signed(agreementId: string): Promise<string> {
  const answer = await gateway.ask(
    MANAGER,
    'mutation ($input: ProposeAgreementInput!) { proposeAgreement(input: $input) { id } }',
    { input: { agreementId, ...TERMS } },
  );
  const { id } = answer.data?.['proposeAgreement'] as unknown as { readonly id: string };
  await step('submitAgreement', MANAGER, id, 1);
  await step('approveAgreement', FIRST, id, 2);
  await step('approveAgreement', SECOND, id, 3);
  expect((await step('signAgreement', MANAGER, id, 4)).data, id).toEqual({ signAgreement: { state: 'SIGNED' } });
  return id;
}

const activate = (id: string): Promise<Answer> => step('activateAgreement', FIRST, id, 5);
const codeOf = ({ errors }: Answer): string | undefined => errors[0]?.extensions.code;
const binding = async (agreementId: string): Promise<readonly number[]> => {
  const versions = await Promise.all(
    [1, 2].map((version) => readFact(gateway.database.db, 'agreement', `${agreementId}/${version}`)),
  );
  return versions.flatMap((fact) =>
    fact?.body.state === 'ACTIVE' && fact.body.supersededFrom === undefined ? [fact.body.termsVersion] : [],
  );
};

it('of two versions activated at the same moment only one binds', async (ctx) => {
  needsServer(ctx);
  for (let n = 0; n < 10; n += 1) {
    const versions = [await signed(`AGR-RACE-${n}`), await signed(`AGR-RACE-${n}`)];
    await Promise.all((n % 2 === 0 ? versions : versions.toReversed()).map(activate));
    expect(await binding(`AGR-RACE-${n}`)).toEqual([2]);
  }
});

it('taking over never gives terms that somebody edited in the database a valid hash', async () => {
  const older = await signed('AGR-EDITED');
  await activate(older);
  const newer = await signed('AGR-EDITED');
  await editSigned(
    gateway.database,
    `UPDATE facts SET body = replace(body, '"title":"Scores"', '"title":"Scored"') WHERE id = '${older}'`,
  );
  expect(codeOf(await activate(newer))).toBe('INVALID_INPUT');
  expect((await readFact(gateway.database.db, 'agreement', older))?.isIntact).toBe(false);
});

it('a consent withdrawn by two people at once is withdrawn for both', async (ctx) => {
  needsServer(ctx);
  const consents = await gateway.database.db.query<{ id: string }>({
    text: `SELECT id FROM facts WHERE kind = 'consent' AND state = 'GRANTED' ORDER BY id LIMIT 10`,
  });
  for (const { id } of consents) {
    const mutation = 'mutation ($input: WithdrawConsentInput!) { withdrawConsent(input: $input) { state } }';
    const answers = await Promise.all([1, 2, 3].map(() => gateway.ask('consent-officer', mutation, { input: { id } })));
    for (const answer of answers) expect(answer.data, answer.text).toEqual({ withdrawConsent: { state: 'WITHDRAWN' } });
  }
});
