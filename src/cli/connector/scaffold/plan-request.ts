/**
 * How an operation is asked: what is about the customer becomes a partner reference, what the document fixes becomes a constant, today's
 * date comes from the context. What it had to decide without the document's word is said, to be confirmed.
 */
import { inventedFor, plainlyInvented, publishedExample } from './example.ts';
import type { VendorDocument } from '../vendor-document.ts';
import { type Json, listOf, objectIn, textIn } from './json.ts';
import { deref, jsonOf, type OpenApi, type Operation } from './open-api.ts';
import { camelCase } from './names.ts';

export type Given =
  | { readonly from: 'reference'; readonly reference: string; readonly example: string }
  | { readonly from: 'today' }
  | { readonly from: 'constant'; readonly value: unknown };

export interface Parameter {
  readonly name: string;
  readonly given: Given;
}

export interface RequestPlan {
  readonly method: 'GET' | 'POST';
  /** As the document writes it, `{name}` included. */
  readonly path: string;
  readonly pathParameters: readonly Parameter[];
  readonly query: readonly Parameter[];
  /** The body's top-level keys, or all of it where it is no object; null when none is sent. */
  readonly body: readonly Parameter[] | { readonly whole: unknown } | null;
  /** Standing headers the operation requires. */
  readonly headers: Readonly<Record<string, string>>;
  readonly references: Readonly<Record<string, string>>;
  readonly openPoints: readonly string[];
}

const OWN_HEADERS = /^(authorization|accept|content-type|user-agent|cookie|host)$/i;
/** A parameter that says whom a question is about, even where the document makes it optional. */
const SUBJECT =
  /^(symbol|ticker|actor|user|customer|account|handle|username|company|isin|iban|cik)(_?(id|guid|name|number))?$/i;

export function planRequest(
  { document }: OpenApi,
  operation: Operation,
  credentials: ReadonlySet<string>,
  vendor: VendorDocument,
): RequestPlan {
  const openPoints: string[] = [];
  const decide = (parameter: Json): Parameter => ({
    name: textIn(parameter['name']),
    given: givenFor(document, parameter, openPoints),
  });
  const of = (place: string) =>
    operation.parameters.filter((one) => one['in'] === place && !credentials.has(textIn(one['name']).toLowerCase()));
  const pathParameters = inPath(operation.path, of('path')).map(decide);
  const query = inQuery(of('query'), pathParameters.length > 0, openPoints).map(decide);
  const body = bodyOf(document, operation, vendor, openPoints);
  const headers = headersOf(document, of('header'), openPoints);
  const references = Object.fromEntries(
    [...pathParameters, ...query, ...partsOf(body)].flatMap(({ given }) =>
      given.from === 'reference' ? [[given.reference, given.example]] : [],
    ),
  ) as Record<string, string>;
  const { method, path } = operation;
  return { method, path, pathParameters, query, body, headers, references, openPoints };
}

/** Every `{name}` of the path, declared or not. */
const inPath = (path: string, declared: readonly Json[]): readonly Json[] =>
  [...path.matchAll(/\{([^}]+)\}/g)].map(
    ([, name = '']) => declared.find((one) => one['name'] === name) ?? { name, in: 'path', required: true },
  );

/** What is required and, where nothing says whom the question is about, the optional parameter that does. */
function inQuery(declared: readonly Json[], isAboutSomebody: boolean, openPoints: string[]): readonly Json[] {
  const required = declared.filter((one) => one['required'] === true);
  if (isAboutSomebody || required.length > 0) return required;
  const subject = declared.find((one) => SUBJECT.test(textIn(one['name'])));
  if (subject === undefined) return [];
  openPoints.push(
    `\`${textIn(subject['name'])}\` is optional in the document; it is sent, to say whom the question is about`,
  );
  return [subject];
}

/** Headers the operation cannot do without, credentials and the gateway's own left out. */
const headersOf = (document: Json, declared: readonly Json[], openPoints: string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    declared
      .filter((one) => one['required'] === true && !OWN_HEADERS.test(textIn(one['name'])))
      .map((one) => [textIn(one['name']), headerOf(document, one, openPoints)]),
  );

