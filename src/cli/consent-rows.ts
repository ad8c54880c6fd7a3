/**
 * A file of consents as rows, each checked for its form: columns, words and times. Knows no database; whether what a row names exists is
 * asked in record-consents.ts. Holds all rows in memory.
 */
import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import { z } from 'zod';
import type { CoordinatePattern, RecipientClass } from '../domain/agreement.ts';
import type { ConsentForm, ConsentGiver } from '../domain/consent.ts';
import { CUSTOMER_ID } from '../domain/customer.ts';
import { type Instant, parseInstant } from '../domain/instant.ts';
import type { ConsentGrant } from '../governance/consents/port.ts';
import { readCsv } from '../subjects/import-csv.ts';
import { readJsonLines } from '../subjects/import-json-lines.ts';

export interface ConsentRow {
  readonly line: number;
  readonly grant: ConsentGrant;
  /** Absent: now. */
  readonly grantedAt?: Instant;
}

export interface ConsentFile {
  readonly rows: readonly ConsentRow[];
  /** `line 3: purpose: is missing`. */
  readonly problems: readonly string[];
}

const blankIsAbsent = (value: unknown): unknown =>
  value === null || (typeof value === 'string' && value.trim() === '') ? undefined : value;
const required = (error: string) => z.preprocess(blankIsAbsent, z.string({ error }).trim());
const optional = z.preprocess(blankIsAbsent, z.string({ error: 'must be text' }).trim().optional());
const list = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(';').map((one) => one.trim()).filter((one) => one !== '') : value), // prettier-ignore
  z.array(z.string({ error: 'must be text' }), { error: 'must be a list' }).min(1, { error: 'is missing' }),
);
const whole = z.coerce.number({ error: 'must be a whole number' }).int({ error: 'must be a whole number' });
const instant = z.string().transform((text, context) => {
  const at = parseInstant(text);
  if (at === null) context.addIssue({ code: 'custom', message: 'must be a time such as 2026-01-02T03:04:05Z' });
  return at as Instant;
});
const oneOf = <T extends string>(...words: readonly T[]) =>
  z.enum(words as readonly [T, ...T[]], { error: `must be one of ${words.join(', ')}` });
const pattern = /^(\*|\w{1,100}\.(\*|\w{1,100}))$/;

/** The columns. */
const ROW = z.strictObject({
  ['customer_id']: required('is missing').refine((id) => CUSTOMER_ID.test(id), { error: 'is no customer id' }),
  purpose: required('is missing'),
  coordinates: list.refine((all) => all.every((one) => pattern.test(one)), {
    error: 'must be Type.field, Type.* or *',
  }),
  recipients: list.pipe(z.array(oneOf<RecipientClass>('BANK_INTERNAL', 'AFFILIATE', 'PROCESSOR', 'THIRD_PARTY'))),
  sources: z.preprocess(blankIsAbsent, list.optional()),
  form: z.preprocess(blankIsAbsent, oneOf<ConsentForm>('GENERAL', 'SEPARATE', 'WRITTEN')),
  ['notice_id']: required('is missing'),
  ['notice_version']: z.preprocess(blankIsAbsent, whole),
  ['notice_language']: required('is missing'),
  ['granted_at']: z.preprocess(blankIsAbsent, instant.optional()),
  ['starts_at']: z.preprocess(blankIsAbsent, instant.optional()),
  ['expires_at']: required('is missing').pipe(instant),
  ['look_back_days']: z.preprocess(blankIsAbsent, whole.optional()),
  ['expressed_by']: required('is missing'),
  ['given_by']: z.preprocess(blankIsAbsent, oneOf('CUSTOMER', 'GUARDIAN', 'OFFICER').optional()),
  ['guardianship_id']: optional,
  evidence: optional,
  ['evidence_sha256']: optional,
});

export const CONSENT_COLUMNS: readonly string[] = Object.keys(ROW.shape);
const FORMATS = ['.csv', '.jsonl', '.ndjson'];

