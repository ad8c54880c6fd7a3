/**
 * Finds entries for auditors, newest first, by whatever was asked for. Every condition has an index (migrations/0001_access_log.sql).
 */
import type { EntryQuery, KeptEntry } from '../audit/entry-store.ts';
import type { Queryable } from './database.ts';

export async function findEntries(db: Queryable, query: EntryQuery): Promise<readonly KeptEntry[]> {
  const values: unknown[] = [];
  const parameter = (value: unknown, type = 'text'): string => `$${values.push(value)}::${type}`;
  const conditions = [
    ...(query.kinds === undefined ? [] : [`e.kind = ANY (${parameter(query.kinds, 'text[]')})`]),
    ...(query.caller === undefined ? [] : [`e.caller = ${parameter(query.caller)}`]),
    ...(query.application === undefined ? [] : [`e.application = ${parameter(query.application)}`]),
    ...(query.purpose === undefined ? [] : [`e.purpose = ${parameter(query.purpose)}`]),
    ...(query.subjectDigest === undefined ? [] : [`e.subject_digest = ${parameter(query.subjectDigest)}`]),
    ...(query.idOrRequestId === undefined ? [] : [isEither(query.idOrRequestId, parameter)]),
    ...(query.tags.length === 0 ? [] : [`e.tags @> ${parameter(query.tags, 'text[]')}`]),
    ...(query.from === undefined ? [] : [`e.recorded_at >= ${parameter(query.from, 'timestamptz')}`]),
    ...(query.to === undefined ? [] : [`e.recorded_at < ${parameter(query.to, 'timestamptz')}`]),
    ...(query.olderThan === undefined ? [] : [olderThan(query.olderThan, parameter)]),
  ];
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const text = `SELECT e.id, e.recorded_at AS "recordedAt", convert_from(e.bytes, 'UTF8') AS text, s.customer_id AS "customerId"
    FROM audit_entries e LEFT JOIN subject_digests s ON s.digest = e.subject_digest
    ${where} ORDER BY e.recorded_at DESC, e.id DESC LIMIT ${parameter(query.limit, 'int')}`;
  return db.query<KeptEntry>({ text, values });
}

const isEither = (id: string, parameter: Parameter): string => `${parameter(id)} IN (e.id::text, e.request_id)`;

/** Both halves of the key, because several entries of one statement may carry the same microsecond. */
function olderThan(
  { recordedAt, id }: { readonly recordedAt: string; readonly id: string },
  parameter: Parameter,
): string {
  return `(e.recorded_at, e.id) < (${parameter(recordedAt, 'timestamptz')}, ${parameter(id, 'uuid')})`;
}

type Parameter = (value: unknown, type?: string) => string;
