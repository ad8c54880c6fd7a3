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
import { checkOnce } from './check-once.ts';
import { createLearner } from './choose-places.ts';
import type { Reading } from './map-record.ts';
import { MAX_MEMBERS } from './count-answers.ts';
import { type EndpointWatch, type Told, watchEndpoint } from './watch-endpoint.ts';
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

/** Answers of one endpoint that are looked at in a second; beyond that, the first ones of each second speak for the others. */
const MAX_PER_SECOND = 100;

export function createContract(connector: Connector, options: DriftOptions): Contract {
  const { now, shapeKey } = options;
  const keyId = createHmac('sha256', shapeKey).update('answer-shapes').digest('hex').slice(0, 8);
  const entries = connector.endpoints.map((endpoint) => {
    const tell = createTell(connector.id, endpoint.name, options);
    const watch = watchEndpoint({ endpoint, keyId, now, tell });
    return {
      watch,
      sample: createSample(now),
      learner: createLearner(watch),
      digest: createDigest(connector, endpoint, shapeKey),
    };
  });
  const counted = new WeakSet<object>();
  const byName = new Map(entries.map((entry) => [entry.watch.endpoint.name, entry]));
  return {
    check(endpoint, body, ctx, shares) {
      const checked = checkOnce(endpoint.wire, body);
      const entry = byName.get(endpoint.name);
      if (entry === undefined || hasFailed(checked)) return checked;
      const { watch, sample, learner } = entry;
      if (checked.value.broken.length > 0) {
        const unknown = checked.value.broken.find(({ pointer }) => !isKnown(watch, pointer));
        if (unknown !== undefined) return failed('PARTNER_BROKE_CONTRACT', `wire:${unknown.path}`);
        for (const { pointer } of checked.value.broken) watch.noteBroken(pointer);
        options.note({ partner: connector.id, endpoint: endpoint.name, step: 'contract', decision: 'set-aside', reason: 'wrong-type' }); // prettier-ignore
      }
      if (typeof body !== 'object' || body === null || counted.has(body)) return checked;
      // Everybody who waited for one call reads the same body: it is one answer.
      counted.add(body);
      if (sample.take()) {
        watch.count(body);
        if (checked.value.broken.length === 0) learner.learn(body, ctx, shares);
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

interface Sample {
  readonly take: () => boolean;
  /** Whether the last answer was taken. */
  readonly isOpen: () => boolean;
  readonly share: () => number | null;
}

function createSample(now: () => number): Sample {
  let second = 0;
  let used = 0;
  let isOpen = false;
  let seen = 0;
  let taken = 0;
  return {
    take() {
      const current = Math.floor(now() / 1_000);
      if (current !== second) {
        second = current;
        used = 0;
      }
      used += 1;
      isOpen = used <= MAX_PER_SECOND;
      seen += 1;
      if (isOpen) taken += 1;
      return isOpen;
    },
    isOpen: () => isOpen,
    share: () => (seen === 0 ? null : taken / seen),
  };
}

/** A figure or a date is no member of a set. */
const FIGURE = /^[-+]?\d/;

function countTexts(watch: EndpointWatch, digest: Digest, reading: Reading): void {
  if (reading === null) return;
  const items = (
    Array.isArray(reading.record) ? reading.record.slice(0, MAX_MEMBERS) : [reading.record]
  ) as readonly object[];
  for (const item of items) {
    for (const [field, value] of Object.entries(item)) {
      if (typeof value === 'string' && !FIGURE.test(value)) watch.countText(field, () => digest(field, value));
    }
  }
}

type Digest = (field: string, text: string) => string;

/** Short keyed digests. Those of a few texts are kept at hand, by a cheap hash under a seed of this process. */
function createDigest({ id }: Connector, { name }: Endpoint, key: Uint8Array): Digest {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const known = new Map<number, string>();
  return (field, text) => {
    const hash = hashOf(`${field} ${text}`, seed);
    const digest =
      known.get(hash) ??
      createHmac('sha256', key)
        .update(JSON.stringify([id, name, field, text]))
        .digest('hex')
        .slice(0, 10);
    if (known.size > 500) known.clear();
    known.set(hash, digest);
    return digest;
  };
}

/** FNV-1a, twice, in 53 bits. */
function hashOf(text: string, seed: number): number {
  let low = seed ^ 0x811c9dc5;
  let high = seed ^ 0x01000193;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b);
  }
  return (low >>> 0) * 2 ** 21 + ((high >>> 0) & 0x1fffff);
}

function createTell(partner: string, endpoint: string, { log, note }: DriftOptions): (told: Told) => void {
  const warned = new Set<string>();
  return (told) => {
    const about = 'alert' in told ? told.alert : told.quarantine;
    const reason = 'alert' in told ? told.alert.kind : told.quarantine.reason;
    note({ partner, endpoint, step: 'contract', decision: told.what, reason });
    const fields = { partner, endpoint, reason, path: about.field };
    const once = `${told.what} ${reason} ${about.field}`;
    if (told.what === 'drift' && !warned.has(once)) {
      log.warn({ ...fields, usual: told.alert.usual, present: told.alert.present }, 'answers of a partner drift');
    } else if (told.what === 'quarantine' && !warned.has(once)) {
      log.warn({ ...fields, withheld: told.quarantine.withheld }, 'a drifting field is withheld');
    } else if (told.what !== 'drift' && told.what !== 'quarantine') {
      log.info(fields, told.what === 'drift-ended' ? 'a drift ended' : 'a field is given out again');
    }
    if (told.what === 'drift' || told.what === 'quarantine') warned.add(once);
  };
}