/** Throws where the name does not say the format, or there is no such file. */
export async function readConsentFile(path: string, onRead: (bytes: number) => void): Promise<ConsentFile> {
  const format = extname(path).toLowerCase();
  if (!FORMATS.includes(format)) throw new Error(`"${path}" must end in ${FORMATS.join(', ')}.`);
  const [rows, problems]: [ConsentRow[], string[]] = [[], []];
  const seen = new Map<string, number>();
  for await (const { line, found } of format === '.csv' ? csvObjects(path, onRead) : jsonObjects(path, onRead)) {
    const read = typeof found === 'string' ? [found] : toRow(line, found);
    if (Array.isArray(read)) {
      problems.push(`line ${line}: ${read.join('; ')}`);
      continue;
    }
    const content = JSON.stringify({ ...(read as ConsentRow), line: 0 });
    const earlier = seen.get(content);
    if (earlier !== undefined) problems.push(`line ${line}: is the same as line ${earlier}`);
    else rows.push(read as ConsentRow);
    seen.set(content, line);
  }
  if (rows.length + problems.length === 0) problems.push('the file holds no consents');
  return { rows, problems };
}

interface FoundLine {
  readonly line: number;
  /** Text: what is wrong with the line as such. */
  readonly found: string | Readonly<Record<string, unknown>>;
}

async function* csvObjects(path: string, onRead: (bytes: number) => void): AsyncGenerator<FoundLine> {
  let header: readonly string[] | undefined;
  for await (const row of readCsv(chunksOf(path, onRead))) {
    if ('problems' in row) yield { line: row.line, found: row.problems.join('; ') };
    else if (header !== undefined) {
      const cells = header.map((name, i) => [name, row.content[i] ?? ''] as const);
      const isRagged = row.content.length > header.length;
      yield { line: row.line, found: isRagged ? 'has more cells than the header' : Object.fromEntries(cells) };
    } else {
      header = row.content.map((name) => name.trim());
      const unknown = header.filter((name) => !CONSENT_COLUMNS.includes(name));
      if (unknown.length > 0) yield { line: row.line, found: `no such column: ${unknown.join(', ').slice(0, 200)}` };
      if (unknown.length > 0) return;
    }
  }
}

async function* jsonObjects(path: string, onRead: (bytes: number) => void): AsyncGenerator<FoundLine> {
  for await (const row of readJsonLines(chunksOf(path, onRead)))
    yield { line: row.line, found: 'problems' in row ? row.problems.join('; ') : row.content };
}

async function* chunksOf(path: string, onRead: (bytes: number) => void): AsyncGenerator<Buffer> {
  let read = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    onRead((read += chunk.length));
    yield chunk;
  }
}

function toRow(line: number, found: Readonly<Record<string, unknown>>): ConsentRow | readonly string[] {
  const read = ROW.safeParse(found);
  if (!read.success) return read.error.issues.map((issue) => `${issue.path.join('.') || 'row'}: ${issue.message}`);
  const row = read.data;
  const given = giverOf(row);
  if (given === null) return ['guardianship_id: is missing; a guardian is recorded first'];
  const { evidence, granted_at: grantedAt, starts_at: startsAt, look_back_days: lookBackDays } = row;
  return {
    line,
    ...(grantedAt === undefined ? {} : { grantedAt }),
    grant: {
      customerId: row.customer_id,
      purpose: row.purpose,
      coordinates: row.coordinates as readonly CoordinatePattern[],
      recipients: row.recipients,
      sources: row.sources ?? '*',
      form: row.form,
      notice: { id: row.notice_id, version: row.notice_version, language: row.notice_language },
      expiresAt: row.expires_at,
      ...(startsAt === undefined ? {} : { startsAt }),
      ...(lookBackDays === undefined ? {} : { lookBackDays }),
      expressedBy: row.expressed_by,
      ...given,
      ...(evidence === undefined ? {} : { evidence: evidenceOf(evidence, row.evidence_sha256) }),
    },
  };
}

const evidenceOf = (reference: string, sha256: string | undefined) => ({
  reference,
  ...(sha256 === undefined ? {} : { sha256: sha256.toLowerCase() }),
});

/** Null: a guardian whose guardianship is not named. */
function giverOf(row: z.output<typeof ROW>): { readonly givenBy?: ConsentGiver } | null {
  switch (row.given_by) {
    case 'GUARDIAN':
      if (row.guardianship_id === undefined) return null;
      return { givenBy: { kind: 'GUARDIAN', guardianship: row.guardianship_id } };
    case 'OFFICER':
      return { givenBy: { kind: 'OFFICER', evidence: row.evidence ?? '' } };
    default:
      return {};
  }
}
