/**
 * Two different people approve what a third one wrote. Attacked: the same person by another application, role or token, the author in
 * disguise, approvals of something else than what is signed, and two at once.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readFact } from '../../src/store/fact-reader.ts';
import { editSigned, needsServer } from '../support/database.ts';
import { type Answer, type Asker, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { codesOf, read } from '../support/reading.ts';
import { agreementSteps, AUTHOR, FIRST, SECOND, type Version } from './agreement-steps.ts';

let gateway: TestGateway;
const { propose, step } = agreementSteps(() => gateway);
beforeAll(async () => {
  gateway = await startTestGateway();
  // A second application through which the same people may approve, and a desk that may write and approve.
  await gateway.database.asOwner(`INSERT INTO facts (kind, id, version, hash, body)
    SELECT kind, 'second-console', version, hash, body FROM facts WHERE kind = 'principal' AND id = 'compliance-console'`);
});
afterAll(() => gateway.close());

const elsewhere = (subject: string): Asker => ({ role: 'compliance-officer', application: 'second-console', subject });
const attempt = (mutation: string, { id, version }: Version, who: Asker): Promise<Answer> =>
  gateway.ask(who, `mutation ($input: ChangeAgreementInput!) { ${mutation}(input: $input) { id version state } }`, {
    input: { id, expectedVersion: version, because: 'So be it.' },
  });
const inReview = async (agreementId: string): Promise<Version> =>
  step('submitAgreement', read<Version>(await propose(agreementId), 'proposeAgreement'), AUTHOR);

it('the same person through two applications counts once', async () => {
  const once = await step('approveAgreement', await inReview('AGR-TWO-APPS'), FIRST);
  const again = await attempt('approveAgreement', once, elsewhere('zhou.min'));
  expect([codesOf(again), again.data]).toEqual([['FORBIDDEN'], null]);
  expect((await step('approveAgreement', once, elsewhere('erik.strand'))).state).toBe('APPROVED');
});

it('the author counts never, through whatever role and application, even after another person approved', async () => {
  const once = await step('approveAgreement', await inReview('AGR-AUTHOR'), FIRST);
  for (const application of ['second-console', 'compliance-console']) {
    const answer = await attempt('approveAgreement', once, { role: ['compliance-officer', 'partner-manager'], application, subject: 'paula.mendes' });
    expect([codesOf(answer), answer.data], application).toEqual([['FORBIDDEN'], null]);
  }
}); // prettier-ignore

it('a role that the application is not registered for approves nothing', async () => {
  const review = await inReview('AGR-WRONG-ROLE');
  for (const application of ['partner-desk', 'loan-desk', 'old-portal', 'nowhere']) {
    const answer = await attempt('approveAgreement', review, { role: 'compliance-officer', application, subject: 'mallory' });
    expect([codesOf(answer), answer.data], application).toEqual([['FORBIDDEN'], null]);
  }
}); // prettier-ignore

it('approvals end with the version they were given for: sent back, they are void, and the same two must read again', async () => {
  const once = await step('approveAgreement', await inReview('AGR-VOID'), FIRST);
  const draft = await step('returnAgreement', once, SECOND);
  const review = await step('submitAgreement', draft, AUTHOR);
  expect((await step('approveAgreement', review, SECOND)).state).toBe('IN_REVIEW');
});

it('terms that somebody edited between two approvals get neither the second one nor a signature', async () => {
  const once = await step('approveAgreement', await inReview('AGR-BETWEEN'), FIRST);
  await gateway.database.asOwner(`UPDATE facts SET body = replace(body, '"MASK"', '"ALLOW"') WHERE id = '${once.id}'`);
  const answer = await attempt('approveAgreement', once, SECOND);
  expect([codesOf(answer), answer.errors[0]?.message]).toEqual([['INVALID_INPUT'], expect.stringContaining('not the ones')]);
  const other = await step('approveAgreement', await step('approveAgreement', await inReview('AGR-BEFORE'), FIRST), SECOND);
  await gateway.database.asOwner(`UPDATE facts SET body = replace(body, '"MASK"', '"ALLOW"') WHERE id = '${other.id}'`);
  expect(codesOf(await attempt('signAgreement', other, AUTHOR))).toEqual(['INVALID_INPUT']);
}); // prettier-ignore

it('signed terms with a hash of their own, forged as owner with the trigger off, can neither be activated nor ended in their new form', async () => {
  const agreed = await step('approveAgreement', await step('approveAgreement', await inReview('AGR-FORGED'), FIRST), SECOND);
  const signed = await step('signAgreement', agreed, AUTHOR);
  await editSigned(gateway.database, `UPDATE facts SET body = replace(body, '"MASK"', '"ALLOW"') WHERE id = '${signed.id}'`);
  await gateway.database.asOwner(`UPDATE facts SET hash = encode(sha256(convert_to(body, 'UTF8')), 'hex') WHERE id = '${signed.id}'`);
  expect(codesOf(await attempt('activateAgreement', signed, FIRST))).toEqual(['INVALID_INPUT']);
  expect((await readFact(gateway.database.db, 'agreement', signed.id))?.isIntact).toBe(false);
  const contract = await gateway.ask(FIRST, 'query ($id: ID!) { agreementContract(id: $id) }', { id: signed.id });
  expect(codesOf(contract)).toEqual(['INVALID_INPUT']);
}); // prettier-ignore

it('one person who approves many times at once is counted once', async (ctx) => {
  needsServer(ctx);
  for (let n = 0; n < 5; n += 1) {
    const review = await inReview(`AGR-AT-ONCE-${n}`);
    const askers = [FIRST, elsewhere('zhou.min'), FIRST, elsewhere('zhou.min')];
    const answers = await Promise.all(askers.map((who) => attempt('approveAgreement', review, who)));
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    const fact = await readFact(gateway.database.db, 'agreement', review.id);
    expect([fact?.body.state, fact?.body.approvals.length]).toEqual(['IN_REVIEW', 1]);
  }
});
