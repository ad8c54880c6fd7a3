/**
 * Sends what waits in the outbox, at least once: a row is taken for a minute, and only an answer of 2xx ends it. Failures are tried again,
 * later each time; after a week the row is given up and stays to be seen. Whoever receives the same `jti` twice has heard it already.
 */
import { epochMsOf } from '../../domain/instant.ts';
import type { PartnerReferences } from '../../domain/customer.ts';
import type { RuleStore } from '../port.ts';
import type { SignRecord } from '../signing/port.ts';
import type { Attempt, Notification, NotificationStore, TakenNotification } from './port.ts';
import { securityEvent, EVENT_TOKEN_TYPE } from './security-event.ts';

/** Answers a code that is not personal: `DELIVERED`, `HTTP_500`, `TIMEOUT`. Never rejects. */
export type PostEvent = (url: string, token: string) => Promise<string>;

export interface DeliveryParts {
  readonly store: NotificationStore;
  readonly rules: Pick<RuleStore, 'read'>;
  readonly sign: SignRecord;
  readonly post: PostEvent;
  /** What a partner calls the customer; empty where the partner or the bank knows them no more. */
  readonly referencesAt: (taken: TakenNotification) => Promise<PartnerReferences>;
  readonly now: () => number;
  readonly observe: (outcome: 'delivered' | 'retried' | 'given-up') => void;
}

/** How many rows were tried. */
export type DeliverNotifications = () => Promise<number>;

const AT_ONCE = 20;
/** Longer than an attempt can last. */
const LEASE_S = 60;
const FIRST_RETRY_S = 30;
const LONGEST_RETRY_S = 6 * 3_600;
const GIVE_UP_AFTER_MS = 7 * 86_400_000;

export function createDeliverNotifications(parts: DeliveryParts): DeliverNotifications {
  return async () => {
    let tried = 0;
    for (;;) {
      const taken = await parts.store.take(AT_ONCE, LEASE_S);
      await Promise.all(taken.map((one) => deliver(parts, one)));
      tried += taken.length;
      if (taken.length < AT_ONCE) return tried;
    }
  };
}

async function deliver(parts: DeliveryParts, taken: TakenNotification): Promise<void> {
  // One that can never be sent must not keep the others, and must come to an end like any other.
  const outcome = await send(parts, taken).catch(() => 'FAILED');
  const attempt = fateOf(outcome, taken, parts.now());
  await parts.store.settle(taken, attempt);
  parts.observe(wordFor(attempt));
}

async function send(parts: DeliveryParts, taken: TakenNotification): Promise<string> {
  const url = await addressOf(parts, taken);
  if (url === undefined) return 'NO_ADDRESS';
  const references = taken.recipientKind === 'PARTNER' ? await parts.referencesAt(taken) : null;
  const consent = await parts.rules.read('consent', taken.consentId);
  const subject = await parts.rules.read('subject', taken.customerId);
  const isErased = subject?.body.state === 'ERASED';
  // Taken just before the erasure: the next attempt finds the name that was kept for it.
  if (isErased && references !== null && Object.keys(references).length === 0) return 'NO_NAME';
  const details = { purpose: consent?.body.purpose, references, isErased };
  const token = await parts.sign(securityEvent(taken, details), EVENT_TOKEN_TYPE);
  return parts.post(url, token);
}

/** Only an address that the bank's own rules name, as they are now. */
async function addressOf({ rules }: DeliveryParts, taken: Notification): Promise<string | undefined> {
  const kind = taken.recipientKind === 'PARTNER' ? 'partner' : 'principal';
  const fact = await rules.read(kind, taken.recipientId);
  return fact?.isIntact === true ? fact.body.notifyUrl : undefined;
}

function fateOf(outcome: string, { attempts, createdAt }: Notification, nowMs: number): Attempt {
  if (outcome === 'DELIVERED') return { outcome };
  if (nowMs - epochMsOf(createdAt) > GIVE_UP_AFTER_MS) return { outcome, isGivenUp: true };
  return { outcome, againAfterS: Math.min(FIRST_RETRY_S * 2 ** (attempts - 1), LONGEST_RETRY_S) };
}

function wordFor(attempt: Attempt): 'delivered' | 'retried' | 'given-up' {
  if ('isGivenUp' in attempt) return 'given-up';
  return 'againAfterS' in attempt ? 'retried' : 'delivered';
}
