/**
 * Turns what the counts say into what is told and done: alerts that begin and end, fields that are withheld and given out again. Each is
 * told once, when it begins here.
 */
import type { Finding } from './compare-counts.ts';
import type { ShapeHolder } from './hold-shape.ts';
import { alertKey, lapsedKey } from './merge-shape.ts';
import type { DriftAlert, Quarantine } from './port.ts';
import type { MagnitudeWatch, Verdict } from './watch-magnitudes.ts';

/** Something this replica noticed by itself. */
export type Told =
  | { readonly what: 'drift' | 'drift-ended'; readonly alert: DriftAlert }
  | { readonly what: 'quarantine' | 'quarantine-lifted'; readonly quarantine: Quarantine };

export interface Judge {
  readonly raise: (finding: Omit<Finding, 'isCertain'>) => void;
  /** After a full window: what was found in it begins, at once where it is certain; what passes by itself and was not found ends. */
  readonly settleWindow: (findings: readonly Finding[], brokenPlaces: ReadonlySet<string>) => void;
  /** A number of a place came, and the newest ones stand like this. */
  readonly weigh: (field: string, verdict: Verdict, watch: MagnitudeWatch, decades: number) => void;
}

/** Alerts that end by themselves; a new key or member stays news until a person accepts it. */
const PASSING: ReadonlySet<string> = new Set(['null-rate', 'range-shift', 'wrong-type']);

interface Bench extends Pick<ShapeHolder, 'view' | 'change'> {
  readonly now: () => number;
  readonly tell: (told: Told) => void;
}

export function judgeDrift({ view, change }: ShapeHolder, now: () => number, tell: (told: Told) => void): Judge {
  const bench: Bench = { view, change, now, tell };
  let suspected: ReadonlySet<string> = new Set();
  return {
    raise: (finding) => raise(bench, finding),
    settleWindow(findings, brokenPlaces) {
      const found = new Set(findings.map(alertKey));
      for (const field of brokenPlaces) found.add(alertKey({ kind: 'wrong-type', field }));
      for (const alert of view().alerts) if (PASSING.has(alert.kind) && !found.has(alertKey(alert))) end(bench, alert);
      // Of many rates in many windows one is far off by chance, but hardly the same one twice in a row.
      for (const finding of findings) if (finding.isCertain || suspected.has(alertKey(finding))) raise(bench, finding);
      suspected = found;
    },
    weigh(field, verdict, watch, decades) {
      if (verdict === 'usual') {
        giveBack(bench, field);
        return;
      }
      raise(bench, { kind: 'unit-shift', field, usual: watch.usual, present: Math.round(decades * 10) / 10 });
      if (verdict === 'unmistakable') withhold(bench, field, watch.since());
    },
  };
}

function raise({ view, change, now, tell }: Bench, finding: Omit<Finding, 'isCertain'>): void {
  const key = alertKey(finding);
  if (view().alerts.some((alert) => alertKey(alert) === key)) return;
  const { kind, field, usual, present } = finding;
  const alert: DriftAlert = { kind, field, usual, present, sinceMs: now() };
  change({ alerts: new Map([[key, alert]]) });
  tell({ what: 'drift', alert });
}

function end({ change, tell }: Bench, alert: DriftAlert): void {
  change({ alerts: new Map([[alertKey(alert), null]]) });
  tell({ what: 'drift-ended', alert });
}

/** Where nothing in the record is known to depend on the place there is nothing to withhold: the alert must do. */
function withhold({ view, change, now, tell }: Bench, field: string, suspectSinceMs: number): void {
  const withheld = view().effects[field]?.fields ?? [];
  if (withheld.length === 0 || view().quarantined.some((one) => one.field === field)) return;
  const quarantine: Quarantine = { field, reason: 'unit-shift', sinceMs: now(), suspectSinceMs, withheld };
  change({ quarantined: new Map([[field, quarantine]]) });
  tell({ what: 'quarantine', quarantine });
}

function giveBack(bench: Bench, field: string): void {
  const { alerts, quarantined } = bench.view();
  const alert = alerts.find((one) => one.kind === 'unit-shift' && one.field === field);
  if (alert !== undefined) end(bench, alert);
  const quarantine = quarantined.find((one) => one.field === field);
  if (quarantine === undefined) return;
  const lapsed = { ...quarantine, untilMs: bench.now() };
  bench.change({ quarantined: new Map([[field, null]]), lapsed: new Map([[lapsedKey(lapsed), lapsed]]) });
  bench.tell({ what: 'quarantine-lifted', quarantine });
}
