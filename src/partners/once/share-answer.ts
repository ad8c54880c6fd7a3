/**
 * What the files of the guard have in hand, and how an answer in the ledger becomes an exchange again.
 */
import type { Connector } from '../../sdk/index.ts';
import type { Exchange, PartnerCall } from '../ask.ts';
import type { PartnersLog } from '../log.ts';
import type { Note } from '../note.ts';
import type { RecordVault } from '../records/seal-record.ts';
import type { CallLedger, GuardedCall } from './port.ts';
import { readAgain } from './read-again.ts';
import { openExchange } from './seal-exchange.ts';

export interface GuardOptions {
  readonly stores: { readonly calls: CallLedger };
  readonly vault: RecordVault;
  readonly now: () => number;
  /** Epoch milliseconds at which a signal will end, where that is known. */
  readonly deadlineAtOf: (signal: AbortSignal) => number | null;
  readonly log: PartnersLog;
  readonly note: Note;
}

export interface Guarding extends GuardOptions {
  readonly connector: Connector;
  readonly tell: (call: PartnerCall, decision: 'share' | 'refuse' | 'wait' | 'give-up', reason: string) => void;
  /** Work that must be over before the database is closed. */
  readonly track: (work: Promise<unknown>) => void;
  readonly keyOf: (call: PartnerCall) => Promise<string>;
}

/** null: it cannot be read any more. */
export async function openAnswer(guarding: Guarding, answer: GuardedCall, call: PartnerCall): Promise<Exchange | null> {
  const { connector, vault, now } = guarding;
  const { id, customerId, sealed, endpoint, settledMsAgo, startedAt } = answer;
  if (sealed === null) return null;
  try {
    const exchange = await openExchange(vault, { partner: connector.id, id, customerId }, sealed);
    const ageMs = Math.max(0, Math.round(settledMsAgo ?? 0));
    return { ...readAgain(connector, { of: endpoint, by: call.endpoint }, exchange, now()), ageMs, askedAt: startedAt };
  } catch {
    return null;
  }
}
