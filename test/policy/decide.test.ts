/**
 * Runs every line of the decision tables in cases/, and keeps the tables complete: each reason that a gate can give
 * appears in at least one of them.
 */
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../src/domain/custody.ts';
import { DATASETS, datasetOf, fieldOf } from '../../src/domain/dataset.ts';
import { DENIAL_REASONS } from '../../src/domain/reason.ts';
import { expire } from '../../src/mask/expire.ts';
import { mask } from '../../src/mask/mask.ts';
import { merge } from '../../src/merge/merge.ts';
import { decide, type DecideInput } from '../../src/policy/decide.ts';
import { CASES, inputOf, nameOf, questionOf, sentBy, type Short } from './world.ts';

const ALL_REASONS = [...DENIAL_REASONS, 'ALLOW_OK', 'MASK_OK'];

/** The case goes on after the fetch: what became of the value that the source sent. */
function shownOf(input: DecideInput, decision: Decision, when: Short) {
  const field = questionOf(when).field;
  const { catalogue } = input;
  const { sourced, expired } = expire(sentBy(when, decision.decidedAt), decision, catalogue);
  const merged = merge(decision.customerId, sourced, decision);
  const view = mask(merged, decision, { gaps: [], catalogue, expired, pseudonymKey: new Uint8Array(16) });
  const line = view.disclosures.find(({ coordinate }) => coordinate === field);
  const dataset = datasetOf(field);
  const path = dataset === undefined ? [] : DATASETS[dataset].path;
  const at = path.reduce<unknown>((part, step) => (part as Short | null)?.[step], view);
  const item = (Array.isArray(at) ? (at as unknown[])[0] : at) as Short | null | undefined;
  return { outcome: line?.outcome, reasons: line?.reasons, shown: item?.[fieldOf(field)] };
}

describe.each([...new Set(CASES.map(({ file }) => file))])('%s', (file) => {
  it.each(CASES.filter((one) => one.file === file))('$case', ({ given, when, then }) => {
    const input = inputOf(given, when);
    const decision = decide(input);
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
      ...(when !== undefined && 'value' in when ? shownOf(input, decision, when) : {}),
    };
    expect(Object.fromEntries(Object.keys(then).map((key) => [key, actual[key]]))).toEqual(then);
  });
});

describe('the tables', () => {
  it.each(ALL_REASONS)('show %s in at least one case', (reason) => {
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
