/**
 * What taking messages and files from partners needs from the outside.
 */
import type { PartnerReferences } from '../../domain/customer.ts';
import type { DatasetName } from '../../domain/dataset.ts';
import type { PartnerFault } from '../../domain/fault.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Want } from '../port.ts';

export interface IncomingMessage {
  readonly partner: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes as they came: they are what was signed. */
  readonly body: Uint8Array;
}

/**
 * TAKEN and DUPLICATE: the partner need not send it again. NOT_FOUND: no such partner, or it sends no messages. NOT_SIGNED: the signature
 * or its time does not hold. BROKEN: signed, but not what the connector declares. UNAVAILABLE: send it again later.
 */
export type MessageOutcome = 'TAKEN' | 'DUPLICATE' | 'NOT_FOUND' | 'NOT_SIGNED' | 'BROKEN' | 'UNAVAILABLE';

/** Never rejects. */
export type ReceiveMessage = (message: IncomingMessage) => Promise<MessageOutcome>;

/** Finds whom a partner means, and what else it calls them. */
export interface PartnersCustomers {
  findByReference(
    partnerId: string,
    name: string,
    values: readonly string[],
  ): Promise<ReadonlyMap<string, readonly string[]>>;
  referencesAt(partnerId: string, customerIds: readonly string[]): Promise<ReadonlyMap<string, PartnerReferences>>;
}

/** One change of one endpoint's answer about one customer (`''`: about nobody). */
export interface PreparedChange {
  readonly customerId: string;
  readonly endpoint: string;
  readonly occurredAt: Instant;
  /** The new answer, sealed; null: the stored one is forgotten. */
  readonly sealed: Uint8Array | null;
}

export interface PreparedMessage {
  readonly partner: string;
  readonly messageId: string;
  readonly receivedAt: Instant;
  readonly changes: readonly PreparedChange[];
}

/** What became of one change, for its entry in the log: KEPT, FORGOTTEN, NOTHING_STORED or OUT_OF_ORDER; of a message without any, NO_CHANGE. */
export interface TakenChange {
  readonly partner: string;
  /** Absent: the message changes nothing that the gateway knows of. */
  readonly endpoint?: string;
  readonly messageId: string;
  /** `''`: about nobody. */
  readonly customerId: string;
  readonly outcome: string;
}

export interface MessageStore {
  /**
   * Takes a message once, whole or not at all. A change older than one already taken about the same answer is passed over. An answer
   * replaces a stored record and never makes one: where nothing is stored nobody may keep it.
   */
  take(message: PreparedMessage): Promise<'TAKEN' | 'DUPLICATE'>;
}

/** One line of a file, read as far as it can be without knowing whom it is about. */
export interface DeliveredLine {
  readonly reference: { readonly name: string; readonly value: string };
  /** As the endpoint's `wire` reads it, which it was found to do. */
  readonly body: unknown;
  /** When it became true at the partner; null: it does not say. */
  readonly occurredAt: Instant | null;
}

/** A kind of file that a connector declares. */
export interface Delivery {
  readonly format: 'csv' | 'json-lines';
  readonly endpoint: string;
  readonly dataset: DatasetName;
  /** The dataset's fields that its lines can bring. */
  readonly fields: readonly string[];
  /** A CSV line by column, or a JSON line losslessly parsed. */
  read(row: unknown): { readonly value: DeliveredLine } | { readonly fault: PartnerFault };
}

/** A line, and what it answers. */
export interface WantedLine extends Pick<DeliveredLine, 'body' | 'occurredAt'> {
  readonly want: Want;
}

export interface Deliveries {
  /** null: no such partner, or it delivers nothing under this name. */
  deliveryOf(partner: string, name: string): Delivery | null;
  /** Compares lines that stand for a whole file, in no order, with what is usual; before `keep`, so that what drifts is withheld in time. */
  watch(partner: string, delivery: Delivery, lines: readonly DeliveredLine[]): void;
  /**
   * One result per line, in order. NOT_KEPT: the agreement lets nothing be kept, or its rights changed meanwhile. OVERTAKEN: something newer
   * came from the partner before. A customer may appear once. Rejects when the store does.
   */
  keep(lines: readonly WantedLine[]): Promise<readonly (PartnerFault | 'KEPT' | 'NOT_KEPT' | 'OVERTAKEN')[]>;
}
