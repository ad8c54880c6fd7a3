/**
 * Nobody but an auditor learns from reasons whether a customer or a consent exists.
 */
import { describe, expect, it } from 'vitest';
import { conceal, isSubjectVisible, showReasons } from '../../src/policy/conceal.ts';
import { decide } from '../../src/policy/decide.ts';
import { inputOf, type Short } from './world.ts';

const HIDDEN: Readonly<Record<string, Short>> = {
  unknown: { subject: 'none' },
  tampered: { subject: { intact: false } },
  'out of scope': { subject: { branch: 'HARBIN' } },
  erased: { subject: { state: 'ERASED' } },
  unreadable: { subject: { state: 'FROZEN' } },
};

const shown = (given: Short): unknown => {
  const input = inputOf(given);
  const decision = decide(input);
  const show = showReasons(input.facts, decision);
  return decision.fields.map(({ reasons, sources }) => [show(reasons), sources.map((source) => show(source.reasons))]);
};

describe('to a caller who is no auditor', () => {
  it.each(Object.entries(HIDDEN))('a customer who is %s reads NOT_PERMITTED and nothing else', (_name, given) => {
    expect(shown(given)).toEqual([[['NOT_PERMITTED'], [['NOT_PERMITTED']]]]);
  });

  it.each(Object.entries(HIDDEN))('a customer who is %s reads alike whatever else denies', (_name, given) => {
    const more = { consents: [], agreements: [], purpose: 'CURIOSITY' };
    expect(shown({ ...given, ...more })).toEqual([[['NOT_PERMITTED'], [['NOT_PERMITTED']]]]);
  });

  it.each(Object.entries({ ...HIDDEN, 'in scope': {} }))(
    'through an application that is switched off a customer who is %s reads like any other',
    (_name, given) => {
      const alike = [[['PRINCIPAL_DISABLED'], [['PRINCIPAL_DISABLED']]]];
      expect(shown({ ...given, application: { isEnabled: false } })).toEqual(alike);
      expect(shown({ ...given, application: { isEnabled: false }, purpose: 'CURIOSITY', consents: [] })).toEqual(alike);
    },
  );

  it('a missing consent reads NOT_PERMITTED, beside the reasons that may be known', () => {
    expect(shown({ consents: [], agreements: [] })).toEqual([
      [['AGREEMENT_NONE', 'NOT_PERMITTED'], [['AGREEMENT_NONE', 'NOT_PERMITTED']]],
    ]);
  });

  it('other reasons of a customer in scope are named', () => {
    expect(shown({ consents: [{ state: 'WITHDRAWN' }] })).toEqual([[['CONSENT_WITHDRAWN'], [['CONSENT_WITHDRAWN']]]]);
    expect(shown({})).toEqual([[['ALLOW_OK'], [['ALLOW_OK']]]]);
  });

  it('reasons that name the hiding hide everything, even when the customer is said to be visible', () => {
    expect(conceal(['PURPOSE_RETIRED', 'SUBJECT_ERASED'], 'OTHER', true)).toEqual(['NOT_PERMITTED']);
  });
});

describe('to an auditor', () => {
  const audit = { roles: { analyst: { capabilities: ['audit:read'] } } };

  it.each(Object.entries(HIDDEN))('a customer who is %s keeps the reasons', (_name, given) => {
    const reasons = decide(inputOf(given)).fields.map((field) => field.reasons);
    expect(shown({ ...given, ...audit })).toEqual(reasons.map((all) => [all, [all]]));
  });

  it('makes nobody a role held by a disabled application', () => {
    expect(shown({ subject: { state: 'ERASED' }, ...audit, application: { isEnabled: false } })).toEqual([
      [['PRINCIPAL_DISABLED'], [['PRINCIPAL_DISABLED']]],
    ]);
  });

  it.each<[string, Short]>([
    ['held by an application edited outside the gateway', { application: { intact: false } }],
    ['that the application does not hold', { application: { roles: ['clerk'] } }],
    ['edited outside the gateway', { roles: { analyst: { capabilities: ['audit:read'], intact: false } } }],
  ])('makes nobody a role %s', (_name, given) => {
    expect(shown({ subject: { state: 'ERASED' }, ...audit, ...given })).toEqual([
      [['NOT_PERMITTED'], [['NOT_PERMITTED']]],
    ]);
  });
});

it('only a known, living customer in scope is visible', () => {
  expect(isSubjectVisible(inputOf().facts, 'C-1')).toBe(true);
  expect(isSubjectVisible(inputOf().facts, 'C-2')).toBe(false);
  for (const given of Object.values(HIDDEN)) expect(isSubjectVisible(inputOf(given).facts, 'C-1')).toBe(false);
});
