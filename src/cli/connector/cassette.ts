/**
 * Cassettes: one recorded or written-down exchange with a partner per JSON file, and what must come of it. `then` holds the
 * follow-up exchanges of an endpoint that pages.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { GAP_CODES } from '../../domain/fault.ts';
import { parseWire } from '../../sdk/index.ts';

const request = z.strictObject({
  method: z.enum(['GET', 'POST']),
  path: z.string().startsWith('/'),
  query: z.record(z.string(), z.coerce.string()).default({}),
  body: z.unknown().optional(),
});

const response = z
  .strictObject({
    status: z.int(),
    headers: z.record(z.string(), z.string()).default({}),
    body: z.unknown().optional(),
    bodyText: z.string().optional(),
  })
  .refine((answer) => answer.body === undefined || answer.bodyText === undefined, 'either body or bodyText');

const outcome = z.union([
  z.strictObject({ record: z.unknown(), asOf: z.string().nullable() }),
  z.strictObject({ noRecord: z.literal(true) }),
  z.strictObject({ fault: z.enum(GAP_CODES) }),
]);

const references = z.record(z.string(), z.string());

/** A member of a batch: its references, bare or under that name. */
const member = z.union([z.strictObject({ references }).transform((own) => own.references), references]);

const cassette = z
  .strictObject({
    name: z.string(),
    provenance: z.enum(['published-example', 'recorded', 'synthetic']),
    source: z.string().min(10).optional(),
    endpoint: z.string(),
    references: references.optional(),
    batch: z.array(member).min(1).optional(),
    today: z.iso.date(),
    request,
    response,
    then: z.array(z.strictObject({ request, response })).default([]),
    schemaSkip: z.string().min(10).optional(),
    outcome: outcome.optional(),
    outcomes: z.array(outcome).optional(),
  })
  .refine((c) => c.provenance === 'synthetic' || c.source !== undefined, 'what is not invented names its source')
  .refine((c) => (c.batch === undefined ? c.outcome !== undefined : c.outcomes?.length === c.batch.length), {
    message: 'one outcome, or one per batch member',
  });

export type CassetteResponse = z.infer<typeof response>;
export type CassetteOutcome = z.infer<typeof outcome>;
/** `text` is the response's body exactly as the file writes it, numbers included. */
export type Cassette = z.infer<typeof cassette> & { readonly texts: readonly string[] };

/** Reads every cassette of a connector's folder; throws with the file's name on a malformed one. */
export function readCassettes(folder: string): readonly Cassette[] {
  const directory = join(folder, 'cassettes');
  if (!existsSync(directory)) throw new Error(`${directory} is missing: no exchange proves this connector`);
  return readdirSync(directory)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => readCassette(join(directory, file)));
}

function readCassette(file: string): Cassette {
  const text = readFileSync(file, 'utf8');
  const parsed = cassette.safeParse(jsonIn(file, text));
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`);
  if (`${parsed.data.name}.json` !== basename(file)) throw new Error(`${file}: its name says "${parsed.data.name}"`);
  return { ...parsed.data, texts: bodyTexts(text) };
}

function jsonIn(file: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : 'no JSON'}`, { cause: error });
  }
}

/** Body texts in order, kept lossless: JSON.parse would round what partners write. */
function bodyTexts(text: string): readonly string[] {
  const exact = parseWire(text) as { response: Exchange['response']; then?: readonly Exchange[] };
  return [exact, ...(exact.then ?? [])].map(({ response: answer }) => {
    if (answer.bodyText !== undefined) return answer.bodyText;
    return answer.body === undefined ? '' : writeWire(answer.body);
  });
}

interface Exchange {
  readonly response: { readonly body?: unknown; readonly bodyText?: string };
}

/** The inverse of parseWire: number lexemes are written as they were read. */
export function writeWire(value: unknown): string {
  if (isLexeme(value)) return value.text;
  if (Array.isArray(value)) return `[${value.map(writeWire).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}:${writeWire(inner)}`).join(',')}}`; // prettier-ignore
}

const isLexeme = (value: unknown): value is { readonly text: string } =>
  typeof value === 'object' && value !== null && value.constructor.name === 'NumberLexeme';
