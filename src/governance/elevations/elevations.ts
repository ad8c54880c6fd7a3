/**
 * Step-up as two people do it: one asks for named fields of one customer, another agrees, and minutes later it has ended by itself. Revoking
 * raises the version that every release which rests on it tests. A customer outside the data scope reads like one that does not exist.
 */
import { randomUUID } from 'node:crypto';
import type { Reach } from '../../domain/caller.ts';
import { CUSTOMER_ID } from '../../domain/customer.ts';
import type { Elevation } from '../../domain/elevation.ts';
import { GatewayError, invalidInput } from '../../domain/errors.ts';
import type { Capability, Fact } from '../../domain/fact.ts';
import { epochMsOf, instantFromEpochMs } from '../../domain/instant.ts';
import { requireReason } from '../agreements/agreement-lifecycle.ts';
import { type Authorise, isInScope, type RecordRefusal, type ScopeFor } from '../authorise.ts';
import type { Actor, RuleStore, RuleTransaction } from '../port.ts';
import type { ReadVocabulary } from '../vocabulary.ts';
import { checkElevation } from './check-elevation.ts';
import { createElevationList } from './list-elevations.ts';
import type { ElevationRequest, Elevations } from './port.ts';

export interface ElevationRules {
  readonly rules: RuleStore;
  readonly authorise: Authorise;
  readonly scopeFor: ScopeFor;
  readonly recordRefusal: RecordRefusal;
  readonly vocabulary: ReadVocabulary;
}

type Elevated = Fact<'elevation'>;

/** What was asked for yesterday is asked for again. */
const MAY_WAIT_MS = 86_400_000;
const MINUTE_MS = 60_000;

export function createElevations(about: ElevationRules): Elevations {
  return {
    list: createElevationList(about),
    request: (actor, wanted) => request(about, actor, wanted),
    approve: (actor, id) => decide(about, actor, id, { action: 'APPROVE_ELEVATION', apply: granted }),
    refuse: (actor, id, because) =>
      decide(about, actor, id, {
        action: 'REFUSE_ELEVATION',
        apply: (elevation) => ({
          ...elevation,
          state: 'REFUSED',
          endedBecause: requireReason(because, 'refuse an elevation'),
        }),
      }),
    recall: (actor, id) => recall(about, actor, id),
    revoke: (actor, id) => revoke(about, actor, id),
  };
}

async function request(about: ElevationRules, actor: Actor, wanted: ElevationRequest): Promise<Elevated> {
  const scope = await about.authorise(actor, 'elevation:request');
  const because = requireReason(wanted.because, 'need to see more');
  await checkElevation(about, actor, wanted);
  const { customerId, purpose, coordinates, minutes } = wanted;
  const { subject: caller, application } = actor.caller;
  return about.rules.transaction(async (tx) => {
    if (!(await isShown(tx, scope, customerId))) throw invalidInput('customerId: no such customer in your data scope.');
    const about = { customerId, caller, application, purpose, coordinates, because, minutes };
    const body: Elevation = { ...about, state: 'REQUESTED', requestedAt: tx.now };
    const fact = await tx.create('elevation', randomUUID(), body, caller);
    await tx.append({ actor, action: 'REQUEST_ELEVATION', fact, previous: null, customerId });
    return fact;
  });
}

interface Step {
  readonly action: string;
  readonly apply: (elevation: Elevation, now: RuleTransaction['now']) => Elevation;
}

/** Somebody else than whom it is for. */
async function decide(
  { rules, authorise, recordRefusal }: ElevationRules,
  actor: Actor,
  id: string,
  { action, apply }: Step,
): Promise<Elevated> {
  const scope = await authorise(actor, 'elevation:approve');
  return withRefusals(recordRefusal, actor, 'elevation:approve', () =>
    rules.transaction(async (tx) => {
      const known = await lockOpen(tx, id, (one) => isShown(tx, scope, one.body.customerId));
      const by = actor.caller.subject;
      if (by === known.body.caller)
        throw new GatewayError(
          'FORBIDDEN',
          'You cannot decide on your own elevation. Ask somebody else, or recall it.',
        );
      return change(tx, actor, known, action, { ...apply(known.body, tx.now), decidedBy: by, decidedAt: tx.now });
    }),
  );
}

function granted(elevation: Elevation, now: RuleTransaction['now']): Elevation {
  const nowMs = epochMsOf(now);
  if (nowMs - epochMsOf(elevation.requestedAt) > MAY_WAIT_MS)
    throw invalidInput('id: this was asked for more than a day ago. It has to be asked for again.');
  return { ...elevation, state: 'GRANTED', until: instantFromEpochMs(nowMs + elevation.minutes * MINUTE_MS) };
}

async function recall({ rules, authorise }: ElevationRules, actor: Actor, id: string): Promise<Elevated> {
  await authorise(actor, 'elevation:request');
  return rules.transaction(async (tx) => {
    const known = await lockOpen(tx, id, async ({ body }) => body.caller === actor.caller.subject);
    return change(tx, actor, known, 'RECALL_ELEVATION', { ...known.body, state: 'RECALLED' });
  });
}

async function revoke(about: ElevationRules, actor: Actor, id: string): Promise<Elevated> {
  const scope = await about.scopeFor(actor, 'elevation:approve');
  if (scope === null) await about.authorise(actor, 'elevation:request');
  return about.rules.transaction(async (tx) => {
    const known = await tx.lock('elevation', id);
    const isOwn = known?.body.caller === actor.caller.subject;
    const isKnown = isOwn || (scope !== null && known !== null && (await isShown(tx, scope, known.body.customerId)));
    if (known === null || !isKnown) throw unknown(id);
    if (known.body.state === 'REVOKED') return known;
    if (known.body.state !== 'GRANTED')
      throw invalidInput(`id: the elevation is ${known.body.state}; only a GRANTED one can be revoked.`);
    const ended: Elevation = { ...known.body, state: 'REVOKED', endedBy: actor.caller.subject, endedAt: tx.now };
    return change(tx, actor, known, 'REVOKE_ELEVATION', ended);
  });
}

async function lockOpen(
  tx: RuleTransaction,
  id: string,
  isVisible: (elevation: Elevated) => Promise<boolean>,
): Promise<Elevated> {
  const known = await tx.lock('elevation', id);
  if (known === null || !(await isVisible(known))) throw unknown(id);
  if (known.body.state !== 'REQUESTED')
    throw invalidInput(`id: the elevation is ${known.body.state} already; only a REQUESTED one can be decided on.`);
  if (!known.isIntact) throw invalidInput('id: the stored request is not the one that was made. Ask for it again.');
  return known;
}

async function change(
  tx: RuleTransaction,
  actor: Actor,
  known: Elevated,
  action: string,
  body: Elevation,
): Promise<Elevated> {
  const fact = await tx.change(known, body, actor.caller.subject);
  await tx.append({ actor, action, fact, previous: known, customerId: body.customerId });
  return fact;
}

async function isShown(tx: RuleTransaction, scope: Reach, customerId: string): Promise<boolean> {
  const subject = CUSTOMER_ID.test(customerId) ? await tx.read('subject', customerId) : null;
  return subject !== null && subject.body.state !== 'ERASED' && isInScope(scope, subject.body);
}

async function withRefusals<T>(
  recordRefusal: RecordRefusal,
  actor: Actor,
  capability: Capability,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (err) {
    if (err instanceof GatewayError && err.code === 'FORBIDDEN') await recordRefusal(actor, capability);
    throw err;
  }
}

const unknown = (id: string): GatewayError => invalidInput(`id: no elevation "${id.slice(0, 80)}" that you may see.`);
