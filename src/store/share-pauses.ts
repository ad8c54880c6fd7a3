/**
 * A partner's wish to be left alone, where every replica hears of it: in PostgreSQL, and in Redis where there is one. What cannot be written
 * at once is tried again until it is, or until it is over. Never rejects.
 */
import type { SlotStore } from './call-slots.ts';

export interface SharedPausesLog {
  readonly warn: (fields: object, message: string) => void;
}

export interface SharedPausesParts {
  readonly postgres: SlotStore;
  readonly redis: SlotStore | null;
  readonly log: SharedPausesLog;
}

export interface SharedPauses {
  readonly pause: (partner: string, forMs: number) => Promise<void>;
  /** Nothing is tried again from now on. */
  readonly stop: () => void;
}

const TRY_AGAIN_AFTER_MS = 1_000;

export function createSharedPauses({ postgres, redis, log }: SharedPausesParts): SharedPauses {
  const timers = new Set<NodeJS.Timeout>();
  let isStopped = false;
  const write = async (store: SlotStore, partner: string, untilMs: number): Promise<boolean> => {
    try {
      await store.pause(partner, Math.max(1, untilMs - performance.now()));
      return true;
    } catch {
      if (!isStopped && performance.now() + TRY_AGAIN_AFTER_MS < untilMs) writeLater(store, partner, untilMs);
      return false;
    }
  };
  const writeLater = (store: SlotStore, partner: string, untilMs: number): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      void write(store, partner, untilMs);
    }, TRY_AGAIN_AFTER_MS).unref();
    timers.add(timer);
  };
  return {
    async pause(partner, forMs) {
      const untilMs = performance.now() + forMs;
      // The database first: it tells a Redis that forgot.
      const isKept = await write(postgres, partner, untilMs);
      const isTold = redis === null || (await write(redis, partner, untilMs));
      if (!isKept || !isTold)
        log.warn({ partner, reason: 'limiter-unavailable' }, 'a pause may be unknown to other replicas for a while');
    },
    stop() {
      isStopped = true;
      timers.forEach((timer) => clearTimeout(timer));
    },
  };
}
