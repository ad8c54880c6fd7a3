/**
 * What must hold for every input of `decide`, not only for the lines of the tables.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, type DecideInput } from '../../src/policy/decide.ts';
import { GATES, type Gates } from '../../src/policy/gates.ts';
import { judge } from '../../src/policy/judge.ts';
import { consents, input, REVOCATIONS, withFacts } from './generated-world.ts';

const RANK = { WITHHOLD: 0, MASK: 1, ALLOW: 2 };
const RUNS = { numRuns: 400 };
const ROUNDS = 10;

/** Per field and per source: how much is shown. Low trust shows less of a masked value. */
const shownBy = (one: DecideInput): readonly number[] =>
  decide(one).fields.flatMap(({ outcome, sources }) => [
    10 * RANK[outcome],
    ...sources.map((source) => 10 * RANK[source.outcome] + Number(source.treatment?.trust === 'NORMAL')),
  ]);

describe('less permission never reveals more:', () => {
  it.each(Object.entries(REVOCATIONS))('%s', (_name, revoke) => {
    let lowered = 0;
    const property = fc.property(input, fc.nat(5), (one, pick) => {
      const before = shownBy(one);
      const after = shownBy(revoke(one, pick));
      expect(after.map((shown, i) => shown <= (before[i] ?? -1))).not.toContain(false);
      lowered += Number(after.some((shown, i) => shown < (before[i] ?? -1)));
    });
    // Without a world in which it matters the property would hold for nothing: some changes matter seldom.
    for (let round = 0; round < ROUNDS && lowered === 0; round += 1) fc.assert(property, RUNS);
    expect(lowered).toBeGreaterThan(0);
  });
});

describe('a gate that fails', () => {
  const broken = (gates: Gates, number: number): Gates => {
    const fail = (): never => {
      throw new Error('broken gate');
    };
    return {
      request: gates.request.map((gate) => (gate.number === number ? { number, judge: fail } : gate)),
      field: gates.field.map((gate) => (gate.number === number ? { number, open: () => fail } : gate)),
      together: gates.together.map((gate) => (gate.number === number ? { number, judge: fail } : gate)),
    };
  };
  const numbers = [...GATES.request, ...GATES.field, ...GATES.together].map(({ number }) => number);

  it.each(numbers)('withholds every field and rests on nothing, at gate %i', (number) => {
    fc.assert(
      fc.property(input, (one) => {
        const { fields, requires, validUntil } = judge(broken(GATES, number), one);
        for (const field of fields) {
          expect(field.outcome).toBe('WITHHOLD');
          expect(field.sources.every(({ outcome }) => outcome === 'WITHHOLD')).toBe(true);
          expect(field.reasons).toContain('POLICY_EVAL_ERROR');
        }
        expect({ requires, validUntil }).toEqual({ requires: [], validUntil: null });
      }),
      { numRuns: 200 },
    );
  });

  it('withholds every field when it fails before the first question', () => {
    const [first, ...rest] = GATES.field;
    const open = (): never => {
      throw new Error('broken gate');
    };
    fc.assert(
      fc.property(input, (one) => {
        const gates = { ...GATES, field: [{ number: first?.number ?? 0, open }, ...rest] };
        for (const { outcome, reasons } of judge(gates, one).fields) {
          expect(outcome).toBe('WITHHOLD');
          expect(reasons).toContain('POLICY_EVAL_ERROR');
        }
      }),
      { numRuns: 200 },
    );
  });

  it('withholds when stored facts lack what every fact has', () => {
    const kinds = ['principal', 'purpose', 'subject'] as const;
    fc.assert(
      fc.property(input, fc.constantFrom(...kinds), (one, kind) => {
        const stripped = withFacts(one, { [kind]: { ...one.facts[kind], body: null } });
        expect(decide(stripped).fields.every(({ outcome }) => outcome === 'WITHHOLD')).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('withholds when the list of sources cannot be read', () => {
    fc.assert(
      fc.property(input, (one) => {
        const candidates = (): never => {
          throw new Error('no registry');
        };
        for (const { outcome, reasons } of decide({ ...one, candidates }).fields) {
          expect(outcome).toBe('WITHHOLD');
          expect(reasons).toContain('POLICY_EVAL_ERROR');
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('a decision', () => {
  it('does not depend on the order of facts', () => {
    fc.assert(
      fc.property(input, (one) => {
        const { agreements, consents: held, roles, partners, elevations, assessments } = one.facts;
        const reversed = withFacts(one, {
          elevations: [...elevations].reverse(),
          assessments: [...assessments].reverse(),
          consents: [...held].reverse(),
          roles: [...roles].reverse(),
          partners: new Map([...partners].reverse()),
          agreements: new Map([...agreements].reverse().map(([source, versions]) => [source, [...versions].reverse()])),
        });
        expect(decide(reversed)).toEqual(decide(one));
      }),
      RUNS,
    );
  });

  it('never counts a consent of another customer', () => {
    fc.assert(
      fc.property(input, consents('C-2'), (one, others) => {
        const more = withFacts(one, { consents: [...others, ...one.facts.consents] });
        expect(decide(more)).toEqual(decide(one));
      }),
      RUNS,
    );
  });

  it('is the same for the same input, and leaves the input as it was', () => {
    fc.assert(
      fc.property(input, (one) => {
        const before = JSON.stringify(one.facts);
        expect(decide(one)).toEqual(decide(one));
        expect(JSON.stringify(one.facts)).toBe(before);
      }),
      { numRuns: 200 },
    );
  });

  it('gives a reason for every outcome, names rights only where something is shown, and rests on those it names', () => {
    fc.assert(
      fc.property(input, (one) => {
        const { fields, requires, validUntil } = decide(one);
        const locked = new Set(requires.map(({ kind, id, version }) => `${kind} ${id} ${version}`));
        const sources = fields.flatMap((field) => field.sources);
        for (const { outcome, reasons, agreement, consent, treatment } of sources) {
          expect(reasons.length).toBeGreaterThan(0);
          if (outcome === 'WITHHOLD') expect({ agreement, consent, treatment }).toEqual({});
          for (const right of [agreement, consent]) {
            if (right) expect(locked).toContain(`${right.kind} ${right.id} ${right.version}`);
          }
        }
        if (sources.every(({ outcome }) => outcome === 'WITHHOLD')) expect({ requires, validUntil }).toEqual({ requires: [], validUntil: null });
        else expect(requires.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['principal', 'purpose', 'role', 'subject']));
        expect(requires.length).toBe(locked.size);
      }),
      RUNS,
    ); // prettier-ignore
  });

  it('covers each coordinate once, however often it was asked', () => {
    fc.assert(
      fc.property(input, (one) => {
        const twice = { ...one, coordinates: [...one.coordinates, ...one.coordinates] };
        expect(decide(twice)).toEqual(decide(one));
      }),
      { numRuns: 200 },
    );
  });
});
