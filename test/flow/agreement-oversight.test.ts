/**
 * What a compliance officer asks before and beside an agreement: what would be lost without it, what is due, what was assessed, and the
 * agreement as a document for somebody else's tools.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Asker, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { codesOf, customerQuery, linesOf, pickCustomer, read, viewOf } from '../support/reading.ts';
import { agreementSteps, AUTHOR, FIRST, MORE, SECOND, TERMS, type Version } from './agreement-steps.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  gateway.partner('pinterest-social').faults.clear();
});
afterAll(() => gateway.close());

interface Impact {
  readonly partner: string;
  readonly customers: number;
  readonly storedRecords: number;
  readonly endingDatasets: readonly string[];
  readonly places: readonly { readonly legalEntity: string; readonly branch: string; readonly customers: number }[];
  readonly losses: readonly {
    readonly application: string;
    readonly purpose: string;
    readonly customers: number;
    readonly fields: readonly { readonly coordinate: string; readonly withheld: number; readonly masked: number }[];
  }[];
}
const askImpact = (id: string, who: Asker = FIRST): Promise<Answer> =>
  gateway.ask(
    who,
    `query ($id: ID!) { agreementImpact(id: $id) { partner customers storedRecords endingDatasets
    places { legalEntity branch customers } losses { application purpose customers fields { coordinate withheld masked } } } }`,
    { id },
  );
const impactOf = async (id: string): Promise<Impact> => read<Impact>(await askImpact(id), 'agreementImpact');

const { propose, step, activated } = agreementSteps(() => gateway);

describe('what would be lost', () => {
  it('counts, in seconds for all customers, by application, purpose, field and branch', async () => {
    const startedAt = performance.now();
    const impact = await impactOf('AGR-MASTERCARD/1');
    expect(performance.now() - startedAt).toBeLessThan(8_000);
    expect(impact.endingDatasets).toEqual(['credit.businessSales', 'credit.score', 'identity.party']);
    const desk = impact.losses.find(({ application, purpose }) => application === 'loan-desk' && purpose === 'CREDIT_DECISION');
    const score = desk?.fields.find(({ coordinate }) => coordinate === 'CreditScore.value');
    expect(score?.withheld).toBe(desk?.customers);
    expect(impact.places.reduce((sum, { customers }) => sum + customers, 0)).toBe(impact.customers);
    expect(impact.losses.map(({ application }) => application)).not.toContain('old-portal');
  }); // prettier-ignore

  it('says what the next requests then find, and nothing that another agreement still covers', async () => {
    const before = await impactOf('AGR-PINTEREST/1');
    expect(before.customers).toBeGreaterThan(0);
    await activated('AGR-PINS', {
      partner: 'pinterest-social',
      grants: [{ ...TERMS.grants[0], coordinates: ['SocialProfile.*'], maxDisclosure: 'ALLOW' }],
    });
    const after = await impactOf('AGR-PINTEREST/1');
    const fieldsOf = ({ losses }: Impact): readonly string[] =>
      losses
        .find(({ application, purpose }) => application === 'loan-desk' && purpose === 'CREDIT_DECISION')
        ?.fields.map(({ coordinate }) => coordinate) ?? [];
    expect(fieldsOf(before)).toContain('SocialProfile.isBusiness');
    expect(fieldsOf(after)).not.toContain('SocialProfile.isBusiness');
    expect(fieldsOf(after)).toContain('SocialAudience.impressions');
    expect(after.endingDatasets).toEqual(['social.activity', 'social.audience']);
    const customer = pickCustomer({ knownTo: ['pinterest-social'], credit: 'GIVEN' });
    const list = await gateway.ask(FIRST, '{ agreements(partner: "pinterest-social") { edges { node { id version state termsHash } } } }');
    const known = read<{ edges: { node: Version }[] }>(list, 'agreements').edges.find(({ node }) => node.id === 'AGR-PINTEREST/1')?.node;
    if (known === undefined) throw new Error('no agreement');
    await step('terminateAgreement', known, FIRST);
    const view = viewOf(await gateway.ask('credit-officer', customerQuery('social { profiles { isBusiness } audience { impressions } }'), { id: customer.id, purpose: 'CREDIT_DECISION' }));
    expect(linesOf(view, 'SocialProfile.isBusiness')[0]).toMatchObject({ outcome: 'ALLOW', agreement: 'AGR-PINS/1' });
    expect(linesOf(view, 'SocialAudience.impressions')[0]).toMatchObject({ outcome: 'WITHHOLD' });
    expect((await impactOf('AGR-PINTEREST/1')).losses).toEqual([]);
  }); // prettier-ignore

  it('is not for everybody, and an unknown agreement is the caller’s mistake', async () => {
    expect(codesOf(await askImpact('AGR-MX/2', 'marketing-analyst'))).toEqual(['FORBIDDEN']);
    for (const id of ['AGR-NONE/1', '', '\u0000', '__proto__/1'])
      expect(codesOf(await askImpact(id))).toEqual(['INVALID_INPUT']);
  });
});

describe('impact assessments', () => {
  interface Shown {
    readonly id: string;
    readonly version: number;
    readonly state: string;
  }
  const SHOWN = '{ id version state author approval { by } withdrawnBecause sources report { reference } }';
  const CONTENT = {
    title: 'Scores for lending', purposes: ['CREDIT_DECISION'], classes: ['C2'], sources: ['mastercard-credit'], validFrom: '2026-01-01T00:00:00Z',
    validUntil: '2028-01-01T00:00:00Z', conclusion: 'Necessary; masked where possible.', report: { reference: 'DMS-9', hash: 'cd'.repeat(32) },
  }; // prettier-ignore
  const write = (who: Asker, differs: object = {}): Promise<Answer> =>
    gateway.ask(who, `mutation ($input: ProposeAssessmentInput!) { proposeAssessment(input: $input) ${SHOWN} }`, {
      input: { ...CONTENT, ...differs },
    });
  const change = (mutation: string, who: Asker, { id, version }: Shown, because?: string): Promise<Answer> =>
    gateway.ask(who, `mutation ($input: ChangeAssessmentInput!) { ${mutation}(input: $input) ${SHOWN} }`, {
      input: { id, expectedVersion: version, because },
    });

  it('are approved by somebody else than their author, withdrawn for good, and told in the trail', async () => {
    expect(codesOf(await write(AUTHOR))).toEqual(['FORBIDDEN']);
    const draft = read<Shown>(await write(FIRST), 'proposeAssessment');
    expect(draft).toMatchObject({ state: 'DRAFT', author: 'zhou.min', approval: null });
    expect(codesOf(await change('approveAssessment', FIRST, draft))).toEqual(['FORBIDDEN']);
    const approved = read<Shown>(await change('approveAssessment', SECOND, draft), 'approveAssessment');
    expect(approved).toMatchObject({ state: 'APPROVED', version: 2, approval: { by: 'erik.strand' } });
    expect(codesOf(await change('approveAssessment', SECOND, draft))).toEqual(['STALE_AGREEMENT']);
    expect(codesOf(await change('withdrawAssessment', SECOND, approved, ' '))).toEqual(['INVALID_INPUT']);
    const gone = read<Shown>(await change('withdrawAssessment', FIRST, approved, 'The model changed.'), 'withdrawAssessment');
    expect(gone).toMatchObject({ state: 'WITHDRAWN', version: 3, withdrawnBecause: 'The model changed.' });
    for (const mutation of ['approveAssessment', 'withdrawAssessment'])
      expect(codesOf(await change(mutation, SECOND, gone, 'Again.'))).toEqual(['INVALID_INPUT']);
    await expect(
      gateway.database.asOwner(`UPDATE facts SET state = 'APPROVED', body = replace(body, '"WITHDRAWN"', '"APPROVED"') WHERE id = '${draft.id}'`),
    ).rejects.toThrow('cannot go from');
    const trail = await gateway.ask('auditor', '{ auditTrail(filter: { kinds: [GOVERNANCE_CHANGED], caller: "zhou.min" }, first: 20) { edges { node { event because } } } }');
    expect(trail.text).toContain('"event":"WITHDRAW_ASSESSMENT","because":"The model changed."');
    const list = await gateway.ask(AUTHOR, '{ assessments(state: WITHDRAWN) { edges { node { id sources } } } }');
    expect(list.text).toContain(draft.id);
    expect(codesOf(await gateway.ask('marketing-analyst', '{ assessments { edges { node { id } } } }'))).toEqual(['FORBIDDEN']);
  }); // prettier-ignore

  it('that say nothing usable are refused with everything that is wrong', async () => {
    const answer = await write(FIRST, {
      title: ' ', purposes: ['NOPE'], classes: [], sources: ['nobody'], validUntil: '2025-01-01T00:00:00Z', conclusion: '', report: { reference: '', hash: 'x' },
    }); // prettier-ignore
    expect(codesOf(answer)).toEqual(['INVALID_INPUT']);
    for (const part of [
      'title',
      'NOPE',
      'classes',
      'nobody',
      'validUntil',
      'conclusion',
      'report.reference',
      'report.hash',
    ])
      expect(answer.errors[0]?.message, part).toContain(part);
  });
});

describe('reminders', () => {
  it('tell what is due and who acts, the most urgent first, and the gauge counts what is overdue', async () => {
    await activated('AGR-DUE', MORE);
    await activated('AGR-SOON', { effectiveUntil: new Date(Date.now() + 20 * 86_400_000).toISOString() });
    const ask = async (withinDays: number) =>
      read<{ kind: string; agreement: string; isOverdue: boolean; whoActs: string; dueAt: string }[]>(
        await gateway.ask(FIRST, `{ agreementReminders(withinDays: ${withinDays}) { kind agreement isOverdue whoActs dueAt } }`),
        'agreementReminders',
      );
    const due = await ask(30);
    expect(due.find(({ agreement, kind }) => agreement === 'AGR-DUE/1' && kind === 'REVIEW')).toMatchObject({ isOverdue: true, whoActs: 'agreement:propose', dueAt: '2026-01-01T00:00:00.000Z' });
    expect(due.find(({ agreement }) => agreement === 'AGR-SOON/1')).toMatchObject({ kind: 'RENEWAL', isOverdue: false });
    expect(due.find(({ agreement }) => agreement === 'AGR-PINTEREST/1')).toMatchObject({ kind: 'RETURN_OR_DELETE', whoActs: 'agreement:operate' });
    expect(due.map(({ dueAt }) => dueAt)).toEqual(due.map(({ dueAt }) => dueAt).toSorted());
    expect((await ask(10)).map(({ agreement }) => agreement)).not.toContain('AGR-SOON/1');
    for (const days of [-1, 366])
      expect(codesOf(await gateway.ask(FIRST, `{ agreementReminders(withinDays: ${days}) { kind } }`))).toEqual(['INVALID_INPUT']);
    expect(codesOf(await gateway.ask('marketing-analyst', '{ agreementReminders { kind } }'))).toEqual(['FORBIDDEN']);
    await gateway.app.tidy();
    const page = await (await fetch(new URL('/metrics', gateway.url))).text();
    expect(page).toContain('gateway_agreement_reminders_overdue{kind="REVIEW"} 1');
    expect(gateway.logLines.filter((line) => line.includes('wait for somebody'))).toHaveLength(1);
  }); // prettier-ignore
});

describe('terms that contradict themselves', () => {
  it.each([
    [{ internalUse: false }, 'internalUse'],
    [{ grants: [{ ...TERMS.grants[0], recipients: ['THIRD_PARTY'] }] }, 'redistribution'],
    [{ derivation: false, grants: [{ ...TERMS.grants[0], actions: ['DERIVE'] }] }, 'derivation'],
    [{ renewal: 'AUTOMATIC' }, 'noticeDays'],
    [{ noticeDays: 731 }, 'noticeDays'],
    [{ endOfTermDays: -1 }, 'endOfTermDays'],
    [{ reviewOn: '2036-01-01' }, 'reviewOn'],
    [{ jurisdiction: 'China' }, 'jurisdiction'],
    [{ assessmentId: 'PIA-none' }, 'PIA-none'],
  ])('%j is refused', async (differs, names) => {
    const answer = await propose('AGR-BAD', differs);
    expect([codesOf(answer), answer.errors[0]?.message]).toEqual([['INVALID_INPUT'], expect.stringContaining(names)]);
  });
});
