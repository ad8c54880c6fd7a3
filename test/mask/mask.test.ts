import { describe, expect, it } from 'vitest';
import type { Catalogue, Classification, Coordinate } from '../../src/domain/classification.ts';
import type { Decision, MaskedView } from '../../src/domain/custody.ts';
import type { FieldDecision, SourceDecision } from '../../src/domain/decision.ts';
import { partnerFault } from '../../src/domain/fault.ts';
import type { Gap, Sourced } from '../../src/domain/sourced.ts';
import { mask } from '../../src/mask/mask.ts';
import { merge } from '../../src/merge/merge.ts';
import { at, CUSTOMER, decide, decisionOf, fieldDecision, said } from '../merge/cases.ts';
import { ABOUT, treatment } from './rules.ts';

const MX = 'mx-credit';
const MASTERCARD = 'mastercard-credit';
const plain: Classification = { class: 'C2', kind: 'LABEL' };
const CATALOGUE: Catalogue = new Map<Coordinate, Classification>(
  ([
    'CustomerView.kind', 'Identity.name', 'Identity.phones', 'Identity.documentNumber',
    'CreditAccount.accountNumber', 'CreditAccount.accountName', 'CreditScore.value', 'SocialProfile.about', 'CashFlow.monthlyIncome',
  ] as const).map((coordinate) => [coordinate, plain]),
); // prettier-ignore

const allow = (source: string): SourceDecision => ({ source, outcome: 'ALLOW', reasons: ['ALLOW_OK'] });
const withhold = (source: string, ...reasons: SourceDecision['reasons']): SourceDecision => ({
  source,
  outcome: 'WITHHOLD',
  reasons,
});
const masked = (source: string, ...rule: Parameters<typeof treatment>): SourceDecision => ({
  source,
  outcome: 'MASK',
  reasons: ['ROLE_MAX_MASK', 'MASK_OK'],
  treatment: treatment(...rule),
});
const on = (coordinate: Coordinate, ...sources: readonly SourceDecision[]): FieldDecision =>
  fieldDecision(coordinate, sources);

function view(
  sourced: readonly Sourced[],
  fields: readonly FieldDecision[],
  gaps: readonly Gap[] = [],
  catalogue = CATALOGUE,
): MaskedView {
  const decision: Decision = decisionOf(fields);
  return mask(merge(CUSTOMER, sourced, decision), decision, { gaps, catalogue, pseudonymKey: ABOUT.pseudonymKey });
}

const lines = (of: MaskedView) => of.disclosures.map(({ source, outcome, reasons }) => [source, outcome, ...reasons]);
const bank = said(
  'bank',
  'identity.party',
  { name: '王芳', phones: ['13812345678'], documentNumber: 'E12345678' },
  { cache: 'OWN' },
);
const mx = said(MX, 'identity.party', { name: '王小芳' }, { asOf: at('2026-01-01T00:00:00Z') });

describe('one value', () => {
  it('is copied, masked or absent as its own source was decided', () => {
    const result = view(
      [bank],
      [
        on('Identity.name', allow('bank')),
        on('Identity.phones', masked('bank', 'MOBILE')),
        on('Identity.documentNumber', withhold('bank', 'CONSENT_NONE')),
      ],
    );
    expect(result.identity).toEqual({ name: '王芳', phones: ['138****5678'] });
    expect(result.disclosures).toMatchObject([
      {
        coordinate: 'Identity.name',
        outcome: 'ALLOW',
        reasons: ['ALLOW_OK'],
        treatment: null,
        source: 'bank',
        cache: 'OWN',
        survivedBy: 'only-source',
        isEmpty: false,
      },
      { coordinate: 'Identity.phones', outcome: 'MASK', treatment: 'MOBILE', source: 'bank' },
      {
        coordinate: 'Identity.documentNumber',
        outcome: 'WITHHOLD',
        reasons: ['CONSENT_NONE'],
        source: null,
        cache: null,
        fetchedAt: null,
      },
    ]);
  });

  it('that cannot be hidden is withheld, says why, and does not fall back to a rival', () => {
    const result = view(
      [bank, said(MX, 'identity.party', { documentNumber: '11010519491231002X' })],
      [on('Identity.documentNumber', masked('bank', 'RESIDENT_ID'), masked(MX, 'RESIDENT_ID'))],
    );
    expect(result.identity).toBeNull();
    expect(lines(result)).toEqual([
      ['bank', 'WITHHOLD', 'ROLE_MAX_MASK', 'MASK_FAILED'],
      [MX, 'MASK', 'ROLE_MAX_MASK', 'MASK_OK'],
    ]);
    expect(result.disclosures[0]).toMatchObject({ treatment: 'RESIDENT_ID', survivedBy: null });
  });

  it('without a rule is withheld', () => {
    const result = view([bank], [on('Identity.name', { source: 'bank', outcome: 'MASK', reasons: ['MASK_OK'] })]);
    expect(result.identity).toBeNull();
    expect(lines(result)).toEqual([['bank', 'WITHHOLD', 'MASK_RULE_MISSING']]);
  });

  it('is withheld when the catalogue does not know its coordinate, or forbids it, whatever was decided', () => {
    const field = [on('Identity.name', allow('bank'))];
    const of = (name?: Classification) =>
      view([bank], field, [], new Map(name === undefined ? [] : [['Identity.name', name]]));
    expect(of(plain).identity).toEqual({ name: '王芳' });
    for (const [classification, reason] of [
      [undefined, 'FIELD_UNCLASSIFIED'],
      [{ ...plain, prohibited: true }, 'FIELD_PROHIBITED'],
      [{ ...plain, class: 'C3' }, 'CLASS_C3_PROHIBITED'],
    ] as const) {
      expect(of(classification).identity).toBeNull();
      expect(lines(of(classification))).toEqual([[null, 'WITHHOLD', reason]]);
    }
  });

  it('is never shown for an outcome other than ALLOW and MASK, or under a field withheld as a whole', () => {
    const odd = { source: 'bank', outcome: 'PERMIT' as never, reasons: [] };
    expect(view([bank], [{ ...on('Identity.name', odd), outcome: 'ALLOW' }]).identity).toBeNull();
    expect(view([bank], [{ ...on('Identity.name', allow('bank')), outcome: 'WITHHOLD' }]).identity).toBeNull();
  });

  it('of a later, lower decision is not shown even if the merge still holds it', () => {
    const before = decide({ 'Identity.name': { bank: 'ALLOW' }, 'Identity.phones': { bank: 'ALLOW' } });
    const after = decide({ 'Identity.name': { bank: 'WITHHOLD' } });
    const result = mask(merge(CUSTOMER, [bank], before), after, {
      gaps: [],
      catalogue: CATALOGUE,
      pseudonymKey: ABOUT.pseudonymKey,
    });
    expect(JSON.stringify(result)).not.toMatch(/王芳|138/);
  });
});

