import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Catalogue, Coordinate, MaskRule } from '../../src/domain/classification.ts';
import type { Outcome } from '../../src/domain/decision.ts';
import type { Sourced } from '../../src/domain/sourced.ts';
import { mask } from '../../src/mask/mask.ts';
import { merge } from '../../src/merge/merge.ts';
import { CUSTOMER, decisionOf, fieldDecision, said, SUCCESS } from '../merge/cases.ts';
import { ABOUT, treatment } from './rules.ts';

const SOURCES = ['bank', 'mx-credit', 'mastercard-credit'];
const FIELDS: readonly (readonly [Coordinate, MaskRule])[] = [
  ['Identity.name', 'PERSON_NAME'],
  ['Identity.phones', 'MOBILE'],
  ['Identity.documentNumber', 'RESIDENT_ID'],
  ['CreditAccount.accountNumber', 'ACCOUNT_NUMBER'],
  ['CreditAccount.institution', 'WITHHOLD'],
];
const CATALOGUE: Catalogue = new Map(FIELDS.map(([coordinate]) => [coordinate, { class: 'C2', kind: 'LABEL' }]));

/** A secret no other cell holds; some have their rule's format, others do not. */
const phone = (s: number) => `139000000${s}1`;
const sourced: readonly Sourced[] = SOURCES.flatMap((source, s) => [
  said(source, 'identity.party', { name: `Xavier${'ijk'[s]}`, phones: [phone(s)], documentNumber: `PASS-${s}` }),
  said(source, 'credit.account', [{ accountNumber: `7000${s}${s}${s}${s}1234`, institution: `Bank of ${s}` }]),
]);
const secretOf = (coordinate: Coordinate, s: number): string =>
  ({
    'Identity.name': `Xavier${'ijk'[s]}`,
    'Identity.phones': phone(s),
    'Identity.documentNumber': `PASS-${s}`,
    'CreditAccount.accountNumber': `7000${s}${s}${s}${s}1234`,
    'CreditAccount.institution': `Bank of ${s}`,
  })[coordinate as 'Identity.name'];

const outcome = fc.constantFrom<Outcome>('ALLOW', 'MASK', 'WITHHOLD');
const plan = fc.array(fc.array(outcome, { minLength: 3, maxLength: 3 }), {
  minLength: FIELDS.length,
  maxLength: FIELDS.length,
});

it('a value stands in clear in the answer exactly where its own source was allowed, whatever else was decided', () => {
  fc.assert(
    fc.property(plan, (outcomes) => {
      const decision = decisionOf(
        FIELDS.map(([coordinate, rule], f) =>
          fieldDecision(
            coordinate,
            SOURCES.map((source, s) => {
              const own = outcomes[f]?.[s] ?? 'WITHHOLD';
              return { source, outcome: own, reasons: [SUCCESS[own]], treatment: treatment(rule) };
            }),
          ),
        ),
      );
      const view = mask(merge(CUSTOMER, sourced, decision), decision, {
        gaps: [],
        catalogue: CATALOGUE,
        pseudonymKey: ABOUT.pseudonymKey,
      });
      const text = JSON.stringify(view);
      for (const [f, [coordinate]] of FIELDS.entries()) {
        for (const s of SOURCES.keys()) {
          const isClear = outcomes[f]?.[s] === 'ALLOW';
          expect(text.includes(secretOf(coordinate, s)), `${coordinate} of ${SOURCES[s]}`).toBe(isClear);
        }
      }
      for (const line of view.disclosures)
        if (line.outcome === 'WITHHOLD') expect(line.reasons.length).toBeGreaterThan(0);
    }),
    { numRuns: 2_000 },
  );
});
