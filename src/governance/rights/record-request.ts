/**
 * A request is recorded, its sender verified, decided on by somebody else, and given more time once. Nothing personal is shown by any of
 * these (GDPR art. 12(6): identity first). What the customer claims is sealed before it is kept.
 */
import { randomUUID } from 'node:crypto';
import { CUSTOMER_ID } from '../../domain/customer.ts';
import { invalidInput } from '../../domain/errors.ts';
import { epochMsOf, type Instant } from '../../domain/instant.ts';
import { dueAfter } from '../../domain/rights-deadline.ts';
import type { RightsClaim, RightsRequest } from '../../domain/rights-request.ts';
import { isInScope } from '../authorise.ts';
import type { Actor } from '../port.ts';
import { claimContext, readClaim } from './claim.ts';
import type { RightsParts } from './parts.ts';
import type { NewRightsRequest, RightsFact } from './port.ts';

const CHANNEL = /^[A-Za-z0-9][A-Za-z0-9 _.-]{0,39}$/;
const ABOUT = /^[^\p{Cc}]{1,200}$/u;
const OLDEST_MS = 366 * 86_400_000;

export async function recordRequest(parts: RightsParts, actor: Actor, given: NewRightsRequest): Promise<RightsFact> {
  const { rules } = parts;
  const scope = await parts.authorise(actor, 'rights:record');
  checkForm(given);
  const subject = CUSTOMER_ID.test(given.customerId) ? await rules.read('subject', given.customerId) : null;
  const isKnown = subject !== null && subject.body.state !== 'ERASED' && isInScope(scope, subject.body);
  if (!isKnown) throw unknownCustomer();
  const id = `RR-${randomUUID()}`;
  const claim = await sealClaim(parts, id, given);
  return rules.transaction(async (tx) => {
    // Read again under a lock: an erasure may have come between.
    const held = await tx.read('subject', given.customerId);
    if (held?.isIntact !== true || held.body.state === 'ERASED' || !isInScope(scope, held.body))
      throw unknownCustomer();
    const receivedAt = receiptOf(given, tx.now);
    const by = actor.caller.subject;
    const body: RightsRequest = {
      customerId: given.customerId,
      right: given.right,
      state: 'RECEIVED',
      receivedAt,
      dueAt: dueAfter(receivedAt, parts.answerDays),
      channel: given.channel,
      recordedBy: by,
      steps: [],
      ...(given.about === undefined ? {} : { about: given.about }),
      ...(claim === null ? {} : { claim }),
    };
    const fact = await tx.create('rights-request', id, body, by);
    await tx.append({ actor, action: 'RECORD_RIGHTS_REQUEST', fact, previous: null, customerId: given.customerId });
    return fact;
  });
}

const unknownCustomer = (): Error => invalidInput('customerId: no such customer in your data scope.');

function checkForm({ right, channel, about, claim }: NewRightsRequest): void {
  if (!CHANNEL.test(channel)) throw invalidInput('channel: 1 to 40 letters, digits, spaces, ".", "_" and "-".');
  if (about !== undefined && !ABOUT.test(about)) throw invalidInput('about: 1 to 200 characters on one line.');
  if (right === 'CORRECTION' && claim === undefined)
    throw invalidInput('claim: a CORRECTION says which field is wrong and what is right instead.');
  if (right !== 'CORRECTION' && claim !== undefined)
    throw invalidInput(`claim: belongs to a CORRECTION, not to ${right}.`);
}

function receiptOf({ receivedAt = undefined }: NewRightsRequest, now: Instant): Instant {
  if (receivedAt === undefined) return now;
  const ageMs = epochMsOf(now) - epochMsOf(receivedAt);
  if (ageMs < 0 || ageMs > OLDEST_MS)
    throw invalidInput('receivedAt: must be in the past, and not more than a year ago.');
  return receivedAt;
}

async function sealClaim(
  parts: RightsParts,
  id: string,
  { customerId, claim }: NewRightsRequest,
): Promise<RightsClaim | null> {
  if (claim === undefined) return null;
  const { coordinate, source, value } = readClaim(parts.isCoordinate, claim);
  if (source !== 'bank' && (await parts.rules.read('partner', source)) === null)
    throw invalidInput(
      `claim.source: no partner "${source.slice(0, 80)}" is registered; the bank's own record is "bank".`,
    );
  const sealed = await parts.vault.seal(customerId, Buffer.from(JSON.stringify({ value })), claimContext(id));
  return { coordinate, source, sealed: Buffer.from(sealed).toString('base64') };
}
