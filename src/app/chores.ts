/**
 * What a running gateway does besides answering. A chore that fails is told and done again at its next time.
 */
import type { PartnerStage } from '../partners/partners.ts';
import type { GovernanceChores } from '../governance/governance.ts';
import { purgeJointDisclosures } from '../store/joint-disclosures.ts';
import { ensureAuditPartitions } from '../store/migrate.ts';
import { assembleLiftMinors } from './come-of-age.ts';
import type { ConsentChores } from './consent-chores.ts';
import { finishErasures } from './erasures.ts';
import type { AppParts, Foundation } from './foundation.ts';

const SWEEP_EVERY_MS = 10_000;
const TIDY_EVERY_MS = 3_600_000;
const TIDY_CALLS_EVERY_MS = 60_000;
const FORGET_EVERY_MS = 5_000;

export interface Chores {
  /** What is due every hour, now. Never rejects. */
  readonly tidy: () => Promise<void>;
  readonly stop: () => void;
}

export interface DueByItself {
  readonly consents: ConsentChores;
  readonly governance: GovernanceChores;
}

/** Refusals' counts are written, records that nothing permits to keep deleted, and the log gets its partitions ahead. */
export function startChores(
  parts: AppParts,
  base: Foundation,
  partners: PartnerStage,
  { consents, governance }: DueByItself,
): Chores {
  const { log } = parts;
  const tidyAll = createTidying(parts, base, governance);
  const tidy = (): Promise<void> =>
    tidyAll().catch((err: unknown) =>
      log.warn({ err }, 'tidying the database failed; it is tried again within the hour'),
    );
  const often = (chore: () => Promise<unknown>): void =>
    void chore().catch((err: unknown) => log.warn({ err }, 'a chore failed; it is done again in a moment'));
  if (parts.chores === 'ON_DEMAND') return { tidy, stop: () => undefined };
  const timers = [
    setInterval(() => void base.refusals.sweep(), SWEEP_EVERY_MS),
    setInterval(() => void tidy(), TIDY_EVERY_MS),
    setInterval(() => void partners.tidyCalls(), TIDY_CALLS_EVERY_MS),
    setInterval(() => often(consents.sweep), SWEEP_EVERY_MS),
    setInterval(() => often(consents.deliver), SWEEP_EVERY_MS),
    setInterval(() => often(() => base.erasures.forgetErased()), FORGET_EVERY_MS),
  ];
  timers.forEach((timer) => timer.unref());
  // A replica that never lives for an hour has to do it too.
  void tidy();
  return { tidy, stop: () => timers.forEach((timer) => clearInterval(timer)) };
}

/** What is due every hour, in this order; rejects with the first that fails. */
function createTidying(parts: AppParts, base: Foundation, governance: GovernanceChores): () => Promise<void> {
  const { database, log } = parts;
  const { stores, messages, metrics, erasures, now } = base;
  const steps: readonly (() => Promise<unknown>)[] = [
    () => ensureAuditPartitions(database),
    () => stores.records.purge(),
    () => stores.budget.purge(),
    () => messages.purge(),
    () => stores.traffic.purge(),
    () => purgeJointDisclosures(database),
    () => governance.settleAgreements(),
    // What a request that ran meanwhile may have written of somebody who was erased.
    () => finishErasures(erasures, log),
    assembleLiftMinors(parts, base),
    createReminding(governance, metrics, log, now),
  ];
  return async () => {
    for (const step of steps) await step();
  };
}

/** The count is always the present one; the log hears of it once a day. */
function createReminding(
  governance: Pick<GovernanceChores, 'countOverdue'>,
  metrics: Pick<Foundation['metrics'], 'remindersOverdue'>,
  log: AppParts['log'],
  now: () => number,
): () => Promise<void> {
  let remindedOn = '';
  return async () => {
    const overdue = await governance.countOverdue();
    for (const [kind, count] of overdue) metrics.remindersOverdue.set({ kind }, count);
    const today = new Date(now()).toISOString().slice(0, 10);
    const isAny = [...overdue.values()].some((count) => count > 0);
    if (!isAny || remindedOn === today) return;
    remindedOn = today;
    log.warn(
      { overdue: Object.fromEntries(overdue) },
      'agreements or assessments wait for somebody: agreementReminders',
    );
  };
}
