/**
 * The access log as the one path uses it. Mints a Permit for what a durable INTENT names and a ReleasedView for what a durable
 * RELEASED accounts for; nothing else does. Whatever fails here is AUDIT_UNAVAILABLE: no entry, no data.
 */
import { type Decision, mintPermit, mintReleasedView } from '../domain/custody.ts';
import { failClosed } from '../domain/fail-closed.ts';
import type { FactRef } from '../domain/fact.ts';
import type { Vault } from '../subjects/port.ts';
import { type Entries, pinKey } from './entries.ts';
import type { Entry, EntryStore, GuardedEntry, Verdict } from './entry-store.ts';
import type { AccessLog, Inquiry, Release, ReleaseResult, RequestAccount, Stale } from './port.ts';

export interface AccessLogOptions {
  readonly store: EntryStore;
  readonly entries: Entries;
  readonly vault: Vault;
  /** Hashes of facts by `kind id version`. */
  readonly hashesOf: (refs: readonly FactRef[]) => Promise<ReadonlyMap<string, string>>;
}

export function createAccessLog({ store, entries, vault, hashesOf }: AccessLogOptions): AccessLog {
  /** Builds one guarded entry per item and writes them in one go. */
  const record = async <T extends { readonly decision: Decision }>(
    items: readonly T[],
    build: (item: T, hashes: ReadonlyMap<string, string>) => Promise<Entry>,
    guard: (decision: Decision, entry: Entry) => GuardedEntry,
  ): Promise<readonly Verdict[]> => {
    if (items.length === 0) return [];
    const decisions = items.map(({ decision }) => decision);
    decisions.forEach(checkIsGuarded);
    const hashes = await hashesOf(distinctRefs(decisions));
    const sealed = decisions.filter((decision) => decision.requires.length > 0);
    if (sealed.length > 1) await vault.preload(sealed.map(({ customerId }) => customerId));
    const guarded = await Promise.all(items.map(async (item) => guard(item.decision, await build(item, hashes))));
    return store.appendGuarded(guarded);
  };

  return {
    intend: (account, inquiries) =>
      failClosed(async () => {
        const verdicts = await record(inquiries, (inquiry, hashes) => entries.intent(account, inquiry, hashes), guard);
        return permitFor(account, inquiries, verdicts);
      }),
    release: (account, releases) =>
      failClosed(async () => {
        releases.forEach((release) => checkBelongTogether(account, release));
        const verdicts = await record(
          releases,
          (release, hashes) => entries.released(account, release, hashes),
          guardRelease,
        );
        return releases.map(({ view }, i): ReleaseResult => {
          const verdict = verdictAt(verdicts, i);
          return verdict.written ? { stale: false, view: mintReleasedView(view) } : staleOf(verdict.changed);
        });
      }),
  };
}

const guard = ({ requires, validUntil }: Decision, entry: Entry): GuardedEntry => ({ entry, requires, validUntil });

/** Only what leaves counts for the day, and only what this person was not shown yet needs claiming: the day's set never shrinks. */
function guardRelease(decision: Decision, entry: Entry): GuardedEntry {
  const { joint } = decision;
  const isNew = joint !== undefined && joint.after.length > joint.before.length;
  return { ...guard(decision, entry), ...(isNew ? { claim: joint } : {}) };
}

function distinctRefs(decisions: readonly Decision[]): readonly FactRef[] {
  const [only] = decisions;
  if (only !== undefined && decisions.length === 1) return only.requires;
  return [...new Map(decisions.flatMap(({ requires }) => requires).map((ref) => [pinKey(ref), ref])).values()];
}

/** A permission that rests on nothing could not be revoked. */
function checkIsGuarded({ fields, requires }: Decision): void {
  const permitsSomething = fields.some((field) => field.outcome !== 'WITHHOLD');
  if (permitsSomething && requires.length === 0) throw new Error('a decision permits something and requires no fact');
}

function checkBelongTogether(account: RequestAccount, { decision, view }: Release): void {
  if (view.id !== decision.customerId) throw new Error('a view was released under another customer’s decision');
  if (account.purpose !== decision.purpose) throw new Error('a view was released for another purpose than decided');
}

function verdictAt(verdicts: readonly Verdict[], i: number): Verdict {
  const verdict = verdicts[i];
  if (verdict === undefined) throw new Error('the log gave no verdict for an entry');
  return verdict;
}

const staleOf = (kinds: Stale['kinds']): Stale => ({ stale: true, kinds });

function permitFor(account: RequestAccount, inquiries: readonly Inquiry[], verdicts: readonly Verdict[]) {
  const covered = new Set<string>();
  const stale = new Map<string, Stale>();
  inquiries.forEach(({ decision: { customerId }, asks }, i) => {
    const verdict = verdictAt(verdicts, i);
    if (verdict.written) asks.forEach(({ source, dataset }) => covered.add(`${customerId} ${source} ${dataset}`));
    else stale.set(customerId, staleOf(verdict.changed));
  });
  const permit = mintPermit({
    requestId: account.requestId,
    covers: (customerId, source, dataset) => covered.has(`${customerId} ${source} ${dataset}`),
  });
  return { permit, stale };
}
