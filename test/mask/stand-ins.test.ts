/** What a view says where an older record stands in for a partner that failed. */
import { describe, expect, it } from 'vitest';
import type { Catalogue, Classification, Coordinate } from '../../src/domain/classification.ts';
import { partnerFault } from '../../src/domain/fault.ts';
import type { Gap, Sourced } from '../../src/domain/sourced.ts';
import { mask } from '../../src/mask/mask.ts';
import { merge } from '../../src/merge/merge.ts';
import { at, CUSTOMER, decide, said } from '../merge/cases.ts';
import { ABOUT } from './rules.ts';

const MX = 'mx-credit';
const plain: Classification = { class: 'C2', kind: 'LABEL' };
const CATALOGUE: Catalogue = new Map<Coordinate, Classification>([
  ['Identity.name', plain],
  ['Identity.phones', plain],
]);
const mx = said(MX, 'identity.party', { name: '王小芳' }, { asOf: at('2026-01-01T00:00:00Z'), cache: 'STALE' });

function view(sourced: readonly Sourced[], coordinate: Coordinate, gaps: readonly Gap[]) {
  const decision = decide({ [coordinate]: { [MX]: 'ALLOW' } });
  const context = { gaps, catalogue: CATALOGUE, pseudonymKey: ABOUT.pseudonymKey };
  return mask(merge(CUSTOMER, sourced, decision), decision, context);
}

describe('a view with stand-ins', () => {
  it('says that older records stand in only where they do for every part that is missing', () => {
    const gap: Gap = { source: MX, dataset: 'identity.party', fault: partnerFault('PARTNER_TIMEOUT', 'deadline') };
    const stoodIn: Gap = { ...gap, servedStale: true };
    expect(view([mx], 'Identity.name', [stoodIn, stoodIn]).gaps).toEqual([stoodIn]);
    expect(view([mx], 'Identity.name', [stoodIn, gap]).gaps).toEqual([gap]);
    expect(view([mx], 'Identity.name', [gap, stoodIn]).gaps).toEqual([gap]);
  });

  it('calls nothing of a stand-in empty: what it lacks may have come since', () => {
    const gap: Gap = {
      source: MX,
      dataset: 'identity.party',
      fault: partnerFault('PARTNER_TIMEOUT', 'deadline'),
      servedStale: true,
    };
    const result = view([mx], 'Identity.phones', [gap]);
    expect(result.disclosures).toMatchObject([{ source: MX, isEmpty: false, cache: null }]);
  });
});
