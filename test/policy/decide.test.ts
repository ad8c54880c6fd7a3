/**
 * Runs every line of the decision tables in cases/, and keeps the tables complete: each reason that a gate in force can give
 * appears in at least one of them.
 */
import { describe, expect, it } from 'vitest';
import { DENIAL_REASONS } from '../../src/domain/reason.ts';
import { decide } from '../../src/policy/decide.ts';
import { CASES, inputOf, nameOf } from './world.ts';

/** Reasons whose gates are not in force yet. Shrinks with every gate. */
const LATER: ReadonlySet<string> = new Set([
  'SUBJECT_MINOR_NO_GUARDIAN', // gate 3
  'BATCH_LIMIT', // gate 4
  'EXPORT_NOT_APPROVED',
  'AGREEMENT_QUOTA', // gate 7
  'PIA_MISSING', // gate 8
  'CONSENT_NOT_SEPARATE', // gate 9
  'CONSENT_NOT_WRITTEN',
  'RETENTION_EXPIRED', // gate 10
  'STEP_UP_REQUIRED', // gate 11
  'JOINT_MASK', // gate 12
  'PREDICATE_ON_PROTECTED', // gate 13
  'MASK_RULE_MISSING', // gate 14: the mask stage
  'MASK_FAILED',
  'MASK_NOOP',
]);

const inForce = [...DENIAL_REASONS, 'ALLOW_OK', 'MASK_OK'].filter((reason) => !LATER.has(reason));

describe.each([...new Set(CASES.map(({ file }) => file))])('%s', (file) => {
  it.each(CASES.filter((one) => one.file === file))('$case', ({ given, when, then }) => {
    const decision = decide(inputOf(given, when));
    const [field] = decision.fields;
    const [source] = field?.sources ?? [];
    const { rule, step, trust } = source?.treatment ?? {};
    const actual: Record<string, unknown> = {
      outcome: field?.outcome,
      reasons: field?.reasons,
      sources: Object.fromEntries(
        (field?.sources ?? []).map(({ source: id, outcome, reasons }) => [id, { outcome, reasons }]),
      ),
      agreement: source?.agreement?.id ?? 'none',
      consent: source?.consent?.id ?? 'none',
      cacheTtlS: source?.cacheTtlS,
      retentionDays: source?.retentionDays,
      treatment: source?.treatment ? { rule, ...(step !== undefined && { step }), trust } : 'none',
      requires: decision.requires.map(nameOf),
      validUntil: decision.validUntil ?? 'none',
    };
    expect(Object.fromEntries(Object.keys(then).map((key) => [key, actual[key]]))).toEqual(then);
  });
});

describe('the tables', () => {
  it.each(inForce)('show %s in at least one case', (reason) => {
    expect(CASES.filter(({ then }) => then.reasons.includes(reason)).map((one) => one.case)).not.toEqual([]);
  });

  it('have a case that is not withheld beside the withheld ones in every file', () => {
    for (const file of new Set(CASES.map((one) => one.file))) {
      const outcomes = new Set(CASES.filter((one) => one.file === file).map(({ then }) => then.outcome === 'WITHHOLD'));
      expect([file, outcomes]).toEqual([file, new Set([true, false])]);
    }
  });

  it('name every case once', () => {
    const names = CASES.map((one) => one.case);
    expect(names).toEqual([...new Set(names)]);
  });
});
