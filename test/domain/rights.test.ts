/** Terms, steps and holds of customers' rights, by table and property. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochMsOf, type Instant, instantFromEpochMs } from '../../src/domain/instant.ts';
import { binds, type LegalHold } from '../../src/domain/legal-hold.ts';
import { dueAfter, latestAfterExtension } from '../../src/domain/rights-deadline.ts';
import { RIGHTS_REFUSALS } from '../../src/domain/rights-refusal.ts';
import { outcomeOf, type RightsStep, type RightsStepState, withSteps } from '../../src/domain/rights-request.ts';

const at = (text: string): Instant => text as Instant;

describe('the term of a request', () => {
  it.each([
    ['2026-03-01T09:00:00.000Z', 30, '2026-03-31T09:00:00.000Z'],
    ['2026-01-31T09:00:00.000Z', 30, '2026-02-28T09:00:00.000Z'],
    ['2028-01-31T09:00:00.000Z', 30, '2028-02-29T09:00:00.000Z'],
    ['2026-12-15T09:00:00.000Z', 31, '2027-01-15T09:00:00.000Z'],
    ['2026-03-01T09:00:00.000Z', 15, '2026-03-16T09:00:00.000Z'],
  ])('received %s with %i days ends %s', (receivedAt, days, due) => {
    expect(dueAfter(at(receivedAt), days)).toBe(due);
  });

  it('extended ends three months after receipt at the latest', () => {
    expect(latestAfterExtension(at('2026-11-30T00:00:00.000Z'))).toBe('2027-02-28T00:00:00.000Z');
  });

  it('is never longer than a month, whatever is configured', () => {
    const days = fc.integer({ min: 1, max: 400 });
    const instants = fc.integer({ min: 0, max: 4_000_000_000_000 });
    fc.assert(
      fc.property(instants, days, (epochMs, count) => {
        const term = epochMsOf(dueAfter(instantFromEpochMs(epochMs), count)) - epochMs;
        return term > 0 && term <= Math.min(count, 31) * 86_400_000;
      }),
    );
  });
});

describe('the steps of a request', () => {
  const states = fc.constantFrom<RightsStepState>('PENDING', 'DONE', 'FAILED', 'HELD', 'NOT_APPLICABLE');
  const steps = fc.array(fc.record({ target: fc.constantFrom('a', 'b', 'c', 'd'), state: states }), { maxLength: 6 });

  it('make it COMPLETE only when each was reached, and never where there is none', () => {
    const isOpen = ({ state }: RightsStep): boolean => ['PENDING', 'FAILED', 'HELD'].includes(state);
    fc.assert(fc.property(steps, (all) => (outcomeOf(all) === 'COMPLETE') === (all.length > 0 && !all.some(isOpen))));
  });

  it('once reached stay reached, and no target is lost or doubled', () => {
    fc.assert(
      fc.property(steps, steps, (some, given) => {
        const before = withSteps([], some);
        const after = withSteps(before, given);
        const targets = after.map(({ target }) => target);
        const reached = before.filter(({ state }) => state === 'DONE' || state === 'NOT_APPLICABLE');
        expect(new Set(targets).size).toBe(targets.length);
        expect(new Set(targets)).toEqual(new Set([...before, ...given].map(({ target }) => target)));
        for (const step of reached) expect(after).toContainEqual(step);
      }),
    );
  });
});

it('a legal hold binds up to its end and not at it, and not once released', () => {
  const hold = { state: 'IN_FORCE', until: at('2026-01-01T00:00:00.000Z') } as LegalHold;
  expect(binds(hold, at('2025-12-31T23:59:59.999Z'))).toBe(true);
  expect(binds(hold, at('2026-01-01T00:00:00.000Z'))).toBe(false);
  expect(binds({ ...hold, state: 'RELEASED' }, at('2025-01-01T00:00:00.000Z'))).toBe(false);
});

it.each(Object.entries(RIGHTS_REFUSALS))(
  'the refusal %s names its law and says why in both languages',
  (_code, words) => {
    expect(words.law).toMatch(/(PIPL|GDPR) art\. \d+|GB\/T/);
    expect(words.en.length).toBeGreaterThan(10);
    expect(words.zh).toMatch(/\p{Script=Han}{4}/u);
  },
);