describe('the root', () => {
  it('carries the kind of customer, and no source can write the view’s own fields', () => {
    const catalogue = new Map(CATALOGUE).set('CustomerView.id', plain);
    const core = said('bank', 'customer.core', { kind: 'PERSON', id: 'C-9' } as never);
    const result = view(
      [core],
      [on('CustomerView.kind', allow('bank')), on('CustomerView.id', allow('bank'))],
      [],
      catalogue,
    );
    expect(result).toMatchObject({
      id: CUSTOMER,
      kind: 'PERSON',
      identity: null,
      credit: null,
      market: null,
      social: null,
    });
    expect(lines(result)[1]).toEqual([null, 'WITHHOLD', 'FIELD_UNCLASSIFIED']);
  });
});

describe('conflicts', () => {
  it('are masked by the rival’s own decision, and left out when that mask fails', () => {
    const fields = [on('Identity.name', allow('bank'), masked(MX, 'PERSON_NAME'), masked(MASTERCARD, 'PERSON_NAME'))];
    const result = view([bank, mx, said(MASTERCARD, 'identity.party', { name: 'Acme Ltd' })], fields);
    expect(result.conflicts).toEqual([
      { coordinate: 'Identity.name', source: MX, asOf: '2026-01-01T00:00:00Z', value: '王**' },
    ]);
    expect(lines(result)).toEqual([
      ['bank', 'ALLOW', 'ALLOW_OK'],
      [MX, 'MASK', 'ROLE_MAX_MASK', 'MASK_OK'],
      [MASTERCARD, 'WITHHOLD', 'ROLE_MAX_MASK', 'MASK_FAILED'],
    ]);
    expect(result.disclosures.map(({ survivedBy }) => survivedBy)).toEqual(['source-priority', null, null]);
    expect(JSON.stringify(result)).not.toMatch(/小芳|Acme/);
  });
});

