/** The state machine of an agreement version: the table of decisions.md and nothing beside it, in code and in SQL alike. */
import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import type { Agreement, AgreementState } from '../../src/domain/agreement.ts';
import { GatewayError } from '../../src/domain/errors.ts';
import type { Instant } from '../../src/domain/instant.ts';
import { type AgreementStep, takeStep } from '../../src/governance/agreements/agreement-lifecycle.ts';
import { endpointsToKeep, openSettlement, settlePlace } from '../../src/governance/agreements/settlement.ts';
import type { Fact } from '../../src/domain/fact.ts';

const at = (text: string): Instant => text as Instant;
const NOW = at('2026-06-01T00:00:00.000Z');

const agreement = (state: AgreementState, differs: Partial<Agreement> = {}): Agreement => ({
  agreementId: 'A', termsVersion: 1, state, termsHash: 'h', author: 'ann',
  approvals: state === 'IN_REVIEW' ? [{ by: 'bob', at: NOW }] : [],
  terms: {
    title: 't', partnerId: 'p', kind: 'PROVIDE', contact: 'c', effectiveFrom: at('2025-01-01T00:00:00Z'), effectiveUntil: at('2027-01-01T00:00:00Z'),
    securityMeasures: 's', breachNoticeHours: 1, residency: 'CN', internalUse: true, redistribution: false, derivation: false, endOfTerm: 'DELETE',
    grants: [{ coordinates: ['CreditScore.*'], purposes: ['P'], recipients: ['BANK_INTERNAL'], actions: ['VIEW'], maxDisclosure: 'ALLOW', cacheTtlS: 1, retentionDays: 1 }],
  },
  ...(state === 'RETURN_OR_DELETE_PENDING' ? { settlement: { openedAt: NOW, dueAt: NOW, places: [{ name: 'REFERENCES', state: 'CARRIED_OVER' }] } } : {}),
  ...differs,
}); // prettier-ignore
const factOf = (id: string, body: Agreement, isIntact = true): Fact<'agreement'> => ({ kind: 'agreement', id, version: 1, hash: 'h', isIntact, body }); // prettier-ignore

const STATES: readonly AgreementState[] = [
  'DRAFT', 'IN_REVIEW', 'APPROVED', 'SIGNED', 'ACTIVE', 'SUSPENDED', 'EXPIRED', 'TERMINATED', 'RETURN_OR_DELETE_PENDING', 'CLOSED',
]; // prettier-ignore
const TABLE: Readonly<Record<AgreementStep, Readonly<Partial<Record<AgreementState, AgreementState>>>>> = {
  submit: { DRAFT: 'IN_REVIEW' },
  approve: { IN_REVIEW: 'APPROVED' },
  sendBack: { IN_REVIEW: 'DRAFT' },
  sign: { APPROVED: 'SIGNED' },
  activate: { SIGNED: 'ACTIVE', SUSPENDED: 'ACTIVE' },
  suspend: { ACTIVE: 'SUSPENDED' },
  terminate: { ACTIVE: 'TERMINATED', SUSPENDED: 'TERMINATED' },
  expire: { ACTIVE: 'EXPIRED', SUSPENDED: 'EXPIRED' },
  close: { RETURN_OR_DELETE_PENDING: 'CLOSED' },
};
const STEPS = Object.keys(TABLE) as AgreementStep[];

describe.each(STEPS)('%s', (step) => {
  it.each(STATES)('from %s leads where the table says, or nowhere', (state) => {
    const take = (): Agreement => takeStep(agreement(state), step, { by: 'cyd', at: NOW, because: 'Because.' });
    const to = TABLE[step][state];
    if (to === undefined) expect(take).toThrow(GatewayError);
    else expect(take().state).toBe(to);
  });
});

test('SQL allows each of these and what the settlement adds, and no way back', () => {
  const sql = readFileSync(new URL('../../migrations/0007_state_machines.sql', import.meta.url), 'utf8');
  const listed = [...sql.matchAll(/\('agreement', '(\w+)', '(\w+)'\)/g)].map(([, from, to]) => `${from} ${to}`);
  const taken = STEPS.flatMap((step) => Object.entries(TABLE[step]).map(([from, to]) => `${from} ${to}`));
  const settled = ['EXPIRED RETURN_OR_DELETE_PENDING', 'TERMINATED RETURN_OR_DELETE_PENDING'];
  const moves = listed.filter((one) => one.split(' ')[0] !== one.split(' ')[1]);
  expect(new Set(moves)).toEqual(new Set([...taken, ...settled]));
});

