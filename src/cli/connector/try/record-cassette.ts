/**
 * Makes a cassette of what was asked and answered: redacted, and only if what is left still replays to an outcome of the same form. Answers
 * its text, or the reason why there is none. Writes nothing.
 */
import type { PartnerReferences } from '../../../domain/customer.ts';
import type { Connector, Endpoint } from '../../../sdk/index.ts';
import { type Cassette, type CassetteOutcome, writeWire } from '../cassette.ts';
import { asSent, replay } from '../replay.ts';
import { endpointSurface } from '../surface.ts';
import { createRedactor, type Redactor } from './redact.ts';
import type { Exchanged } from './tap.ts';

export interface Recording {
  readonly connector: Connector;
  readonly endpoint: Endpoint;
  readonly exchanges: readonly Exchanged[];
  readonly references: PartnerReferences;
  readonly today: string;
  /** What the pipeline made of it. */
  readonly outcome: CassetteOutcome;
  readonly name: string;
  readonly provenance: 'recorded' | 'synthetic';
  readonly source: string;
  readonly keep: ReadonlySet<string>;
}

export type Recorded = { readonly text: string; readonly outcome: CassetteOutcome } | { readonly refusal: string };

/** Headers that matter to the outcome. Others name servers, sessions and people. */
const KEPT_HEADERS = /^(content-type|retry-after|(x-)?rate-?limit[\w-]*)$/i;

export function recordCassette(recording: Recording): Recorded {
  const { connector, endpoint, exchanges, keep } = recording;
  const complete = exchanges.filter(({ answer }) => answer !== null);
  if (complete.length === 0) return { refusal: 'no answer arrived, so there is nothing to record' };
  if (complete.some(({ answer }) => answer?.body === undefined))
    return { refusal: 'an answer was no JSON: its text may hold anything and is not recorded' };
  const redactor = createRedactor({ enumerated: enumeratedIn(endpointSurface(endpoint).wire), keep });
  const cassette = redacted(recording, complete, redactor);
  const replayed = replayedOutcome(connector, cassette, recording.outcome);
  if ('refusal' in replayed) return replayed;
  const text = textOf(cassette, replayed.outcome);
  const leak = [...redactor.replaced].find((original) => original.length > 3 && text.includes(original));
  return leak === undefined
    ? { text, outcome: replayed.outcome }
    : { refusal: 'a replaced value still stands somewhere in the text; nothing was saved' };
}

type Draft = Cassette & { readonly bodies: readonly unknown[] };

function redacted(recording: Recording, exchanges: readonly Exchanged[], redactor: Redactor): Draft {
  const { connector, endpoint, references, today, name, provenance, source } = recording;
  const fakes = Object.fromEntries(
    Object.entries(references).map(([reference, value]) => [reference, redactor.text(value)]),
  );
  const own = Object.fromEntries(
    ownReferences(connector, endpoint).flatMap((one) => (fakes[one] === undefined ? [] : [[one, fakes[one]]])),
  );
  const [first, ...then] = exchanges.map(({ request, answer }) => ({
    request: withFakes(asSent(request), references, fakes) as Cassette['request'],
    response: { status: answer?.status ?? 0, headers: keptHeaders(answer?.headers ?? {}) },
    body: redactor.body(answer?.body),
  }));
  if (first === undefined) throw new Error('an exchange is needed');
  const all = [first, ...then];
  return {
    name,
    provenance,
    source,
    endpoint: endpoint.name,
    references: own,
    today,
    request: first.request,
    response: first.response,
    then: then.map(({ request, response }) => ({ request, response })),
    texts: all.map(({ body }) => writeWire(body)),
    bodies: all.map(({ body }) => body),
  };
}

const ownReferences = ({ auth }: Connector, endpoint: Endpoint): readonly string[] =>
  auth.type === 'customer-token' ? [...endpoint.references, auth.reference] : endpoint.references;

const keptHeaders = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => KEPT_HEADERS.test(name)));

/** Every reference inside a request, plain or percent-encoded, becomes its invented double. */
function withFakes(value: unknown, references: PartnerReferences, fakes: PartnerReferences): unknown {
  let text = JSON.stringify(value);
  for (const [name, real] of Object.entries(references)) {
    if (real === '') continue;
    const fake = fakes[name] ?? '';
    text = text
      .replaceAll(JSON.stringify(real).slice(1, -1), fake)
      .replaceAll(encodeURIComponent(real), encodeURIComponent(fake));
  }
  return JSON.parse(text) as unknown;
}

function replayedOutcome(
  connector: Connector,
  cassette: Draft,
  wanted: CassetteOutcome,
): { readonly outcome: CassetteOutcome } | { readonly refusal: string } {
  try {
    const replayed = replay(connector, cassette);
    // What a status alone decides is the pipeline's to say.
    const outcome = replayed === 'open' ? wanted : replayed[0];
    if (outcome === undefined) return { refusal: 'the redacted exchange replays to nothing' };
    const [was, is] = [formOf(wanted), formOf(outcome)];
    if (was === is) return { outcome };
    return {
      refusal: `redacted, the answer comes to ${is} and not to ${was}: name the keys whose values the map reads as codes, with --keep <key>`,
    };
  } catch (error) {
    return {
      refusal: `redacted, the exchange does not replay (${error instanceof Error ? error.name : 'it throws'}): name the keys that must stay, with --keep <key>`,
    };
  }
}

/** What an outcome is, without its values: which fields a record has. */
function formOf(outcome: CassetteOutcome): string {
  if ('fault' in outcome) return outcome.fault;
  if ('noRecord' in outcome) return 'no record';
  const records = Array.isArray(outcome.record) ? (outcome.record as object[]) : [outcome.record as object];
  return `a record of ${records.map((one) => Object.keys(one).sort().join(' ')).join(' | ')}`;
}

function textOf({ bodies, texts: _, then, response, ...rest }: Draft, outcome: CassetteOutcome): string {
  const withBody = (answer: Cassette['response'], at: number) => ({ ...answer, body: bodies[at] });
  const following = then.map((one, i) => ({ request: one.request, response: withBody(one.response, i + 1) }));
  const file = { ...rest, response: withBody(response, 0), ...(then.length === 0 ? {} : { then: following }), outcome };
  return `${indented(writeWire(dropUndefined(file)))}\n`;
}

const dropUndefined = (file: object): object =>
  Object.fromEntries(Object.entries(file).filter(([, value]) => value !== undefined));

/** The same JSON with a line per value; numbers stay as they were written. */
function indented(text: string): string {
  let depth = 0;
  return text.replace(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g, (token) => {
    if (token === '{' || token === '[') return `${token}\n${'  '.repeat((depth += 1))}`;
    if (token === '}' || token === ']') return `\n${'  '.repeat((depth -= 1))}${token}`;
    if (token === ',') return `,\n${'  '.repeat(depth)}`;
    return token === ':' ? ': ' : token;
  });
}

/** Every text the contract spells out. */
function enumeratedIn(schema: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null) return;
    const { enum: values, const: only } = node as { readonly enum?: unknown; readonly const?: unknown };
    for (const value of [...(Array.isArray(values) ? (values as unknown[]) : []), only])
      if (typeof value === 'string') found.add(value);
    Object.values(node).forEach(visit);
  };
  visit(schema);
  return found;
}