describe('the account', () => {
  it('puts the winner first, then rivals, then sources that may not', () => {
    const fields = [on('Identity.name', withhold(MASTERCARD, 'AGREEMENT_EXPIRED'), allow(MX), allow('bank'))];
    expect(lines(view([bank, mx], fields))).toEqual([
      ['bank', 'ALLOW', 'ALLOW_OK'],
      [MX, 'ALLOW', 'ALLOW_OK'],
      [MASTERCARD, 'WITHHOLD', 'AGREEMENT_EXPIRED'],
    ]);
  });

  it('names no source, and every reason once in gate order, when nobody may', () => {
    const fields = [
      on(
        'Identity.name',
        withhold('bank', 'ROLE_MAX_WITHHOLD'),
        withhold(MX, 'PARTNER_SUSPENDED', 'ROLE_MAX_WITHHOLD'),
      ),
    ];
    expect(lines(view([bank, mx], fields))).toEqual([
      [null, 'WITHHOLD', 'PARTNER_SUSPENDED', 'CONSENT_NONE', 'ROLE_MAX_WITHHOLD'],
    ]);
  });

  it('says empty for a source that answered without the field or without a record, and not for one that agreed', () => {
    const agreeing = said(MX, 'identity.party', { name: '王芳' });
    const fields = [on('Identity.name', allow('bank'), allow(MX), allow(MASTERCARD)), on('Identity.phones', allow(MX))];
    const result = view([bank, agreeing, said(MASTERCARD, 'identity.party', null)], fields);
    expect(result.disclosures.map(({ source, isEmpty, cache }) => [source, isEmpty, cache])).toEqual([
      ['bank', false, 'OWN'],
      [MX, false, 'LIVE'],
      [MASTERCARD, true, 'LIVE'],
      [MX, true, 'LIVE'],
    ]);
  });

  it('claims nothing about a source with a gap, and lists the gap once', () => {
    const gap: Gap = { source: MX, dataset: 'identity.party', fault: partnerFault('PARTNER_TIMEOUT', 'deadline') };
    const fields = [on('Identity.name', allow('bank'), allow(MX)), on('Identity.phones', allow(MX))];
    const result = view([bank, mx], fields, [gap, gap]);
    expect(result.gaps).toEqual([gap]);
    expect(result.disclosures.map(({ source, isEmpty, cache }) => [source, isEmpty, cache])).toEqual([
      ['bank', false, 'OWN'],
      [MX, false, 'LIVE'],
      [MX, false, null],
    ]);
  });

  it('does not tell of the gap of a source that may give nothing of that dataset', () => {
    const gap: Gap = { source: MX, dataset: 'identity.party', fault: partnerFault('PARTNER_TIMEOUT', 'deadline') };
    const result = view(
      [bank],
      [on('Identity.name', allow('bank'), withhold(MX, 'CONSENT_WITHDRAWN')), on('CreditScore.value', allow(MX))],
      [gap],
    );
    expect(result.gaps).toEqual([]);
  });
});

describe('lists', () => {
  const accounts = [
    said(MX, 'credit.account', [{ accountNumber: '12345678', accountName: 'one' }, { accountNumber: '87654321' }]),
    said(MASTERCARD, 'credit.account', [{ accountName: 'two' }]),
  ];

  it('mask each item by its own source and keep their order', () => {
    const fields = [
      on('CreditAccount.accountNumber', masked(MX, 'ACCOUNT_NUMBER')),
      on('CreditAccount.accountName', allow(MX), allow(MASTERCARD)),
    ];
    expect(view(accounts, fields).credit).toEqual({
      accounts: [
        { partner: MX, accountNumber: '****5678', accountName: 'one' },
        { partner: MX, accountNumber: '****4321' },
        { partner: MASTERCARD, accountName: 'two' },
      ],
    });
  });

  it('withhold a field of all items of a source when one of them cannot be hidden', () => {
    const broken = said(MX, 'credit.account', [
      { accountNumber: '12345678', accountName: 'one' },
      { accountNumber: 'short' },
    ]);
    const fields = [
      on('CreditAccount.accountNumber', masked(MX, 'ACCOUNT_NUMBER')),
      on('CreditAccount.accountName', allow(MX)),
    ];
    const result = view([broken], fields);
    expect(result.credit).toEqual({ accounts: [{ partner: MX, accountName: 'one' }] });
    expect(lines(result)[0]).toEqual([MX, 'WITHHOLD', 'ROLE_MAX_MASK', 'MASK_FAILED']);
  });

  it('are null when withheld or unanswered, and empty only when the source has none', () => {
    const field = [on('CreditAccount.accountName', allow(MX))];
    const about = [on('SocialProfile.about', masked('bluesky-social', 'WITHHOLD'))];
    expect(view([said(MX, 'credit.account', [])], field).credit).toEqual({ accounts: [] });
    expect(view([said(MX, 'credit.account', null)], field).credit).toBeNull();
    expect(view([said(MX, 'credit.account', [{ institution: 'x' }])], field).credit).toBeNull();
    expect(view([], field).credit).toBeNull();
    expect(
      view([said('bluesky-social', 'social.profile', [{ network: 'bluesky', about: 'free' }])], about).social,
    ).toBeNull();
    expect(view([said(MX, 'credit.account', [])], field, [], new Map()).credit).toBeNull();
  });
});

it('refuses a view and a decision about different customers, and a decision that names a thing twice', () => {
  const decision = decisionOf([on('Identity.name', allow('bank'))]);
  const context = { gaps: [], catalogue: CATALOGUE, pseudonymKey: ABOUT.pseudonymKey };
  const empty = merge(CUSTOMER, [], decision);
  expect(() => mask({ ...empty, customerId: 'C-2' }, decision, context)).toThrow(/another customer/);
  expect(() => mask(empty, decisionOf([...decision.fields, ...decision.fields]), context)).toThrow(/twice/);
  expect(() => mask(empty, decisionOf([on('Identity.name', allow('bank'), withhold('bank'))]), context)).toThrow(
    /twice/,
  );
});
