/**
 * Finds out what became of calls whose answer never came, where the partner can be asked: a free status call each, oldest first, by one
 * replica at a time, until the partner knows. What did not happen gives back what it kept reserved and may be made again. Never rejects.
 */
import type { Connector, Reconcile } from '../../sdk/index.ts';
import { type Ask, isFault, type PartnerCall } from '../ask.ts';
import { hasFailed } from '../attempt.ts';
import { startDeadline } from '../client/deadline.ts';
import { checkContract } from '../contract/check-contract.ts';
import type { Leases } from '../credentials/port.ts';
import { nameOf, type PartnersLog } from '../log.ts';
import type { Note } from '../note.ts';
import type { RecordVault } from '../records/seal-record.ts';
import type { CallLedger, UnknownCall } from './port.ts';
import { openRequest } from './seal-exchange.ts';

export interface ReconcileOptions {
  readonly stores: { readonly calls: CallLedger; readonly leases: Leases };
  readonly vault: RecordVault;
  readonly log: PartnersLog;
  readonly note: Note;
}

/** Calls asked about in one round. */
const AT_ONCE = 50;
/** Longer than a round takes: should the replica die, another one begins after this. */
const LEASE_MS = 300_000;

const REASONS = { true: 'it-happened', false: 'it-did-not-happen' } as const;

/** How many calls a partner could tell us about. */
export async function reconcileCalls(connector: Connector, ask: Ask, options: ReconcileOptions): Promise<number> {
  const { stores, log } = options;
  const { reconcile } = connector;
  if (reconcile === undefined) return 0;
  try {
    const release = await stores.leases.acquire(`reconcile ${connector.id}`, LEASE_MS);
    if (release === null) return 0;
    try {
      let known = 0;
      for (const call of await stores.calls.unknown(connector.id, AT_ONCE)) {
        if (await settle(connector, reconcile, ask, call, options)) known += 1;
      }
      return known;
    } finally {
      await release();
    }
  } catch (error) {
    log.warn({ partner: connector.id, reason: 'reconciling-failed', error: nameOf(error) }, 'it is tried again');
    return 0;
  }
}

/** Did the partner know? */
async function settle(
  connector: Connector,
  reconcile: Reconcile,
  ask: Ask,
  call: UnknownCall,
  { stores, vault, note, log }: ReconcileOptions,
): Promise<boolean> {
  const about = { partner: connector.id, endpoint: call.endpoint };
  const happened = await askWhether(connector, reconcile, ask, call, vault);
  const reason = happened === null ? 'not-known-yet' : REASONS[`${happened}`];
  note({ ...about, step: 'guard', decision: 'reconcile', reason });
  if (happened === null || !(await stores.calls.reconcile(call.id, happened))) return false;
  log.info({ ...about, call: call.id, reason }, 'a call with unknown outcome is reconciled');
  return true;
}

/** null: not known, or it could not be asked. */
async function askWhether(
  connector: Connector,
  reconcile: Reconcile,
  ask: Ask,
  { id, endpoint: name, customerId, request: sealed }: UnknownCall,
  vault: RecordVault,
): Promise<boolean | null> {
  const endpoint = connector.endpoints.find((one) => one.name === name);
  if (endpoint === undefined) return null;
  const { signal, end } = startDeadline(null, 2 * connector.deadlineMs);
  try {
    const kept = await openRequest(vault, { partner: connector.id, id, customerId }, sealed);
    const { customerToken, customerIds } = kept;
    // It costs nothing, but the partner's quotas count it.
    const terms = { ...kept.terms, urgency: 'BATCH', budget: null } as const;
    const request = reconcile.request(kept.request);
    const call: PartnerCall = { endpoint, request, customerToken, customerIds, terms, isStatusCall: true, signal };
    const { answer, verdict } = await ask(call);
    if (isFault(verdict)) return null;
    if (verdict === 'NO_RECORD') return reconcile.happened(null);
    const wire = checkContract(reconcile.wire, answer?.body);
    return hasFailed(wire) ? null : reconcile.happened(wire.value);
  } catch {
    // A key that is gone, or a connector that throws: people can still find out.
    return null;
  } finally {
    end();
  }
}
