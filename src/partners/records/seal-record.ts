/**
 * A record as it rests: sealed for its customer together with everything needed to refuse it later: dataset, digest of the
 * references it was asked with. The seal's context ties it to its source and endpoint.
 */
import type { DatasetName, DatasetRecords } from '../../domain/dataset.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Withheld } from '../../domain/sourced.ts';
import type { StoredRecord } from '../port.ts';

/** What the stage needs of a vault; the subject `''` stands for records that concern nobody. */
export interface RecordVault {
  readonly seal: (customerId: string, plain: Uint8Array, context: string) => Promise<Uint8Array>;
  readonly open: (customerId: string, sealed: Uint8Array, context: string) => Promise<Uint8Array>;
  readonly preload: (customerIds: readonly string[]) => Promise<void>;
  /** 32 bytes for one use of the gateway's own, the same on every replica. */
  readonly secret: (name: string) => Promise<Uint8Array>;
}

export const PUBLIC_SUBJECT = '';

export interface RecordContent {
  readonly dataset: DatasetName;
  readonly record: DatasetRecords[DatasetName] | null;
  readonly asOf: Instant | null;
  readonly references: string;
  /** Fields that are missing because what the partner sent by itself was broken or in doubt there. */
  readonly withheld?: readonly Withheld[];
}

export type RecordKey = Pick<StoredRecord, 'customerId' | 'source' | 'endpoint'>;

/** Bumped when the content's shape changes: older rows then fail to open and count as absent. */
const contextOf = ({ source, endpoint }: RecordKey): string => `record/1 ${source} ${endpoint}`;

export const sealRecord = (vault: RecordVault, key: RecordKey, content: RecordContent): Promise<Uint8Array> =>
  vault.seal(key.customerId, Buffer.from(JSON.stringify(content)), contextOf(key));

/** Rejects when the row was not sealed for this key or its content is none. */
export async function openRecord(vault: RecordVault, row: StoredRecord): Promise<RecordContent> {
  const plain = await vault.open(row.customerId, row.sealed, contextOf(row));
  const content = JSON.parse(Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength).toString('utf8')) as unknown;
  if (!isContent(content)) throw new Error('a stored record has no content');
  return content;
}

const isContent = (content: unknown): content is RecordContent =>
  typeof content === 'object' &&
  content !== null &&
  'dataset' in content &&
  'record' in content &&
  'asOf' in content &&
  'references' in content;
