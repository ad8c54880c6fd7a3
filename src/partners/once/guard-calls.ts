/**
 * Step 3, across replicas: a call that costs money or leaves a trace is written down before it is made, and nobody makes the same one while
 * it is under way or its outcome is unknown. Without the ledger there is no such call. Free calls pass.
 */
import { partnerFault } from '../../domain/fault.ts';
import type { Connector } from '../../sdk/index.ts';
import { type Ask, type Exchange, type PartnerCall, refused, type Step } from '../ask.ts';
import { startDeadline } from '../client/deadline.ts';
import { nameOf } from '../log.ts';
import type { RecordVault } from '../records/seal-record.ts';
import { ledgerKeyOf, sharedKeyOf } from './call-key.ts';
import { beginLife, lifeOf } from './call-life.ts';
import { closeCall, DEFECT } from './close-call.ts';
import type { NewGuardedCall } from './port.ts';
import type { GuardOptions, Guarding } from './share-answer.ts';
import { takeTurn, type Turn } from './take-turn.ts';

export interface Guard {
  readonly step: Step;
  /** Resolves when no guarded call of this process is under way any more, or after so many milliseconds. */
  readonly drain: (longestMs: number) => Promise<void>;
}

/** The same on all replicas, for as long as the keys are. */
const LEDGER_SECRET = 'call-ledger';
const LEDGER_UNAVAILABLE = partnerFault('PARTNER_UNAVAILABLE', 'ledger-unavailable');
export function guardCalls(connector: Connector, options: GuardOptions): Guard {
  if (connector.sideEffect === 'free') return { step: (next) => next, drain: () => Promise.resolve() };
  const running = new Set<Promise<unknown>>();
  const track = (work: Promise<unknown>): void => {
    const done = (): void => void running.delete(work);
    running.add(work);
    work.then(done, done);
  };
  const guarding: Guarding = {
    ...options,
    connector,
    track,
    keyOf: createKeyOf(connector, options.vault),
    tell: (call, decision, reason) =>
      options.note({ partner: connector.id, endpoint: call.endpoint.name, step: 'guard', decision, reason }),
  };
  return {
    step: (next) => (call) => {
      if (call.isStatusCall === true) return next(call);
      const exchange = guard(guarding, call, next);
      track(exchange);
      return exchange;
    },
    async drain(longestMs) {
      const { signal, end } = startDeadline(null, longestMs);
      const timeUp = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      while (running.size > 0 && !signal.aborted) await Promise.race([Promise.allSettled(running), timeUp]);
      end();
    },
  };
}

/** A secret that could not be read is asked for again by the next call. */
function createKeyOf(connector: Connector, vault: RecordVault): Guarding['keyOf'] {
  let secret: Promise<Uint8Array> | undefined;
  return async (call) => {
    secret ??= vault.secret(LEDGER_SECRET).catch((error: unknown) => {
      secret = undefined;
      throw error;
    });
    return ledgerKeyOf(await secret, sharedKeyOf(connector, call));
  };
}

async function guard(guarding: Guarding, call: PartnerCall, next: Ask): Promise<Exchange> {
  const turn = await takeTurn(guarding, call).catch((error: unknown): Turn => {
    const { connector, log, tell } = guarding;
    const about = { partner: connector.id, endpoint: call.endpoint.name, reason: LEDGER_UNAVAILABLE.detail };
    tell(call, 'refuse', about.reason);
    log.warn({ ...about, error: nameOf(error) }, 'a call that cannot be written down is not made');
    return { exchange: refused(LEDGER_UNAVAILABLE) };
  });
  return 'exchange' in turn ? turn.exchange : make(guarding, turn.opened, call, next);
}

/** Not started later than the deadline after it was opened: the ledger relies on it. */
async function make(guarding: Guarding, opened: NewGuardedCall, call: PartnerCall, next: Ask): Promise<Exchange> {
  const { connector, now, deadlineAtOf } = guarding;
  const startBefore = startDeadline(call.signal, connector.deadlineMs);
  const lastStartAt = now() + connector.deadlineMs;
  beginLife(startBefore.signal, {
    endsAtMs: () => Math.min(deadlineAtOf(call.signal) ?? lastStartAt, lastStartAt),
    progress: lifeOf(call.signal)?.progress ?? { hasStarted: false },
  });
  try {
    const exchange = await next({ ...call, guardedAs: opened.id, signal: startBefore.signal });
    await closeCall(guarding, opened, call, exchange);
    return exchange;
  } catch (error) {
    await closeCall(guarding, opened, call, DEFECT);
    throw error;
  } finally {
    startBefore.end();
  }
}
