/** Small builders for merge and mask tests, and the one place where these tests make a Decision. */
import type { Coordinate } from '../../src/domain/classification.ts';
import type { Decision } from '../../src/domain/custody.ts';
import type { DatasetName, DatasetRecords } from '../../src/domain/dataset.ts';
import type { FieldDecision, Outcome, SourceDecision } from '../../src/domain/decision.ts';
import type { Instant } from '../../src/domain/instant.ts';
import type { Sourced, SourceId } from '../../src/domain/sourced.ts';
import { mintDecision } from '../../src/domain/custody.ts';

export const CUSTOMER = 'C-1';
export const at = (text: string): Instant => text as Instant;

export function said<D extends DatasetName>(
  source: SourceId,
  dataset: D,
  record: DatasetRecords[D] | null,
  more: Partial<Pick<Sourced, 'asOf' | 'fetchedAt' | 'cache'>> = {},
): Sourced {
  return { source, dataset, record, asOf: null, fetchedAt: at('2026-01-01T00:00:00Z'), cache: 'LIVE', ...more };
}

const RANK: Readonly<Record<Outcome, number>> = { WITHHOLD: 0, MASK: 1, ALLOW: 2 };
export const SUCCESS = { ALLOW: 'ALLOW_OK', MASK: 'MASK_OK', WITHHOLD: 'CONSENT_NONE' } as const;

export function fieldDecision(coordinate: Coordinate, sources: readonly SourceDecision[]): FieldDecision {
  const outcome = sources.reduce<Outcome>(
    (best, one) => (RANK[one.outcome] > RANK[best] ? one.outcome : best),
    'WITHHOLD',
  );
  return { coordinate, outcome, reasons: [SUCCESS[outcome]], sources };
}

export const decisionOf = (fields: readonly FieldDecision[]): Decision =>
  mintDecision({
    customerId: CUSTOMER,
    purpose: 'CREDIT_DECISION',
    decidedAt: at('2026-01-02T00:00:00Z'),
    fields,
    requires: [],
    validUntil: null,
  });

/** `{ 'Identity.name': { bank: 'ALLOW' } }` as a Decision without treatments. */
export const decide = (plan: Readonly<Record<string, Readonly<Record<SourceId, Outcome>>>>): Decision =>
  decisionOf(
    Object.entries(plan).map(([coordinate, sources]) =>
      fieldDecision(
        coordinate as Coordinate,
        Object.entries(sources).map(([source, outcome]) => ({ source, outcome, reasons: [SUCCESS[outcome]] })),
      ),
    ),
  );
