/**
 * Word to recipients that a consent ended (PIPL art. 15; GDPR art. 19): written with the end itself, sent at least once, never lost.
 * Errors: FORBIDDEN, INVALID_INPUT, AUDIT_UNAVAILABLE.
 */
import type { Reach } from '../../domain/caller.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Actor, Page, PageRequest } from '../port.ts';
import type { ConsentEnd } from '../consents/port.ts';

export type NotificationState = 'WAITING' | 'DELIVERED' | 'GIVEN_UP';

export interface Notification {
  readonly id: string;
  readonly event: ConsentEnd;
  readonly consentId: string;
  readonly consentVersion: number;
  readonly customerId: string;
  readonly recipientKind: 'APPLICATION' | 'PARTNER';
  readonly recipientId: string;
  readonly state: NotificationState;
  readonly createdAt: Instant;
  /** When it is tried next, where it waits. */
  readonly dueAt: Instant;
  readonly attempts: number;
  /** Why the last attempt failed. Null: none failed. */
  readonly lastOutcome: string | null;
  readonly endedAt: Instant | null;
}

export interface TakenNotification extends Notification {
  /** What the partner calls the customer, sealed: the customer was erased before it was told. */
  readonly partingWords: Uint8Array | null;
}

export interface Notifications {
  /** Only about customers inside the caller's data scope, erased ones included: somebody may have to tell a recipient by other means. */
  list(actor: Actor, state: NotificationState, page: PageRequest): Promise<Page<Notification>>;
}

/** What became of one attempt. `again`: after so many seconds. */
export type Attempt =
  | { readonly outcome: 'DELIVERED' }
  | { readonly outcome: string; readonly againAfterS: number }
  | { readonly outcome: string; readonly isGivenUp: true };

export interface NotificationStore {
  list(state: NotificationState, scope: Reach, page: PageRequest): Promise<Page<Notification>>;
  /** Oldest first. */
  ofCustomer(customerId: string): Promise<readonly Notification[]>;
  /** Takes due ones for `leaseS`: nobody else gets them meanwhile, and whoever crashes only delays them. Counts the attempt. */
  take(limit: number, leaseS: number): Promise<readonly TakenNotification[]>;
  /** Of one that is still waiting on the attempt it was taken for; a late word about another one changes nothing. */
  settle(taken: Notification, attempt: Attempt): Promise<void>;
}