function givenFor(document: Json, parameter: Json, openPoints: string[]): Given {
  const name = textIn(parameter['name']);
  const schema = deref(document, parameter['schema']);
  const example = parameter['example'] ?? schema['example'] ?? listOf(schema['examples'])[0];
  const constant = (value: unknown, why: string): Given => {
    openPoints.push(`\`${name}\` is always sent as ${JSON.stringify(value)}: ${why}`);
    return { from: 'constant', value };
  };
  if (isDay(name, schema)) return { from: 'today' };
  const [listed] = listOf(schema['enum']);
  if (parameter['in'] !== 'path' && schema['default'] !== undefined)
    return constant(schema['default'], "the document's default");
  if (listed !== undefined) return constant(listed, 'the first of the values the document lists');
  const type = [schema['type']].flat()[0];
  if (parameter['in'] !== 'path' && (type === 'integer' || type === 'number' || type === 'boolean' || type === 'array'))
    return constant(
      example ?? inventedFor(document, schema),
      example === undefined ? 'invented' : "the document's example",
    );
  return { from: 'reference', reference: camelCase(name), example: referenceExample(name, schema, example) };
}

const isDay = (name: string, schema: Json): boolean =>
  schema['format'] === 'date' ||
  (/^(from|to|date|start_?date|end_?date)$/i.test(name) &&
    /date|YYYY/i.test(`${textIn(schema['description'])}${textIn(schema['format'])}`));

/** Long enough to be found in a log, and plainly nobody's. */
function referenceExample(name: string, schema: Json, example: unknown): string {
  if (
    typeof example === 'number' ||
    (typeof example === 'string' && /^[\w.:@-]+$/.test(example) && /[\dA-Z]/.test(example))
  )
    return String(example);
  const invented = { uuid: '00000000-0000-4000-8000-000000004711', email: 'somebody@example.com' }[
    textIn(schema['format'])
  ];
  const text = invented ?? ([schema['type']].flat().includes('integer') ? '4711004711' : `${camelCase(name)}-4711`);
  return text.slice(0, Number(schema['maxLength'] ?? 100));
}

function headerOf(document: Json, parameter: Json, openPoints: string[]): string {
  const schema = deref(document, parameter['schema']);
  const value = schema['default'] ?? listOf(schema['enum'])[0] ?? parameter['example'] ?? schema['example'];
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : 'to be confirmed';
  openPoints.push(`header \`${textIn(parameter['name'])}\` is always "${text}"`);
  return text;
}

export const partsOf = (body: RequestPlan['body']): readonly Parameter[] =>
  body === null || 'whole' in body ? [] : body;

/** Top-level keys of a JSON body: text without a fixed value is about the customer, everything else as the example has it. */
function bodyOf(
  document: Json,
  operation: Operation,
  vendor: VendorDocument,
  openPoints: string[],
): RequestPlan['body'] {
  const media = jsonOf(operation.requestBody);
  if (media === null) return null;
  const schema = deref(document, media['schema']);
  const example = soundExample(document, operation, media, vendor);
  if (example === undefined || example === null) return null;
  openPoints.push('the body follows the example in the document: say of each part where it comes from');
  if (typeof example !== 'object' || Array.isArray(example)) return { whole: example };
  const properties = objectIn(schema['properties']);
  return Object.entries(example).map(([name, value]: [string, unknown]): Parameter => {
    const property = deref(document, properties[name]);
    const isFixed =
      typeof value !== 'string' || listOf(property['enum']).length > 0 || property['default'] !== undefined;
    if (isFixed) return { name, given: { from: 'constant', value } };
    return {
      name,
      given: { from: 'reference', reference: camelCase(name), example: value === '' ? `${name}-4711` : value },
    };
  });
}

/** The document's example where it follows the document's own schema, else an invented one that does. */
function soundExample(document: Json, { method, path }: Operation, media: Json, vendor: VendorDocument): unknown {
  const asked = { method, path: path.replace(/[{}]/g, '') };
  const isSound = (body: unknown): boolean =>
    vendor.requestProblems({ ...asked, body }, () => true).every((problem) => !problem.startsWith('body '));
  const candidates = [publishedExample(document, media), inventedFor(document, media['schema'])];
  return (
    candidates.find((body) => body !== undefined && isSound(body)) ??
    [plainlyInvented(document, media['schema'])].find(isSound) ??
    candidates.find((body) => body !== undefined)
  );
}
