/**
 * An agreement from its first draft to its end: nobody decides alone, each step is in the trail, and what is suspended or replaced
 * serves nothing from the next request on.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { SHOWCASE } from '../../src/sandbox/demo-bank/showcase.ts';
import { type Answer, type Asker, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { codesOf, customerQuery, linesOf, read, viewOf, type View } from '../support/reading.ts';

interface Shown {
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly author: string;
  readonly approvals: readonly { readonly by: string }[];
  readonly signedAt: string | null;
  readonly suspendedBecause: string | null;
  readonly termsHash: string;
}

const SHOWN = '{ id state version author approvals { by at } signedAt suspendedBecause termsHash }';
const STEPS = ['submit', 'approve', 'return', 'sign', 'activate', 'suspend'] as const;
type Step = (typeof STEPS)[number];

const AUTHOR: Asker = { role: 'partner-manager', application: 'partner-desk', subject: 'paula.mendes' };
const FIRST: Asker = { role: 'compliance-officer', application: 'compliance-console', subject: 'zhou.min' };
const SECOND: Asker = { role: 'compliance-officer', application: 'compliance-console', subject: 'erik.strand' };
const ACTOR: Readonly<Record<Step, Asker>> = {
  submit: AUTHOR, approve: FIRST, return: FIRST, sign: AUTHOR, activate: FIRST, suspend: FIRST,
}; // prettier-ignore

const TERMS = {
  agreementId: 'AGR-BLUESKY', title: 'Public profiles, third edition', partner: 'bluesky-social', kind: 'PROVIDE', contact: 'desk@bluesky.example',
  effectiveFrom: '2025-01-01T00:00:00Z', effectiveUntil: '2034-01-01T00:00:00Z', securityMeasures: 'TLS', breachNoticeHours: 48,
  residency: 'CN', internalUse: true, redistribution: false, derivation: true, endOfTerm: 'DELETE',
  grants: [{
    coordinates: ['SocialProfile.*', 'SocialActivity.*'], purposes: ['CREDIT_DECISION'], recipients: ['BANK_INTERNAL'], actions: ['VIEW'],
    maxDisclosure: 'ALLOW', cacheTtlS: 3_600, retentionDays: 30,
  }],
}; // prettier-ignore

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

const propose = (differs: object = {}, who: Asker = AUTHOR): Promise<Answer> =>
  gateway.ask(who, `mutation ($input: ProposeAgreementInput!) { proposeAgreement(input: $input) ${SHOWN} }`, {
    input: { ...TERMS, ...differs },
  });
const proposed = async (differs: object = {}): Promise<Shown> =>
  read<Shown>(await propose(differs), 'proposeAgreement');

const attempt = (
  step: Step,
  { id, version }: Pick<Shown, 'id' | 'version'>,
  who: Asker = ACTOR[step],
): Promise<Answer> =>
  gateway.ask(who, `mutation ($input: ChangeAgreementInput!) { ${step}Agreement(input: $input) ${SHOWN} }`, {
    input: { id, expectedVersion: version, because: step === 'suspend' || step === 'return' ? 'Under review.' : null },
  });
const take = async (step: Step, agreement: Pick<Shown, 'id' | 'version'>, who: Asker = ACTOR[step]): Promise<Shown> =>
  read<Shown>(await attempt(step, agreement, who), `${step}Agreement`);

const approved = async (draft: Shown): Promise<Shown> =>
  take('approve', await take('approve', await take('submit', draft)), SECOND);
const activated = async (draft: Shown): Promise<Shown> => take('activate', await take('sign', await approved(draft)));

const refusals = async (caller: string): Promise<number> => {
  const query =
    'query ($caller: String) { auditTrail(filter: { kinds: [REFUSED], caller: $caller }, first: 100) { edges { node { event } } } }';
  const answer = await gateway.ask('auditor', query, { caller });
  return read<{ edges: unknown[] }>(answer, 'auditTrail').edges.length;
};

describe('nobody decides alone', () => {
  it('only a partner manager may propose, and the refusal is in the trail', async () => {
    const answer = await propose({}, { ...(FIRST as object), subject: 'eve.compliance' } as Asker);
    expect([codesOf(answer), answer.data]).toEqual([['FORBIDDEN'], null]);
    expect(await refusals('eve.compliance')).toBe(1);
  });

  it('the author cannot approve, whatever other roles the author has', async () => {
    const review = await take('submit', await proposed({ agreementId: 'AGR-ALONE' }));
    const same = { role: 'compliance-officer', application: 'compliance-console', subject: 'paula.mendes' };
    const answer = await attempt('approve', review, same);
    expect([codesOf(answer), answer.data]).toEqual([['FORBIDDEN'], null]);
    expect(await refusals('paula.mendes')).toBe(1);
  });

  it('one person cannot approve twice', async () => {
    const review = await take('submit', await proposed({ agreementId: 'AGR-TWICE' }));
    const once = await take('approve', review, { ...(FIRST as object), subject: 'ada.twice' } as Asker);
    expect(once.state).toBe('IN_REVIEW');
    const answer = await attempt('approve', once, { ...(FIRST as object), subject: 'ada.twice' } as Asker);
    expect([codesOf(answer), answer.data]).toEqual([['FORBIDDEN'], null]);
    expect(await refusals('ada.twice')).toBe(1);
  });

  test.each([
    ['submit', FIRST], ['approve', AUTHOR], ['return', AUTHOR], ['sign', FIRST], ['activate', AUTHOR], ['suspend', AUTHOR],
  ] as const)('%s is refused to the other side', async (step, who) => {
    const answer = await attempt(step, { id: 'AGR-MX/2', version: 1 }, who);
    expect([codesOf(answer), answer.data]).toEqual([['FORBIDDEN'], null]);
  }); // prettier-ignore

  it('sending an agreement back makes its approvals void', async () => {
    const review = await take('submit', await proposed({ agreementId: 'AGR-BACK' }));
    const half = await take('approve', review);
    const draft = await take('return', half, SECOND);
    expect(draft).toMatchObject({ state: 'DRAFT', approvals: [] });
    const again = await take('approve', await take('submit', draft), SECOND);
    expect(again).toMatchObject({ state: 'IN_REVIEW', approvals: [{ by: 'erik.strand' }] });
  });
});

describe('a step out of order', () => {
  const ALLOWED: Readonly<Record<string, readonly Step[]>> = {
    DRAFT: ['submit'], IN_REVIEW: ['approve', 'return'], APPROVED: ['sign'], SIGNED: ['activate'], ACTIVE: ['suspend'], SUSPENDED: ['activate'],
  }; // prettier-ignore

  it('is refused in every state, names what is possible and changes nothing', async () => {
    const walk: readonly ((agreement: Shown) => Promise<Shown>)[] = [
      async (draft) => draft,
      (draft) => take('submit', draft),
      async (review) => take('approve', await take('approve', review), SECOND),
      (agreed) => take('sign', agreed),
      (signed) => take('activate', signed),
      (active) => take('suspend', active),
    ];
    let agreement = await proposed({ agreementId: 'AGR-ORDER', partner: 'massive-market' });
    const seen: string[] = [];
    for (const next of walk) {
      agreement = await next(agreement);
      seen.push(agreement.state);
      for (const step of STEPS.filter((one) => !ALLOWED[agreement.state]?.includes(one))) {
        const answer = await attempt(step, agreement, step === 'approve' ? SECOND : ACTOR[step]);
        expect([codesOf(answer), answer.data], `${step} of ${agreement.state}`).toEqual([['INVALID_INPUT'], null]);
        expect(answer.errors[0]?.message).toContain(agreement.state);
      }
    }
    expect(seen).toEqual(Object.keys(ALLOWED));
  });

  it('or on a version that somebody changed meanwhile is STALE_AGREEMENT, to be read again', async () => {
    const draft = await proposed({ agreementId: 'AGR-STALE' });
    await take('submit', draft);
    const answer = await attempt('submit', draft);
    expect([answer.status, codesOf(answer), answer.data]).toEqual([200, ['STALE_AGREEMENT'], null]);
    expect(answer.errors[0]?.message).toContain('version 2');
  });

  it('or without the reason it needs is refused', async () => {
    const query = 'mutation { suspendAgreement(input: { id: "AGR-MX/2", expectedVersion: 1, because: "  " }) { id } }';
    const answer = await gateway.ask(FIRST, query);
    expect(codesOf(answer)).toEqual(['INVALID_INPUT']);
    expect(answer.errors[0]?.message).toContain('because');
  });

  test.each(['AGR-NONE/1', 'AGR-MX', '', '__proto__', 'AGR-MX/2\u0000', '\ud800'])(
    'on %j, which does not exist, is the caller’s mistake',
    async (id) => {
      const answer = await attempt('submit', { id, version: 1 });
      expect([answer.data, codesOf(answer)]).toEqual([null, ['INVALID_INPUT']]);
      expect(answer.status).toBeLessThanOrEqual(400);
    },
  );
});

it('bad terms are refused with everything that is wrong with them, and nothing is written', async () => {
  const answer = await propose({
    agreementId: 'AGR BAD', title: ' ', partner: 'nobody', contact: '', securityMeasures: '', residency: 'China', breachNoticeHours: 0,
    effectiveUntil: '2024-01-01T00:00:00Z',
    grants: [{ ...TERMS.grants[0], coordinates: ['Social.*', 'Identity.shoeSize'], purposes: ['CURIOSITY'], recipients: [], actions: [], cacheTtlS: -1, retentionDays: 4_000 }],
  }); // prettier-ignore
  expect([answer.status, codesOf(answer), answer.data]).toEqual([200, ['INVALID_INPUT'], null]);
  for (const part of [
    'agreementId', 'title', 'nobody', 'contact', 'securityMeasures', 'residency', 'breachNoticeHours', 'effectiveUntil', 'Social.*', 'shoeSize',
    'CURIOSITY', 'recipients', 'actions', 'cacheTtlS', 'retentionDays',
  ]) expect(answer.errors[0]?.message, part).toContain(part); // prettier-ignore
  const list = await gateway.ask(AUTHOR, '{ agreements(first: 100, state: DRAFT) { edges { node { title } } } }');
  expect(list.text).not.toContain('nobody');
});

describe('from draft to service', () => {
  const SELECTION = 'social { profiles { about } activity { likesReceived } }';
  const ask = async (): Promise<View> =>
    viewOf(await gateway.ask('credit-officer', customerQuery(SELECTION), SHOWCASE.variables));
  const likes = (view: View): unknown => linesOf(view, 'SocialActivity.likesReceived')[0];
  const calls = (): number => gateway.partner('bluesky-social').calls.count();

  beforeEach(() => gateway.partner('pinterest-social').faults.clear());

  it('a newer version serves once it is active, takes over, and holding it never brings the old one back', async () => {
    expect(likes(await ask())).toMatchObject({ outcome: 'WITHHOLD', reasons: ['AGREEMENT_FIELD_OUT_OF_SCOPE'] });
    let agreement = await proposed();
    expect(agreement).toMatchObject({ id: 'AGR-BLUESKY/3', state: 'DRAFT', author: 'paula.mendes', approvals: [] });
    agreement = await approved(agreement);
    expect(agreement).toMatchObject({ state: 'APPROVED', approvals: [{ by: 'zhou.min' }, { by: 'erik.strand' }] });
    agreement = await take('sign', agreement);
    expect(agreement.signedAt).toMatch(/Z$/);
    expect(likes(await ask())).toMatchObject({ outcome: 'WITHHOLD' });
    expect(calls()).toBe(0);

    agreement = await take('activate', agreement);
    const served = await ask();
    expect(likes(served)).toMatchObject({
      outcome: 'ALLOW',
      partner: 'bluesky-social',
      agreement: 'AGR-BLUESKY/3',
      cache: 'LIVE',
    });
    expect(served.social?.['activity']).toMatchObject([{ likesReceived: expect.any(Number) as number }]);
    const older = viewOf(
      await gateway.ask('credit-officer', customerQuery('social { audience { followers } }'), SHOWCASE.variables),
    );
    expect(linesOf(older, 'SocialAudience.followers').find(({ partner }) => partner === 'bluesky-social')).toMatchObject({
      outcome: 'WITHHOLD', reasons: ['AGREEMENT_EXPIRED'],
    }); // prettier-ignore

    await gateway.app.partners.drain();
    const asked = calls();
    agreement = await take('suspend', agreement);
    const held = await ask();
    expect(held.social?.['activity'] ?? null).toBeNull();
    expect(likes(held)).toMatchObject({ outcome: 'WITHHOLD' });
    expect(JSON.stringify(likes(held))).toContain('AGREEMENT_NOT_ACTIVE');
    expect(calls()).toBe(asked);

    for (const old of ['AGR-BLUESKY/1', 'AGR-BLUESKY/2']) {
      const list = await gateway.ask(
        FIRST,
        '{ agreements(partner: "bluesky-social", first: 100) { edges { node { id version state } } } }',
      );
      const found = read<{ edges: { node: Shown }[] }>(list, 'agreements').edges.find(
        ({ node }) => node.id === old,
      )?.node;
      if (found === undefined) throw new Error(`no ${old}`);
      if (found.state === 'ACTIVE') await take('suspend', found).then((after) => Object.assign(found, after));
      const revived = await attempt('activate', found);
      expect([codesOf(revived), revived.data], old).toEqual([['INVALID_INPUT'], null]);
    }
    await take('activate', agreement);
    expect(likes(await ask())).toMatchObject({ outcome: 'ALLOW', agreement: 'AGR-BLUESKY/3' });
  });

  it('a version signed earlier cannot come into force beside a newer one', async () => {
    const older = await take(
      'sign',
      await approved(await proposed({ agreementId: 'AGR-ORDERED', partner: 'massive-market' })),
    );
    await activated(await proposed({ agreementId: 'AGR-ORDERED', partner: 'massive-market' }));
    const answer = await attempt('activate', older);
    expect([codesOf(answer), answer.data]).toEqual([['INVALID_INPUT'], null]);
  });

  it('every step is in the trail with its actor, in order', async () => {
    const query = `query ($agreement: ID) { auditTrail(filter: { kinds: [GOVERNANCE_CHANGED], agreement: $agreement }, first: 100) {
      edges { node { event target caller application roles facts } } } }`;
    const answer = await gateway.ask('auditor', query, { agreement: 'AGR-BLUESKY/3' });
    const nodes = read<{ edges: { node: { event: string; caller: string } }[] }>(answer, 'auditTrail').edges.map(({ node }) => node).reverse(); // prettier-ignore
    expect(nodes.map(({ event, caller }) => `${event} ${caller}`)).toEqual([
      'PROPOSE_AGREEMENT paula.mendes',
      'SUBMIT_AGREEMENT paula.mendes',
      'APPROVE_AGREEMENT zhou.min',
      'APPROVE_AGREEMENT erik.strand',
      'SIGN_AGREEMENT paula.mendes',
      'ACTIVATE_AGREEMENT zhou.min',
      'SUSPEND_AGREEMENT zhou.min',
      'ACTIVATE_AGREEMENT zhou.min',
    ]);
    expect(nodes.at(-1)).toMatchObject({ target: 'agreement:AGR-BLUESKY/3', facts: ['agreement:AGR-BLUESKY/3@8'] });
    const taken = await gateway.ask('auditor', query, { agreement: 'AGR-BLUESKY/2' });
    expect(taken.text).toContain('SUPERSEDE_AGREEMENT');
  });
});

it('a partner that terms name lists its agreements; who may not read them is refused', async () => {
  const query = '{ agreements(partner: "mx-credit") { edges { node { id state termsHash } } } }';
  const refused = await gateway.ask('marketing-analyst', query);
  expect([codesOf(refused), refused.data]).toEqual([['FORBIDDEN'], null]);
  const list = read<{ edges: { node: Shown }[] }>(await gateway.ask('integration-engineer', query), 'agreements');
  expect(list.edges.map(({ node }) => [node.id, node.state])).toEqual([['AGR-MX/1', 'CLOSED'], ['AGR-MX/2', 'ACTIVE']]); // prettier-ignore
});
