import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Coordinate } from '../../src/domain/classification.ts';
import type { Decision } from '../../src/domain/custody.ts';
import type { Outcome } from '../../src/domain/decision.ts';
import type { Sourced } from '../../src/domain/sourced.ts';
import type { MergedView } from '../../src/domain/view.ts';
import { merge } from '../../src/merge/merge.ts';
import { at, CUSTOMER, decisionOf, fieldDecision, SUCCESS } from './cases.ts';

const SOURCES = ['bank', 'mx-credit', 'mastercard-credit', 'stranger', 'zebra'];
const COORDINATES: readonly Coordinate[] = [
  'Identity.name', 'Identity.phones', 'Identity.addresses',
  'CreditAccount.accountNumber', 'CreditAccount.accountName', 'CreditAccount.institution',
]; // prettier-ignore
const RUNS = { numRuns: 3_000 };

const word = fc.constantFrom('a', 'b', '');
const party = fc.record(
  {
    name: word,
    phones: fc.array(word, { maxLength: 2 }),
    addresses: fc.array(fc.record({ city: word }), { maxLength: 2 }),
  },
  { requiredKeys: [] },
);
const account = fc.record({ accountNumber: word, accountName: word, institution: word }, { requiredKeys: [] });
const instant = fc
  .constantFrom('2026-01-01T00:00:00Z', '2026-01-01T00:00:00.500Z', '2026-01-01T00:00:00.500000001Z')
  .map(at);
const origin = fc.record({
  source: fc.constantFrom(...SOURCES),
  asOf: fc.option(instant),
  fetchedAt: instant,
  cache: fc.constantFrom('LIVE' as const, 'STALE' as const),
});
const answer: fc.Arbitrary<Sourced> = fc.oneof(
  fc.tuple(origin, fc.option(party)).map(([from, record]): Sourced => ({ ...from, dataset: 'identity.party', record })),
  fc
    .tuple(origin, fc.option(fc.array(account, { maxLength: 3 })))
    .map(([from, record]): Sourced => ({ ...from, dataset: 'credit.account', record })),
);
const answers = fc.array(answer, { maxLength: 8 });

type Plan = readonly (readonly Outcome[])[];
const outcome = fc.constantFrom<Outcome>('ALLOW', 'MASK', 'WITHHOLD');
const row = fc.array(outcome, { minLength: SOURCES.length, maxLength: SOURCES.length });
const plan: fc.Arbitrary<Plan> = fc.array(row, { minLength: COORDINATES.length, maxLength: COORDINATES.length });

const decisionFor = (outcomes: Plan): Decision =>
  decisionOf(
    COORDINATES.map((coordinate, c) =>
      fieldDecision(
        coordinate,
        SOURCES.map((source, s) => ({ source, outcome: outcomes[c]?.[s] ?? 'WITHHOLD', reasons: [SUCCESS.WITHHOLD] })),
      ),
    ),
  );

/** Every value in a view with its source and field: what anybody could learn from it. */
function facts(view: MergedView): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [dataset, merged] of view.datasets) {
    const add = (field: string, value: unknown, source: string) =>
      found.add(JSON.stringify([dataset, field, value, source]));
    if (merged?.shape === 'one') {
      for (const [field, { value, provenance, conflicts }] of Object.entries(merged.fields)) {
        add(field, value, provenance.source);
        for (const rival of conflicts) add(field, rival.value, rival.provenance.source);
      }
    }
    if (merged?.shape === 'many') {
      for (const { fields, provenance } of merged.items)
        for (const [field, value] of Object.entries(fields)) add(field, value, provenance.source);
    }
  }
  return found;
}

it('the result does not depend on the order in which sources answered', () => {
  const shuffled = answers.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray([...all], { minLength: all.length })),
  );
  fc.assert(
    fc.property(shuffled, plan, ([all, other], outcomes) => {
      const decision = decisionFor(outcomes);
      const [a, b] = [merge(CUSTOMER, all, decision), merge(CUSTOMER, other, decision)];
      expect(b).toEqual(a);
      expect([...b.answers.values()].map((list) => list.map(({ source }) => source))).toEqual(
        [...a.answers.values()].map((list) => list.map(({ source }) => source)),
      );
    }),
    RUNS,
  );
});

it('adding the answer of a withheld source changes nothing', () => {
  const hidden = SOURCES.length - 1;
  const withoutLast = plan.map((rows) => rows.map((row) => row.map((one, s) => (s === hidden ? 'WITHHOLD' : one))));
  fc.assert(
    fc.property(answers, answers, withoutLast, (all, more, outcomes) => {
      const decision = decisionFor(outcomes);
      const known = all.filter(({ source }) => source !== SOURCES[hidden]);
      const intruders = more.map((one) => ({ ...one, source: SOURCES[hidden] ?? '' }));
      expect(merge(CUSTOMER, [...intruders, ...known], decision)).toEqual(merge(CUSTOMER, known, decision));
    }),
    RUNS,
  );
});

it('a withheld field of a permitted source has no influence, whatever it holds', () => {
  const noName = plan.map((rows) => rows.map((row, c) => (c === 0 ? row.map((): Outcome => 'WITHHOLD') : row)));
  fc.assert(
    fc.property(answers, word, noName, (all, name, outcomes) => {
      const decision = decisionFor(outcomes);
      const parties = all.filter(({ dataset }) => dataset === 'identity.party');
      const changed = parties.map((one) => (one.record === null ? one : { ...one, record: { ...one.record, name } }));
      expect(merge(CUSTOMER, changed, decision)).toEqual(merge(CUSTOMER, parties, decision));
    }),
    RUNS,
  );
});

it('less permission never reveals more', () => {
  fc.assert(
    fc.property(answers, plan, plan, (all, outcomes, mask) => {
      const lowered = outcomes.map((row, c) => row.map((one, s) => (mask[c]?.[s] === 'WITHHOLD' ? 'WITHHOLD' : one)));
      const more = merge(CUSTOMER, all, decisionFor(outcomes));
      const less = facts(merge(CUSTOMER, all, decisionFor(lowered)));
      // A source that agreed with the winner is in the view by its answer, not by a second copy of the value.
      const values = new Set([...facts(more)].map(withoutSource));
      return [...less].every((fact) => values.has(withoutSource(fact)));
    }),
    RUNS,
  );
});

const withoutSource = (fact: string): string => JSON.stringify((JSON.parse(fact) as unknown[]).slice(0, 3));
