/** An invented connector's answers, a contract that watches them, and everything it tells. */
import { z } from 'zod';
import { hasFailed } from '../../src/partners/attempt.ts';
import type { Noted } from '../../src/partners/note.ts';
import { type Contract, createContract } from '../../src/partners/contract/watch-drift.ts';
import { mapRecord, type Reading } from '../../src/partners/contract/map-record.ts';
import type { PartnerFault } from '../../src/domain/fault.ts';
import {
  bigInteger,
  type Connector,
  decimal,
  defineEndpoint,
  instantFromEpoch,
  maybe,
  parseWire,
  present,
  type RequestContext,
} from '../../src/sdk/index.ts';
import { acme, START } from './stage.ts';

/** Prices with a time, a venue and a name; `owner` says whose they are, `test` that they are not to be used. */
export const ticks = defineEndpoint({
  name: 'ticks',
  dataset: 'market.quote',
  supplies: ['price', 'change', 'quotedAt', 'volume'],
  references: ['ticker'],
  cacheTtlS: 600,
  request: () => ({ method: 'GET', path: '/ticks' }),
  wire: z.object({
    price: decimal(),
    change: maybe(decimal()),
    at: maybe(bigInteger()),
    volume: maybe(decimal()),
    owner: maybe(z.string()),
    test: maybe(z.boolean()),
    more: maybe(z.object({ venue: maybe(z.string()) })),
  }),
  isAbout: ({ owner }) => owner === undefined || owner === 'me',
  map(wire) {
    if (wire.test === true) return null;
    const quotedAt = wire.at === undefined ? null : instantFromEpoch(wire.at, 's');
    const record = present({
      price: wire.price,
      change: wire.change,
      quotedAt: quotedAt ?? undefined,
      volume: wire.volume,
      exchange: wire.more?.venue,
    });
    return { record, asOf: quotedAt };
  },
});

export type Tick = Record<string, unknown>;

/** Ordinary answer number i: prices between 50 and 150, seconds of 2026. */
export const tick = (i: number, changes: Tick = {}): Tick => ({
  price: 50 + ((i * 37) % 100),
  change: ((i * 13) % 7) + 0.5,
  at: 1_770_000_000 + i,
  volume: 1_000 + ((i * 71) % 900),
  owner: 'me',
  test: false,
  more: { venue: i % 3 === 0 ? 'North' : 'South' },
  ...changes,
});

export interface Watched {
  readonly contract: Contract;
  readonly clock: { nowMs: number };
  readonly notes: readonly Noted[];
  readonly warnings: readonly Record<string, unknown>[];
  /** A record, `no record`, or the fault. */
  readonly read: (answer: Tick, ticker?: string) => Reading | PartnerFault;
  /** All about one ticker, unless said otherwise. */
  readonly readMany: (count: number, answerOf?: (i: number) => Tick, tickerOf?: (i: number) => string) => void;
  readonly drift: () => readonly string[];
}

export const about = (ticker: string): RequestContext => ({
  references: { ticker },
  today: '2026-03-01' as RequestContext['today'],
});

export function watched(connector: Connector = acme({ endpoints: [ticks] }), key = 7): Watched {
  const notes: Noted[] = [];
  const warnings: Record<string, unknown>[] = [];
  const clock = { nowMs: START };
  const contract = createContract(connector, {
    now: () => clock.nowMs,
    log: { info: () => undefined, warn: (fields) => void warnings.push(fields as Record<string, unknown>) },
    note: (noted) => void notes.push(noted),
    shapeKey: new Uint8Array(32).fill(key),
  });
  const [endpoint = ticks] = connector.endpoints;
  const read = (answer: Tick, ticker = 'AAA'): Reading | PartnerFault => {
    const ctx = about(ticker);
    clock.nowMs += 1_000;
    const body = parseWire(JSON.stringify(answer));
    const checked = contract.check(endpoint, body, ctx, 'ONE');
    if (hasFailed(checked)) return checked.fault;
    const reading = mapRecord(endpoint, checked.value.wire, ctx);
    if (hasFailed(reading)) return reading.fault;
    const broken = checked.value.broken.map(({ pointer }) => pointer);
    const accepted = contract.accept(endpoint, broken, reading.value);
    return hasFailed(accepted) ? accepted.fault : accepted.value;
  };
  return {
    contract,
    clock,
    notes,
    warnings,
    read,
    readMany: (count, answerOf = tick, tickerOf = () => 'AAA') => {
      for (let i = 0; i < count; i += 1) read(answerOf(i), tickerOf(i));
    },
    drift: () =>
      contract.watches.flatMap((watch) => watch.state().alerts.map(({ kind, field }) => `${kind} ${field}`)).sort(),
  };
}