describe('a settlement', () => {
  const ended = agreement('TERMINATED', { ended: { how: 'TERMINATED', at: NOW, by: 'cyd' } });
  const placesOf = (one: Agreement): readonly string[] =>
    one.settlement?.places.map(({ name, state }) => `${name} ${state}`) ?? [];

  it('opens every place there is; a licence leaves no copy at the partner', () => {
    expect(placesOf(openSettlement(ended, [], NOW))).toEqual(['STORED_RECORDS PENDING', 'REFERENCES PENDING', 'PARTNER_COPY PENDING']); // prettier-ignore
    const licence = { ...ended, terms: { ...ended.terms, kind: 'LICENCE_IN' as const } };
    expect(placesOf(openSettlement(licence, [], NOW))).toEqual(['STORED_RECORDS PENDING', 'REFERENCES PENDING']);
  });

  it('carries over only what an agreement that binds, was not edited and has not ended goes on needing', () => {
    const over = (other: Agreement, isIntact = true): readonly string[] =>
      placesOf(openSettlement(ended, [factOf('x', other, isIntact)], NOW)).slice(1);
    const pending = ['REFERENCES PENDING', 'PARTNER_COPY PENDING'];
    expect(over(agreement('ACTIVE', { agreementId: 'B' }))).toEqual([
      'REFERENCES CARRIED_OVER',
      'PARTNER_COPY PENDING',
    ]);
    expect(over(agreement('SUSPENDED', { termsVersion: 2 }))).toEqual(['REFERENCES CARRIED_OVER', 'PARTNER_COPY CARRIED_OVER']); // prettier-ignore
    expect(over(agreement('SIGNED', { agreementId: 'B' }))).toEqual(pending);
    expect(over(agreement('ACTIVE', { agreementId: 'B' }), false)).toEqual(pending);
    expect(over(agreement('ACTIVE', { agreementId: 'B', supersededFrom: NOW }))).toEqual(pending);
    expect(over({ ...agreement('ACTIVE', { agreementId: 'B' }), terms: { ...ended.terms, effectiveUntil: NOW } })).toEqual(pending); // prettier-ignore
  });

  it('keeps records only of endpoints that lose nothing', () => {
    const supplies = [
      { source: 'p', endpoint: 'scores', coordinates: ['CreditScore.value', 'CreditScore.model'] },
      { source: 'p', endpoint: 'accounts', coordinates: ['CreditAccount.balance'] },
      { source: 'q', endpoint: 'scores', coordinates: ['CreditScore.value'] },
    ] as const;
    const other = (coordinates: readonly `${string}.${string}`[]) => [
      factOf('x', agreement('ACTIVE', { terms: { ...ended.terms, grants: ended.terms.grants.map((one) => ({ ...one, coordinates })) } })),
    ]; // prettier-ignore
    expect(endpointsToKeep(ended, [], supplies, NOW)).toEqual(['accounts']);
    expect(endpointsToKeep(ended, other(['CreditScore.value']), supplies, NOW)).toEqual(['accounts']);
    expect(endpointsToKeep(ended, other(['CreditScore.*']), supplies, NOW)).toEqual(['scores', 'accounts']);
  });

  it('answers for each place once, and closes only when all are answered for', () => {
    const open = openSettlement(ended, [], NOW);
    const close = (one: Agreement): Agreement => takeStep(one, 'close', { by: 'cyd', at: NOW });
    const done = { doneAt: NOW, doneBy: 'cyd' };
    expect(() => close(open)).toThrow('STORED_RECORDS, REFERENCES, PARTNER_COPY');
    const two = settlePlace(settlePlace(open, 'STORED_RECORDS', done), 'REFERENCES', done);
    expect(() => close(two)).toThrow('PARTNER_COPY');
    expect(() => settlePlace(two, 'REFERENCES', done)).toThrow('DONE');
    const all = settlePlace(two, 'PARTNER_COPY', done);
    expect(close(all).state).toBe('CLOSED');
    expect(() => settlePlace(close(all), 'PARTNER_COPY', done)).toThrow('CLOSED');
  });
});
