/**
 * Step 4. A call that quotas or budgets count is reserved before it is made and settled after it: refused without a call where one meter
 * has not enough left, given back where it certainly did not happen. A process that dies in between leaves it counted; what a guarded call
 * took stands in the ledger by then, for whoever learns that it did not happen. Where nothing is counted, nothing is asked.
 */
import { partnerFault } from '../../domain/fault.ts';
import type { Connector } from '../../sdk/index.ts';
import { type Ask, type Exchange, type PartnerCall, refused, type Step } from '../ask.ts';
import { nameOf, type PartnersLog } from '../log.ts';
import type { Note } from '../note.ts';
import { drawsOf } from './meters.ts';
import type { BudgetStore, Draw, Drawn, Reservation, Reserved } from './port.ts';
import { faultOf } from './refuse.ts';
import { settlementOf } from './settle.ts';
import { createWatch, type ObserveBudget } from './watch-levels.ts';

export interface BudgetOptions {
  readonly stores: { readonly budget: BudgetStore };
  readonly log: PartnersLog;
  readonly note: Note;
  readonly observeBudget?: ObserveBudget;
}

const REQUEST_ABORTED = partnerFault('PARTNER_TIMEOUT', 'request-aborted');
const UNREADABLE = partnerFault('PARTNER_UNAVAILABLE', 'budget-unreadable');
const OTHER_CURRENCY = partnerFault('PARTNER_BUDGET_SPENT', 'price-in-other-currency');

/** What one call's steps need. */
interface Spending {
  readonly connector: Connector;
  readonly store: BudgetStore;
  readonly log: PartnersLog;
  readonly tell: (decision: 'refuse' | 'refund' | 'warn', reason: string) => void;
  readonly watch: (levels: readonly Drawn[]) => void;
}

export function spendBudget(connector: Connector, { stores, log, note, observeBudget }: BudgetOptions): Step {
  const partner = connector.id;
  const watchFor = createWatch({ partner, log, observe: observeBudget ?? (() => undefined) });
  return (next) => async (call) => {
    const draws = drawsOf(connector, call);
    if (draws?.length === 0) return next(call);
    if (call.signal.aborted) return refused(REQUEST_ABORTED);
    const tell: Spending['tell'] = (decision, reason) =>
      note({ partner, endpoint: call.endpoint.name, step: 'budget', decision, reason });
    const watch: Spending['watch'] = (levels) => watchFor(levels, (reason) => tell('warn', reason));
    const spending: Spending = { connector, store: stores.budget, log, tell, watch };
    return draws === null ? refuseUncounted(spending, call) : spend(spending, draws, call, next);
  };
}

async function spend(spending: Spending, draws: readonly Draw[], call: PartnerCall, next: Ask): Promise<Exchange> {
  const { connector, tell, watch } = spending;
  const reserved = await reserve(spending, draws, call.guardedAs);
  if (reserved === null) {
    tell('refuse', UNREADABLE.detail);
    return refused(UNREADABLE);
  }
  watch(reserved.levels);
  const { reservation } = reserved;
  if (reservation === null) {
    const fault = faultOf(reserved);
    tell('refuse', fault.detail);
    return refused(fault);
  }
  const exchange = await next(call);
  const settlement = settlementOf(connector, reservation, exchange);
  if (settlement === null) return exchange;
  tell('refund', settlement.reason);
  const isDone = await refund(spending, settlement.refund, call.guardedAs);
  return isDone || call.guardedAs === undefined ? exchange : { ...exchange, owed: settlement.refund };
}

/** null: not known to be counted, so the call is not made. */
async function reserve(
  { connector, store, log }: Spending,
  draws: readonly Draw[],
  guardedAs: string | undefined,
): Promise<Reserved | null> {
  try {
    return await store.reserve(draws, guardedAs);
  } catch (error) {
    log.warn(
      { partner: connector.id, reason: 'budget-unreadable', error: nameOf(error) },
      'a budget cannot be counted',
    );
    return null;
  }
}

/** Whether it is given back. */
async function refund(
  { connector, store, log }: Spending,
  reservation: Reservation,
  guardedAs: string | undefined,
): Promise<boolean> {
  if (reservation.taken.length === 0) return true;
  try {
    await store.refund(reservation, guardedAs);
    return true;
  } catch (error) {
    log.warn(
      { partner: connector.id, reason: 'refund-failed', error: nameOf(error) },
      guardedAs === undefined
        ? 'what a call does not cost stays counted in its budget'
        : 'what a call does not cost stays counted in its budget until the ledger settles it',
    );
    return false;
  }
}

function refuseUncounted({ connector, log, tell }: Spending, { terms }: PartnerCall): Exchange {
  const { detail } = OTHER_CURRENCY;
  tell('refuse', detail);
  log.warn(
    { partner: connector.id, agreement: terms.agreementId, reason: detail },
    "an agreement limits money in another currency than the connector's price: state pricePerCall in its budget",
  );
  return refused(OTHER_CURRENCY);
}
