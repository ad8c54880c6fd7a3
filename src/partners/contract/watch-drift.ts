/**
 * Step 10 with open eyes: one partner's answers are checked, watched for drift before it breaks anything, and where one field drifts that
 * field is withheld, not the partner. What depended on a place that was set aside must be known, or the whole answer counts as broken.
 */
import { createHmac } from 'node:crypto';
import type { Connector, Endpoint, RequestContext } from '../../sdk/index.ts';
import { type Attempt, failed, hasFailed } from '../attempt.ts';
import type { PartnersLog } from '../log.ts';
import type { Note } from '../note.ts';
import type { Checked } from './check-contract.ts';
import { checkOnce, isFirstLook } from './check-once.ts';
import { createLearner, type Learner } from './choose-places.ts';
import { mapRecord, type Reading } from './map-record.ts';
import { countTexts, createDigest, type Digest } from './count-texts.ts';
import { createSample, type Sample } from './sample-answers.ts';
import { createSubjectOf, type SubjectOf } from './spread-subjects.ts';
import { createTell } from './tell-drift.ts';
import { type EndpointWatch, watchEndpoint } from './watch-endpoint.ts';
import { withholdFields } from './withhold-fields.ts';

/** How one answer is shared: by a customer alone, or by all of a batch. */
export type Shares = 'ONE' | 'SEVERAL';

/** An answer that nobody asked for. */
export interface SentAnswer {
  readonly body: unknown;
  readonly ctx: RequestContext;
}

export interface Contract {
  /** One page against the contract. `broken`: optional places that were set aside. */
  readonly check: (endpoint: Endpoint, body: unknown, ctx: RequestContext, shares: Shares) => Attempt<Checked<unknown>>;
  /** A record without what drifted, and what is missing from it for that reason. */
  readonly accept: (endpoint: Endpoint, broken: readonly string[], reading: Reading) => Attempt<Reading>;
  /** As `check`, and nothing is counted, learned or told. */
  readonly examine: (endpoint: Endpoint, body: unknown) => Attempt<Checked<unknown>>;
  /**
   * As `check` and `accept` together, for a line of a file. Not counted: a file comes all at once and in an order of its own, so that its
   * newest lines are not what is usual now. See `count`.
   */
  readonly readLine: (endpoint: Endpoint, line: SentAnswer) => Attempt<Reading>;
  /** Counts lines that stand for the whole file. */
  readonly count: (endpoint: Endpoint, lines: readonly SentAnswer[]) => void;
  readonly watches: readonly EndpointWatch[];
  /** The part of answers that was looked at, 0 to 1; null before the first one. */
  readonly watchedShare: (endpoint: string) => number | null;
}

export interface DriftOptions {
  readonly now: () => number;
  readonly log: PartnersLog;
  readonly note: Note;
  /** Keys the digests of members of closed sets. */
  readonly shapeKey: Uint8Array;
}

export function createContract(connector: Connector, options: DriftOptions): Contract {
  const { now, shapeKey } = options;
  const keyId = createHmac('sha256', shapeKey).update('answer-shapes').digest('hex').slice(0, 8);
  const entries = connector.endpoints.map((endpoint) => {
    const watch = watchEndpoint({ endpoint, keyId, now, tell: createTell(connector.id, endpoint.name, options) });
    const digest = createDigest(connector, endpoint, shapeKey);
    const subjectOf = createSubjectOf(connector, endpoint, shapeKey);
    return { watch, sample: createSample(now), learner: createLearner(watch), digest, subjectOf };
  });
  const byName = new Map(entries.map((entry) => [entry.watch.endpoint.name, entry]));
  const entryOf = ({ name }: Endpoint): Entry => {
    const entry = byName.get(name);
    if (entry === undefined) throw new Error(`${connector.id} has no endpoint ${name}`);
    return entry;
  };
  const tell: TellSetAside = (endpoint) =>
    options.note({ partner: connector.id, endpoint, step: 'contract', decision: 'set-aside', reason: 'wrong-type' });
  return {
    check: (endpoint, body, ctx, shares) => check(entryOf(endpoint), { body, ctx }, shares, tell),
    accept(endpoint, broken, reading) {
      const entry = entryOf(endpoint);
      if (entry.sample.isOpen()) countTexts(entry.watch, entry.digest, reading);
      return withholdFields(entry.watch, broken, reading);
    },
    examine: (endpoint, body) => examine(entryOf(endpoint), body),
    readLine: (endpoint, line) => readLine(entryOf(endpoint), line, tell),
    count(endpoint, lines) {
      for (const line of lines) countLine(entryOf(endpoint), line);
    },
    watches: entries.map(({ watch }) => watch),
    watchedShare: (name) => byName.get(name)?.sample.share() ?? null,
  };
}

interface Entry {
  readonly watch: EndpointWatch;
  readonly sample: Sample;
  readonly learner: Learner;
  readonly digest: Digest;
  readonly subjectOf: SubjectOf;
}

export const pointersOf = ({ broken }: Checked<unknown>): readonly string[] => broken.map(({ pointer }) => pointer);

function examine({ watch }: Entry, body: unknown): Attempt<Checked<unknown>> {
  const checked = checkOnce(watch.endpoint.wire, body);
  if (hasFailed(checked)) return checked;
  const unknown = checked.value.broken.find(({ pointer }) => !isKnown(watch, pointer));
  return unknown === undefined ? checked : failed('PARTNER_BROKE_CONTRACT', `wire:${unknown.path}`);
}

type TellSetAside = (endpoint: string) => void;

function check(entry: Entry, { body, ctx }: SentAnswer, shares: Shares, tell: TellSetAside): Attempt<Checked<unknown>> {
  const { watch, sample, learner, subjectOf } = entry;
  const checked = examine(entry, body);
  if (hasFailed(checked)) return checked;
  noteBroken(entry, checked.value, tell);
  if (sample.take() && isFirstLook(watch.endpoint.wire, body)) {
    watch.count(body, shares === 'SEVERAL' ? null : subjectOf(ctx));
    if (checked.value.broken.length === 0) learner.learn(body, ctx, shares);
  }
  return checked;
}

function readLine(entry: Entry, { body, ctx }: SentAnswer, tell: TellSetAside): Attempt<Reading> {
  const { watch, learner } = entry;
  const checked = examine(entry, body);
  if (hasFailed(checked)) return checked;
  noteBroken(entry, checked.value, tell);
  if (checked.value.broken.length === 0) learner.learn(body, ctx, 'ONE');
  const reading = mapRecord(watch.endpoint, checked.value.wire, ctx);
  return hasFailed(reading) ? reading : withholdFields(watch, pointersOf(checked.value), reading.value);
}

function noteBroken({ watch }: Entry, checked: Checked<unknown>, tell: TellSetAside): void {
  for (const pointer of pointersOf(checked)) watch.noteBroken(pointer);
  if (checked.broken.length > 0) tell(watch.endpoint.name);
}

function countLine({ watch, digest, subjectOf }: Entry, { body, ctx }: SentAnswer): void {
  watch.count(body, subjectOf(ctx));
  const checked = checkOnce(watch.endpoint.wire, body);
  const reading = hasFailed(checked) ? checked : mapRecord(watch.endpoint, checked.value.wire, ctx);
  if (!hasFailed(reading)) countTexts(watch, digest, reading.value);
}

/** What the place is for must be known, and be no more than some fields: not whose answer it is, not which items there are. */
function isKnown(watch: EndpointWatch, pointer: string): boolean {
  const effect = watch.effect(pointer);
  return effect !== undefined && !effect.isWhole && (effect.fields.length > 0 || effect.dates);
}
