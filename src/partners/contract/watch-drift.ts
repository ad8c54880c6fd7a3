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
import { createLearner } from './choose-places.ts';
import type { Reading } from './map-record.ts';
import { countTexts, createDigest } from './count-texts.ts';
import { createSample } from './sample-answers.ts';
import { createTell } from './tell-drift.ts';
import { type EndpointWatch, watchEndpoint } from './watch-endpoint.ts';
import { withholdFields } from './withhold-fields.ts';

/** How one answer is shared: by a customer alone, or by all of a batch. */
export type Shares = 'ONE' | 'SEVERAL';

export interface Contract {
  /** One page against the contract. `broken`: optional places that were set aside. */
  readonly check: (endpoint: Endpoint, body: unknown, ctx: RequestContext, shares: Shares) => Attempt<Checked<unknown>>;
  /** A record without what drifted, and what is missing from it for that reason. */
  readonly accept: (endpoint: Endpoint, broken: readonly string[], reading: Reading) => Attempt<Reading>;
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
    return { watch, sample: createSample(now), learner: createLearner(watch), digest };
  });
  const noteSetAside = (endpoint: string): void =>
    options.note({ partner: connector.id, endpoint, step: 'contract', decision: 'set-aside', reason: 'wrong-type' });
  const byName = new Map(entries.map((entry) => [entry.watch.endpoint.name, entry]));
  return {
    check(endpoint, body, ctx, shares) {
      const checked = checkOnce(endpoint.wire, body);
      const entry = byName.get(endpoint.name);
      if (entry === undefined || hasFailed(checked)) return checked;
      const { watch, sample, learner } = entry;
      const { broken } = checked.value;
      if (broken.length > 0) {
        const unknown = broken.find(({ pointer }) => !isKnown(watch, pointer));
        if (unknown !== undefined) return failed('PARTNER_BROKE_CONTRACT', `wire:${unknown.path}`);
        for (const { pointer } of broken) watch.noteBroken(pointer);
        noteSetAside(endpoint.name);
      }
      if (sample.take() && isFirstLook(endpoint.wire, body)) {
        watch.count(body);
        if (broken.length === 0) learner.learn(body, ctx, shares);
      }
      return checked;
    },
    accept(endpoint, broken, reading) {
      const entry = byName.get(endpoint.name);
      if (entry === undefined) return { value: reading };
      if (entry.sample.isOpen()) countTexts(entry.watch, entry.digest, reading);
      return withholdFields(entry.watch, broken, reading);
    },
    watches: entries.map(({ watch }) => watch),
    watchedShare: (name) => byName.get(name)?.sample.share() ?? null,
  };
}

/** What the place is for must be known, and be no more than some fields: not whose answer it is, not which items there are. */
function isKnown(watch: EndpointWatch, pointer: string): boolean {
  const effect = watch.effect(pointer);
  return effect !== undefined && !effect.isWhole && (effect.fields.length > 0 || effect.dates);
}
