/**
 * What people are told of a decision is the decision: the lowest verdict of its gates is its outcome, and their reasons are its reasons.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../src/policy/decide.ts';
import { explain } from '../../src/policy/explain.ts';
import { GATES } from '../../src/policy/gates.ts';
import { inGateOrder, lowest } from '../../src/policy/lattice.ts';
import { input, REVOCATIONS, withFacts } from './generated-world.ts';

/** Gates 10 and 14 judge values, after the fetch. */
const NUMBERS = [...GATES.request, ...GATES.field, ...GATES.together].map(({ number }) => number);

const RUNS = { numRuns: 120 };
const revoked = fc
  .tuple(input, fc.constantFrom(...Object.values(REVOCATIONS)), fc.boolean(), fc.nat(5))
  .map(([one, revoke, isRevoked, pick]) => (isRevoked ? revoke(one, pick) : one));

describe('an explanation', () => {
  it('says of every field and source what the decision says, gate by gate', () => {
    fc.assert(
      fc.property(revoked, (one) => {
        const { decision, fields } = explain(one);
        expect(decision).toEqual(decide(one));
        decision.fields.forEach((field, i) => {
          expect(fields[i]?.coordinate).toBe(field.coordinate);
          expect(fields[i]?.sources.map(({ source }) => source)).toEqual(field.sources.map(({ source }) => source));
          field.sources.forEach((source, j) => {
            const gates = fields[i]?.sources[j]?.gates ?? [];
            expect(gates.map(({ outcome }) => outcome).reduce(lowest)).toBe(source.outcome);
            const told = inGateOrder(gates.flatMap(({ reasons }) => reasons));
            expect(told).toEqual(source.reasons.filter((reason) => !/^(ALLOW|MASK)_OK$/.test(reason)));
          });
        });
      }),
      RUNS,
    );
  });

  it('rests on exactly the facts that the release will test', () => {
    fc.assert(
      fc.property(input, (one) => {
        const { decision, fields } = explain(one);
        const shown = fields.flatMap(({ sources }) => sources.filter(({ outcome }) => outcome !== 'WITHHOLD'));
        const named = shown.flatMap(({ gates }) =>
          gates.flatMap(({ facts }) => facts.filter((fact) => fact.isRequired)),
        );
        const keys = new Set(named.map(({ kind, id, version }) => `${kind} ${id} ${version}`));
        expect([...keys].sort()).toEqual(
          decision.requires.map(({ kind, id, version }) => `${kind} ${id} ${version}`).sort(),
        );
      }),
      RUNS,
    );
  });

  it('names every gate once, in order', () => {
    fc.assert(
      fc.property(input, (one) => {
        for (const { gates } of explain(one).fields.flatMap(({ sources }) => sources))
          expect(gates.map(({ number }) => number)).toEqual(NUMBERS);
      }),
      { numRuns: 20 },
    );
  });

  it('shows a fact that was edited outside the gateway where a gate looked at it', () => {
    fc.assert(
      fc.property(input, (one) => {
        const edited = withFacts(one, { subject: one.facts.subject && { ...one.facts.subject, isIntact: false } });
        const gate = explain(edited).fields[0]?.sources[0]?.gates.find(({ number }) => number === 3);
        const seen = expect.objectContaining({ kind: 'subject', isIntact: false }) as unknown;
        expect(gate).toMatchObject({ outcome: 'WITHHOLD', facts: expect.arrayContaining([seen]) as unknown });
      }),
      { numRuns: 20 },
    );
  });

  it('tells a field that nobody supplies by its gates too', () => {
    fc.assert(
      fc.property(input, (one) => {
        const [field] = explain({ ...one, candidates: () => [] }).fields;
        expect(field?.sources).toMatchObject([{ source: '', outcome: 'WITHHOLD' }]);
        expect(field?.sources[0]?.gates.flatMap(({ reasons }) => reasons)).toContain('AGREEMENT_NONE');
      }),
      { numRuns: 20 },
    );
  });
});
