/** What a withdrawn consent leaves without a right to be kept. */
import { describe, expect, it } from 'vitest';
import type { Consent } from '../../src/domain/consent.ts';
import type { Fact } from '../../src/domain/fact.ts';
import type { Instant } from '../../src/domain/instant.ts';
import { recordsToPurge } from '../../src/governance/consents/records-to-purge.ts';
import type { RecordSupply } from '../../src/partners/port.ts';
import { CONSENT } from '../store/record-facts.ts';

const NOW = '2026-06-01T00:00:00.000Z' as Instant;
const SUPPLIES: readonly RecordSupply[] = [
  { source: 'alpha', endpoint: 'owner', coordinates: ['Identity.name', 'Identity.phones'] },
  { source: 'alpha', endpoint: 'score', coordinates: ['CreditScore.value'] },
  { source: 'beta', endpoint: 'owner', coordinates: ['Identity.name'] },
];

const consent = (differs: Partial<Consent>): Consent => ({ ...CONSENT('C-1'), ...differs });
const other = (differs: Partial<Consent>, isIntact = true): Fact<'consent'> => ({
  kind: 'consent',
  id: 'CNS-2',
  version: 1,
  hash: '',
  isIntact,
  body: consent(differs),
});
const withdrawn = (differs: Partial<Consent> = {}): Consent => consent({ ...differs, state: 'WITHDRAWN' });

/** Endpoints whose records go, of those known. */
function goneAfter(one: Consent, others: readonly Fact<'consent'>[] = []): readonly string[] {
  const { sources, keep } = recordsToPurge(one, others, SUPPLIES, NOW);
  return SUPPLIES.filter(({ source }) => sources === '*' || sources.includes(source))
    .filter(({ source, endpoint }) => !keep.some((kept) => kept.source === source && kept.endpoint === endpoint))
    .map(({ source, endpoint }) => `${source} ${endpoint}`);
}

const EVERYTHING = ['alpha owner', 'alpha score', 'beta owner'];

describe('a withdrawal', () => {
  it.each([
    ['of everything from everybody', {}, EVERYTHING],
    ['of one field', { coordinates: ['Identity.phones'] }, ['alpha owner']],
    ['of one type', { coordinates: ['Identity.*'] }, ['alpha owner', 'beta owner']],
    ['from one source', { sources: ['beta'] }, ['beta owner']],
    ['of what nobody stores', { coordinates: ['Quote.price'] }, []],
  ] as const)('%s takes the records that may hold it', (_what, differs, gone) => {
    expect(goneAfter(withdrawn(differs))).toEqual(gone);
  });

  it.each([
    ['covers it all', {}, []],
    ['covers every field of one record', { coordinates: ['CreditScore.value'] }, ['alpha owner', 'beta owner']],
    ['covers some fields of a record only', { coordinates: ['Identity.name'] }, ['alpha owner', 'alpha score']],
    ['names one source only', { sources: ['alpha'] }, ['beta owner']],
    ['serves another purpose', { purpose: 'MARKETING' }, []],
    ['was withdrawn too', { state: 'WITHDRAWN' }, EVERYTHING],
    ['has expired', { expiresAt: NOW }, EVERYTHING],
    ['has not begun', { grantedAt: '2026-07-01T00:00:00.000Z' as Instant }, EVERYTHING],
  ] as const)('spares what another consent covers, which %s', (_what, differs, gone) => {
    expect(goneAfter(withdrawn(), [other(differs)])).toEqual(gone);
  });

  it('is not stopped by a consent that somebody edited outside of the gateway', () => {
    expect(goneAfter(withdrawn(), [other({}, false)])).toEqual(EVERYTHING);
  });

  it('keeps by name: records of an endpoint that no connector declares any more go too', () => {
    const { keep } = recordsToPurge(withdrawn({ coordinates: ['CreditScore.value'] }), [], SUPPLIES, NOW);
    expect(keep).toEqual([
      { source: 'alpha', endpoint: 'owner' },
      { source: 'beta', endpoint: 'owner' },
    ]);
  });
});
