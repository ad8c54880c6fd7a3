/**
 * Marks consents that ended by themselves: past their end, or on a version of a notice that is no longer accepted. Decisions do not wait
 * for it, they read the dates and the notice. One transaction for each consent, so that a sweep holds nobody up and goes on where it
 * stopped; several replicas may sweep at once.
 */
import type { Consent } from '../../domain/consent.ts';
import type { Fact } from '../../domain/fact.ts';
import { epochMsOf, type Instant } from '../../domain/instant.ts';
import type { RecordSupply } from '../../partners/port.ts';
import type { Actor, RuleStore } from '../port.ts';
import { type Ending, endConsent } from './end-consent.ts';
import type { EndingConsents } from './port.ts';

export interface SweepParts {
  readonly rules: RuleStore;
  readonly ending: EndingConsents;
  readonly recordSupplies: readonly RecordSupply[];
}

/** How many consents were marked. */
export type SweepConsents = () => Promise<number>;

const AT_ONCE = 200;

/** Nobody asked: the gateway keeps its own house. */
const SWEEPER: Actor = {
  requestId: 'consent-sweep',
  caller: { subject: 'consent-sweep', application: 'gateway', roles: [], expiresAtS: 0 },
};

export function createSweepConsents(parts: SweepParts): SweepConsents {
  return async () => (await sweepExpired(parts)) + (await sweepSuperseded(parts));
}

const sweepExpired = (parts: SweepParts): Promise<number> =>
  sweepAll(parts, () => parts.ending.expired(AT_ONCE), expiry);

async function sweepSuperseded(parts: SweepParts): Promise<number> {
  let marked = 0;
  for (let after: string | undefined, hasMore = true; hasMore;) {
    const page = await parts.rules.list('notice', {}, { first: 100, ...(after === undefined ? {} : { after }) });
    for (const { node } of page.items)
      if (node.isIntact && acceptedFrom(node) > 1) marked += await sweepNotice(parts, node);
    after = page.items.at(-1)?.cursor;
    hasMore = page.hasNextPage && after !== undefined;
  }
  return marked;
}

/** Of a notice out of use no version is accepted any more. */
const acceptedFrom = ({ body }: Fact<'notice'>): number =>
  body.state === 'RETIRED' ? body.versions.length + 1 : body.acceptedFrom;

function sweepNotice(parts: SweepParts, notice: Fact<'notice'>): Promise<number> {
  const [{ id }, accepted] = [notice, acceptedFrom(notice)];
  const superseded: Ends = (body, now) =>
    body.notice.id === id && body.notice.version < accepted ? supersession(body, now) : null;
  return sweepAll(parts, () => parts.ending.superseded(id, accepted, AT_ONCE), superseded);
}

async function sweepAll(parts: SweepParts, find: () => Promise<readonly string[]>, ends: Ends): Promise<number> {
  let marked = 0;
  for (;;) {
    const ids = await find();
    let ended = 0;
    for (const id of ids) ended += await sweepOne(parts, id, ends);
    marked += ended;
    // Ids that could not be ended (a row edited by hand) come again: they must not keep the sweep going for ever.
    if (ids.length < AT_ONCE || ended === 0) return marked;
  }
}

/** Whether and how it ends; null: not at all. */
type Ends = (body: Consent, now: Instant) => Omit<Ending, 'known'> | null;

const expiry: Ends = ({ expiresAt }, now) =>
  epochMsOf(expiresAt) <= epochMsOf(now)
    ? { ends: { state: 'EXPIRED', endedAt: now }, action: 'EXPIRE_CONSENT', tells: null }
    : null;

/** A question that was never answered ends too: what it asks for is no longer what the notice says. */
const supersession: Ends = ({ state }, now) =>
  state === 'GRANTED'
    ? {
        ends: { state: 'SUPERSEDED', endedAt: now, endedBecause: 'NOTICE_CHANGED' },
        action: 'SUPERSEDE_CONSENT',
        tells: 'CONSENT_SUPERSEDED',
      }
    : {
        ends: { state: 'EXPIRED', endedAt: now, endedBecause: 'NOTICE_CHANGED' },
        action: 'EXPIRE_CONSENT',
        tells: null,
      };

async function sweepOne({ rules, recordSupplies }: SweepParts, id: string, ends: Ends): Promise<number> {
  const found = await rules.read('consent', id);
  if (found === null) return 0;
  return rules.transaction(async (tx) => {
    await tx.consentsOf(found.body.customerId);
    const known = await tx.lock('consent', id);
    if (known === null || (known.body.state !== 'GRANTED' && known.body.state !== 'REQUESTED')) return 0;
    const ending = ends(known.body, tx.now);
    if (ending === null) return 0;
    await endConsent(tx, recordSupplies, SWEEPER, { known, ...ending });
    return 1;
  });
}
