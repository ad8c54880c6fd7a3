/**
 * The lines that say what happened to a coordinate, source by source. A line claims emptiness only for a source that
 * answered, and provenance only for one that did; a coordinate that nobody may give has one line that names no source.
 */
import { fieldOf } from '../domain/dataset.ts';
import type { FieldDecision, SourceDecision } from '../domain/decision.ts';
import type { DenialReason } from '../domain/reason.ts';
import type { Answer, DisclosureLine, Provenance, SurvivorshipReason } from '../domain/view.ts';
import { denials } from './release.ts';

/** What became of one permitted source's part in a coordinate. */
export interface Part {
  readonly by: SourceDecision;
  /** Of its value in this field; null when it gave none. */
  readonly provenance: Provenance | null;
  /** Gate 14; null when released, or when there was nothing to release. */
  readonly failure: DenialReason | null;
  readonly survivedBy: SurvivorshipReason | null;
}

/**
 * `answer` undefined: the source did not answer, or there was no reference to ask it with. A source that agreed with the
 * winner left no value of its own in the view, but its answer names the field. After a gap a missing field may be in the
 * part that did not arrive, so nothing is said about it.
 */
export function lineOf(
  field: FieldDecision,
  { by, provenance, failure, survivedBy }: Part,
  answer: Answer | undefined,
  gap: 'GAP' | 'NO_GAP',
): DisclosureLine {
  const hasValue = provenance !== null || answer?.fields.has(fieldOf(field.coordinate)) === true;
  const isEmpty = !hasValue && answer !== undefined && gap === 'NO_GAP';
  const origin = hasValue || isEmpty ? (provenance ?? answer) : null;
  return {
    coordinate: field.coordinate,
    outcome: failure === null ? by.outcome : 'WITHHOLD',
    reasons: failure === null ? by.reasons : denials(by.reasons, [failure]),
    treatment: by.outcome === 'MASK' ? (by.treatment?.rule ?? null) : null,
    source: by.source,
    asOf: origin?.asOf ?? null,
    fetchedAt: origin?.fetchedAt ?? null,
    cache: origin?.cache ?? null,
    isEmpty,
    agreement: by.agreement ?? null,
    consent: by.consent ?? null,
    survivedBy: failure === null ? survivedBy : null,
  };
}

/** One source that may not give a coordinate which others may. */
export const withheldLineOf = (field: FieldDecision, by: SourceDecision): DisclosureLine => ({
  ...nothing(field),
  reasons: denials(by.reasons),
  source: by.source,
});

/** Nobody may: the union of all reasons. */
export const allWithheldLineOf = (field: FieldDecision, barred: DenialReason | null): DisclosureLine => ({
  ...nothing(field),
  reasons: denials(field.reasons, ...field.sources.map(({ reasons }) => reasons), barred === null ? [] : [barred]),
});

const nothing = ({ coordinate }: FieldDecision): DisclosureLine => ({
  coordinate,
  outcome: 'WITHHOLD',
  reasons: [],
  treatment: null,
  source: null,
  asOf: null,
  fetchedAt: null,
  cache: null,
  isEmpty: false,
  agreement: null,
  consent: null,
  survivedBy: null,
});
