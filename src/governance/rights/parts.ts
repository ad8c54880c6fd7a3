/**
 * What the rights' files are made of, put together once.
 */
import type { EntryStore } from '../../audit/entry-store.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Erasure, Vault } from '../../subjects/port.ts';
import type { Authorise } from '../authorise.ts';
import type { Notification } from '../notifications/port.ts';
import type { Actor, RuleStore } from '../port.ts';
import type { SignRecord } from '../signing/port.ts';
import type { CustomerHeld, PrepareCorrection, RightsStore } from './port.ts';

export interface RightsParts {
  readonly rules: RuleStore;
  readonly authorise: Authorise;
  readonly rightsStore: RightsStore;
  readonly held: CustomerHeld;
  readonly vault: Vault;
  readonly entryStore: Pick<EntryStore, 'find'>;
  /** HMAC-SHA-256, hex, of a customer id. */
  readonly digestOf: (customerId: string) => string;
  /** All that the customer gave, in one transaction, under the right to decide on rights. */
  readonly withdrawConsents: (actor: Actor, customerId: string) => Promise<readonly unknown[]>;
  /** What recipients were told or are to be told about the customer. */
  readonly notificationsOf: (customerId: string) => Promise<readonly Notification[]>;
  readonly erasure: Erasure;
  readonly prepareCorrection: PrepareCorrection;
  readonly sign: SignRecord;
  /** Whole days until a request is due. */
  readonly answerDays: number;
  readonly isCoordinate: (coordinate: string) => boolean;
  readonly now: () => Instant;
}
