/**
 * What may they see? One pass over the merged view: every value as its own source's decision says, and an account of what
 * happened. The only mint of a MaskedView. Never fails open: what was not decided, is not classified or cannot be hidden
 * as demanded is not in the answer. No clock, no I/O.
 */
import type { Catalogue, Coordinate } from '../domain/classification.ts';
import { type Decision, type MaskedView, mintMaskedView } from '../domain/custody.ts';
import { type DatasetName, datasetOf, DATASETS, fieldOf } from '../domain/dataset.ts';
import type { FieldDecision, SourceDecision } from '../domain/decision.ts';
import type { DenialReason } from '../domain/reason.ts';
import type { Instant } from '../domain/instant.ts';
import { isSame } from '../domain/same.ts';
import type { Gap, SourceId } from '../domain/sourced.ts';
import type {
  Answer,
  ConflictLine,
  DisclosureLine,
  GapLine,
  MergedField,
  MergedItem,
  MergedView,
} from '../domain/view.ts';
import { allWithheldLineOf, lineOf, type Part, withheldLineOf } from './account.ts';
import { tooOldFor } from './age.ts';
import { createCanvas, type Canvas } from './canvas.ts';
import { expiredKey } from './expire.ts';
import { bar, isPermitted, release, type Release } from './release.ts';
import type { TreatmentContext } from './treat.ts';

export interface MaskContext {
  readonly gaps: readonly Gap[];
  readonly catalogue: Catalogue;
  /** At least 16 random bytes, the same for the whole gateway. */
  readonly pseudonymKey: Uint8Array;
  /** What `expire` took out. */
  readonly expired?: ReadonlySet<string>;
}

const NOTHING_EXPIRED: ReadonlySet<string> = new Set();

/** Everything one pass writes to. */
interface Pass {
  readonly merged: MergedView;
  readonly about: TreatmentContext;
  readonly decidedAt: Instant;
  /** See expire.ts. */
  readonly expired: ReadonlySet<string>;
  readonly canvas: Canvas;
  readonly disclosures: DisclosureLine[];
  readonly conflicts: ConflictLine[];
  /** `source dataset` pairs, or single fields of them, that could not answer, and those this decision lets the asker hear of. */
  readonly gaps: ReadonlySet<string>;
  readonly permitted: Set<string>;
}

/** Throws when view and decision are about different customers or the decision names a coordinate or source twice. */
export function mask(merged: MergedView, decision: Decision, context: MaskContext): MaskedView {
  if (merged.customerId !== decision.customerId) throw new Error('the decision is about another customer');
  const pass: Pass = {
    merged,
    about: { purpose: decision.purpose, pseudonymKey: context.pseudonymKey },
    decidedAt: decision.decidedAt,
    expired: context.expired ?? NOTHING_EXPIRED,
    canvas: createCanvas(),
    disclosures: [],
    conflicts: [],
    gaps: new Set(context.gaps.flatMap(placesOf)),
    permitted: new Set(),
  };
  const seen = new Set<string>();
  for (const field of decision.fields) {
    refuseRepeats(seen, field);
    maskField(pass, field, context.catalogue);
  }
  return mintMaskedView({
    id: merged.customerId,
    decidedAt: decision.decidedAt,
    ...pass.canvas.content(),
    disclosures: pass.disclosures,
    gaps: gapLines(context.gaps, pass.permitted),
    conflicts: pass.conflicts,
  });
}

function maskField(pass: Pass, field: FieldDecision, catalogue: Catalogue): void {
  const barred = bar(field.coordinate, catalogue);
  const dataset = datasetOf(field.coordinate);
  const permitted = field.sources.filter((by) => isPermitted(field, by));
  if (barred !== null || dataset === undefined || permitted.length === 0) {
    pass.disclosures.push(allWithheldLineOf(field, barred));
    return;
  }
  const name = fieldOf(field.coordinate);
  for (const { source } of permitted) {
    pass.permitted.add(pairOf({ source, dataset }));
    pass.permitted.add(placeOf({ source, dataset }, name));
  }
  const content = pass.merged.datasets.get(dataset);
  if (content?.shape === 'many' && content.items.length === 0) pass.canvas.paintEmptyList(dataset);
  const parts =
    content?.shape === 'many'
      ? permitted.map((by) => maskColumn(pass, dataset, field.coordinate, content.items, by))
      : maskOne(pass, field, dataset, permitted, content?.fields ?? {});
  const answers = pass.merged.answers.get(dataset) ?? [];
  for (const part of parts)
    pass.disclosures.push(lineOf(field, part, ...standing(pass, part, field.coordinate, dataset, answers)));
  for (const by of field.sources) if (!permitted.includes(by)) pass.disclosures.push(withheldLineOf(field, by));
}

/**
 * The winner first, then every other permitted source; rivals' values become conflicts, masked by their own decision. Whether two
 * values differ is judged by what is shown of them: masks that read alike are no conflict, whatever stands behind them.
 */
