/**
 * What one source's decision allows of its own value: a copy, a masked value, or nothing with the reasons why. Anything that
 * is not exactly ALLOW or MASK is withheld, and so is a field the catalogue does not know or forbids.
 */
import type { Catalogue, Coordinate } from '../domain/classification.ts';
import { DATASETS, datasetOf, fieldOf } from '../domain/dataset.ts';
import type { FieldDecision, SourceDecision } from '../domain/decision.ts';
import {
  DENIAL_REASONS,
  type DenialReason,
  NOT_PERMITTED,
  type ReasonCode,
  SUCCESS_REASONS,
} from '../domain/reason.ts';
import { treat, type TreatmentContext } from './treat.ts';

export type Release =
  | { readonly isReleased: true; readonly value: unknown }
  | { readonly isReleased: false; readonly reason: DenialReason };

const IN_GATE_ORDER: readonly ReasonCode[] = [...DENIAL_REASONS, NOT_PERMITTED];
const PLACE = new Map(IN_GATE_ORDER.map((reason, i) => [reason, i]));
const SUCCESSES: ReadonlySet<ReasonCode> = new Set(SUCCESS_REASONS);

/** `value` is the source's own. Never throws. */
export function release(value: unknown, by: SourceDecision, about: TreatmentContext): Release {
  if (by.outcome === 'ALLOW') return { isReleased: true, value };
  const treated = treat(value, by.treatment, about);
  return treated.isHidden ? { isReleased: true, value: treated.value } : { isReleased: false, reason: treated.reason };
}

export const isPermitted = (field: FieldDecision, by: SourceDecision): boolean =>
  isOpen(field.outcome) && isOpen(by.outcome);

const isOpen = (outcome: string): boolean => outcome === 'ALLOW' || outcome === 'MASK';

/** Why no source may give this coordinate, whatever was decided; null when nothing stands against it. */
export function bar(coordinate: Coordinate, catalogue: Catalogue): DenialReason | null {
  const classification = catalogue.get(coordinate);
  const dataset = datasetOf(coordinate);
  if (classification === undefined || dataset === undefined) return 'FIELD_UNCLASSIFIED';
  // Root fields other than `kind` are the view's own (id, disclosures, gaps): no source may write them.
  if (DATASETS[dataset].path.length === 0 && fieldOf(coordinate) !== 'kind') return 'FIELD_UNCLASSIFIED';
  if (classification.prohibited === true) return 'FIELD_PROHIBITED';
  return classification.class === 'C3' ? 'CLASS_C3_PROHIBITED' : null;
}

/** The reasons of a "no": each once, in gate order, without success codes. */
export function denials(...reasons: readonly (readonly ReasonCode[])[]): readonly ReasonCode[] {
  const found = new Set(reasons.flat().filter((reason) => !SUCCESSES.has(reason)));
  return [...found].sort((a, b) => (PLACE.get(a) ?? 0) - (PLACE.get(b) ?? 0));
}
