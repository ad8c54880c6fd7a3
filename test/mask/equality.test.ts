/** Saying that two values agree says what the hidden one is: only what is shown may be compared. */
import { expect, it } from 'vitest';
import type { Catalogue } from '../../src/domain/classification.ts';
import type { MaskedView } from '../../src/domain/custody.ts';
import type { SourceDecision } from '../../src/domain/decision.ts';
import { mask } from '../../src/mask/mask.ts';
import { merge } from '../../src/merge/merge.ts';
import { at, CUSTOMER, decisionOf, fieldDecision, said } from '../merge/cases.ts';
import { ABOUT, treatment } from './rules.ts';

const MX = 'mx-credit';
const CATALOGUE: Catalogue = new Map([['Identity.name', { class: 'C2', kind: 'PERSON_NAME' }]]);
const clear = (source: string): SourceDecision => ({ source, outcome: 'ALLOW', reasons: ['ALLOW_OK'] });
const masked = (source: string): SourceDecision => ({
  source,
  outcome: 'MASK',
  reasons: ['MASK_OK'],
  treatment: treatment('PERSON_NAME'),
});

function viewWhere(name: string, ...rights: readonly SourceDecision[]): MaskedView {
  const decision = decisionOf([fieldDecision('Identity.name', rights)]);
  const sourced = [
    said('bank', 'identity.party', { name: '王芳' }, { cache: 'OWN' }),
    said(MX, 'identity.party', { name }, { asOf: at('2026-01-01T00:00:00Z') }),
  ];
  const about = { gaps: [], catalogue: CATALOGUE, pseudonymKey: ABOUT.pseudonymKey };
  return mask(merge(CUSTOMER, sourced, decision), decision, about);
}

it('a source read masked does not give its value away by agreeing with what stands in clear beside it', () => {
  const agreeing = viewWhere('王芳', clear('bank'), masked(MX));
  expect(agreeing).toEqual(viewWhere('王莉', clear('bank'), masked(MX)));
  expect(agreeing.conflicts).toMatchObject([{ source: MX, value: '王**' }]);
});

it('two masked sources whose masks read alike do not tell whether their values agree', () => {
  const agreeing = viewWhere('王芳', masked('bank'), masked(MX));
  expect(agreeing).toEqual(viewWhere('王莉', masked('bank'), masked(MX)));
  expect(agreeing.conflicts).toEqual([]);
});

it('two sources read in clear agree where they say the same', () => {
  const agreeing = viewWhere('王芳', clear('bank'), clear(MX));
  expect(agreeing.disclosures[0]?.survivedBy).toBe('agreed');
  expect(agreeing.conflicts).toEqual([]);
});