function maskOne(
  pass: Pass,
  { coordinate }: FieldDecision,
  dataset: DatasetName,
  permitted: readonly SourceDecision[],
  fields: Readonly<Record<string, MergedField>>,
): readonly Part[] {
  const field = ownField(fields, fieldOf(coordinate));
  if (field === undefined) return permitted.map((by) => silent(pass, coordinate, by));
  const winner = permitted.filter(({ source }) => source === field.provenance.source);
  const others = permitted.filter(({ source }) => source !== field.provenance.source);
  const shown: unknown[] = [];
  const won = winner.map((by): Part => {
    const tooOld = tooOldFor(by, field.provenance, pass.decidedAt);
    const released = tooOld === null ? release(field.value, by, pass.about) : refused(tooOld);
    if (released.isReleased) {
      pass.canvas.paintOne(dataset, fieldOf(coordinate), released.value);
      shown.push(released.value);
    }
    const failure = released.isReleased ? null : released.reason;
    return { by, provenance: field.provenance, failure, survivedBy: field.survivedBy };
  });
  const lost = others.map((by): Part => {
    const rival = field.conflicts.find(({ provenance }) => provenance.source === by.source);
    if (rival === undefined) return silent(pass, coordinate, by);
    const tooOld = tooOldFor(by, rival.provenance, pass.decidedAt);
    const released = tooOld === null ? release(rival.value, by, pass.about) : refused(tooOld);
    const { source, asOf } = rival.provenance;
    if (released.isReleased && !shown.some((value) => isSame(value, released.value)))
      pass.conflicts.push({ coordinate, source, asOf, value: released.value });
    const failure = released.isReleased ? null : released.reason;
    return { by, provenance: rival.provenance, failure, survivedBy: null };
  });
  return [...won, ...lost];
}

/**
 * One field of all items of one source: all released or, if one of them cannot be hidden, none. That an adverse fact was taken out of one
 * item is said only where nothing else is left: otherwise it would tell that there was one.
 */
function maskColumn(
  pass: Pass,
  dataset: DatasetName,
  coordinate: Coordinate,
  items: readonly MergedItem[],
  by: SourceDecision,
): Part {
  const values: (readonly [item: number, value: unknown])[] = [];
  const { canvas, about, decidedAt } = pass;
  const name = fieldOf(coordinate);
  let provenance: Part['provenance'] = null;
  for (const [i, item] of items.entries()) {
    if (item.provenance.source !== by.source || !Object.hasOwn(item.fields, name)) continue;
    provenance ??= item.provenance;
    const tooOld = tooOldFor(by, item.provenance, decidedAt);
    const released = tooOld === null ? release(item.fields[name], by, about) : refused(tooOld);
    if (!released.isReleased) return { by, provenance, failure: released.reason, survivedBy: null };
    values.push([i, released.value]);
  }
  if (values.length === 0) return silent(pass, coordinate, by);
  for (const [at, value] of values) canvas.paintItem(dataset, { at, source: by.source }, name, value);
  return { by, provenance, failure: null, survivedBy: null };
}

/** It gave nothing, or nothing that is not over. */
const silent = ({ expired }: Pass, coordinate: Coordinate, by: SourceDecision): Part => ({
  by,
  provenance: null,
  failure: expired.has(expiredKey(by.source, coordinate)) ? 'RETENTION_EXPIRED' : null,
  survivedBy: null,
});

function standing(
  { gaps }: Pass,
  { by: { source } }: Part,
  coordinate: Coordinate,
  dataset: DatasetName,
  answers: readonly Answer[],
): [Answer | undefined, 'GAP' | 'NO_GAP'] {
  const isGap = gaps.has(pairOf({ source, dataset })) || gaps.has(placeOf({ source, dataset }, fieldOf(coordinate)));
  return [answers.find((answer) => answer.source === source), isGap ? 'GAP' : 'NO_GAP'];
}

const refused = (reason: DenialReason): Release => ({ isReleased: false, reason });

const ownField = (fields: Readonly<Record<string, MergedField>> | undefined, name: string): MergedField | undefined =>
  fields !== undefined && Object.hasOwn(fields, name) ? fields[name] : undefined;

/** A gap of a source that may give nothing of a dataset any more is not the asker's to know. */
function gapLines(gaps: readonly Gap[], permitted: ReadonlySet<string>): readonly GapLine[] {
  const lines = new Map<string, GapLine>();
  for (const { source, dataset, fault, servedStale, fields } of gaps) {
    const open = fields?.filter((name) => permitted.has(placeOf({ source, dataset }, name)));
    if (!permitted.has(pairOf({ source, dataset })) || open?.length === 0) continue;
    const coordinates = open?.map((name): Coordinate => `${DATASETS[dataset].type}.${name}`);
    const key = `${pairOf({ source, dataset })} ${fault.code} ${coordinates?.join(' ') ?? ''}`;
    const line = lines.get(key);
    // Several endpoints failed alike: only where each has a stand-in is nothing missing.
    const isStoodIn = servedStale === true && (line === undefined || line.servedStale === true);
    lines.set(key, {
      source,
      dataset,
      ...(coordinates === undefined ? {} : { coordinates }),
      fault: line?.fault ?? fault,
      ...(isStoodIn ? { servedStale } : {}),
    });
  }
  return [...lines.values()];
}

const pairOf = ({ source, dataset }: { readonly source: SourceId; readonly dataset: DatasetName }): string =>
  `${source} ${dataset}`;

const placeOf = (of: Pick<Gap, 'source' | 'dataset'>, field: string): string => `${pairOf(of)} ${field}`;

const placesOf = (gap: Gap): readonly string[] => gap.fields?.map((field) => placeOf(gap, field)) ?? [pairOf(gap)];

function refuseRepeats(seen: Set<string>, { coordinate, sources }: FieldDecision): void {
  const named = new Set(sources.map(({ source }) => source));
  if (seen.has(coordinate) || named.size < sources.length) throw new Error(`the decision names ${coordinate} twice`);
  seen.add(coordinate);
}
