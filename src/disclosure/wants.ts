/**
 * What partners are asked for, of one customer: one Want per endpoint, with the rights it rests on, how long they let its answer be kept,
 * and on whose account it is asked. No I/O.
 */
import type { Agreement } from '../domain/agreement.ts';
import type { Decision } from '../domain/custody.ts';
import { type DatasetName, datasetOf } from '../domain/dataset.ts';
import type { SourceDecision } from '../domain/decision.ts';
import type { FactRef, Facts } from '../domain/fact.ts';
import { epochMsOf, type Instant } from '../domain/instant.ts';
import { BANK, type SourceId } from '../domain/sourced.ts';
import type { CallTerms, Want } from '../partners/port.ts';
import type { Case, Holding, Stages } from './port.ts';

/** What one source may be asked for about one customer in one dataset. */
export interface Need {
  readonly source: SourceId;
  readonly dataset: DatasetName;
  readonly coordinates: string[];
  readonly rights: SourceDecision[];
}

export type Plan = Case & { readonly needs: readonly Need[] };

/** Groups every source that may supply something by dataset. */
export function needsOf(decision: Decision): readonly Need[] {
  const needs = new Map<string, Need>();
  for (const { coordinate, sources } of decision.fields) {
    const dataset = datasetOf(coordinate);
    if (dataset === undefined) continue;
    for (const right of sources) {
      if (right.outcome === 'WITHHOLD') continue;
      const key = `${right.source} ${dataset}`;
      const need = needs.get(key) ?? { source: right.source, dataset, coordinates: [], rights: [] };
      need.coordinates.push(coordinate);
      need.rights.push(right);
      needs.set(key, need);
    }
  }
  return [...needs.values()];
}

/** One Want per endpoint to read; the strictest of the grants involved sets freshness and retention. */
export function wantsOf(
  { partners }: Pick<Stages, 'partners'>,
  { facts, decision, needs }: Plan,
  holding: Holding | undefined,
): readonly Want[] {
  return needs
    .filter(({ source }) => source !== BANK)
    .flatMap(({ source, dataset, coordinates, rights }) => {
      const cacheTtlS = Math.min(...rights.map((right) => right.cacheTtlS ?? 0));
      const retentionDays = Math.min(...rights.map((right) => right.retentionDays ?? 0));
      const references = holding?.references.get(source) ?? {};
      const pinned = rightsOf(rights);
      const terms = termsOf(facts, source, pinned);
      const rightsEndAt = endOf(facts, source, pinned);
      return partners.endpointsFor(source, dataset, coordinates).map((endpoint) => ({
        customerId: decision.customerId,
        source,
        dataset,
        endpoint,
        references,
        cacheTtlS,
        retentionDays,
        rights: pinned,
        rightsEndAt,
        terms,
      }));
    });
}

/** Agreement and consent, each version once. */
function rightsOf(rights: readonly SourceDecision[]): readonly FactRef[] {
  const refs = rights.flatMap(({ agreement, consent }) => [agreement, consent]).filter((ref) => ref !== undefined);
  return [...new Map(refs.map((ref) => [`${ref.kind} ${ref.id}`, ref])).values()];
}

/** On whose account the partner is called: the first agreement that permits. */
function termsOf({ purpose, partners, agreements }: Facts, source: SourceId, rights: readonly FactRef[]): CallTerms {
  const ref = rights.find(({ kind }) => kind === 'agreement');
  const agreement = agreements.get(source)?.find(({ id }) => id === ref?.id)?.body;
  const partner = partners.get(source)?.body;
  return {
    urgency: purpose?.body.urgency ?? 'INTERACTIVE',
    agreementId: agreement?.agreementId ?? '',
    budget: agreement?.terms.budget ?? null,
    hold: partner?.hold ?? null,
    resetAt: partner?.resetAt ?? null,
  };
}

/** The earliest end of these agreements and consents: what rests on them is not kept longer. */
function endOf({ agreements, consents }: Facts, source: SourceId, rights: readonly FactRef[]): Instant | null {
  const ends = rights.flatMap(({ kind, id }) => {
    if (kind === 'consent') return consents.find((one) => one.id === id)?.body.expiresAt ?? [];
    const agreement = agreements.get(source)?.find((one) => one.id === id);
    return agreement === undefined ? [] : endsOf(agreement.body);
  });
  return ends.reduce<Instant | null>((a, b) => (a === null || epochMsOf(b) < epochMsOf(a) ? b : a), null);
}

/** Its own last instant, and the first of the version that took over. */
const endsOf = ({ terms, supersededFrom }: Agreement): readonly Instant[] =>
  supersededFrom === undefined ? [terms.effectiveUntil] : [terms.effectiveUntil, supersededFrom];
