/**
 * A partner's OpenAPI document (3.0 to 3.2; 2.0 comes rewritten, see read-document.ts) as the scaffold needs it: operations, and references resolved inside the document only.
 * What it cannot be read for is said in one sentence.
 */
import { isObject, type Json, listOf, objectIn, rewrite, textIn, versionIn } from './json.ts';
import { readDocument } from './read-document.ts';
import { ScaffoldError } from './scaffold-error.ts';

export interface OpenApi {
  readonly document: Json;
  readonly title: string;
  readonly version: string;
  readonly servers: readonly string[];
  readonly operations: readonly Operation[];
}

export interface Operation {
  /** `operationId`, or method and path where the document gives none. */
  readonly id: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly summary: string;
  readonly parameters: readonly Json[];
  readonly requestBody: Json | null;
  readonly responses: Json;
  /** Requirements of the operation, else of the document. */
  readonly security: readonly Json[];
  /** Where this operation is served, if not where the document says. */
  readonly servers: readonly string[];
}

export const readOpenApi = (file: string): OpenApi => openApiOf(readDocument(file), file);

/** `file` names it in what is said. */
export function openApiOf(document: Json, file: string): OpenApi {
  const spoken = versionIn(document['openapi'] ?? document['swagger']);
  if (!/^3(\.[0-2])?(\.\d+)?$/.test(spoken))
    throw new ScaffoldError(
      `${file} is no OpenAPI 2.0, 3.0, 3.1 or 3.2 document: its "openapi" says ${spoken || 'nothing'}.`,
    );
  const about = objectIn(document['info']);
  const operations = operationsOf(document);
  if (operations.length === 0) throw new ScaffoldError(`${file} has no GET or POST operation: a connector only reads.`);
  return {
    document,
    title: textIn(about['title']),
    version: versionIn(about['version']),
    servers: serversOf(document),
    operations,
  };
}

function operationsOf(document: Json): readonly Operation[] {
  const paths = isObject(document['paths']) ? document['paths'] : {};
  return Object.entries(paths).flatMap(([path, node]) => {
    const item = deref(document, node);
    return (['get', 'post'] as const).flatMap((method) => {
      const operation = item[method];
      return isObject(operation) && path.startsWith('/') ? [operationOf(document, item, operation, method, path)] : [];
    });
  });
}

function operationOf(document: Json, item: Json, operation: Json, method: 'get' | 'post', path: string): Operation {
  const parameters = [...listOf(item['parameters']), ...listOf(operation['parameters'])].map((one) =>
    deref(document, one),
  );
  const id = textIn(operation['operationId']);
  const security = operation['security'] ?? document['security'];
  return {
    id: id === '' ? `${method.toUpperCase()} ${path}` : id,
    method: method === 'get' ? 'GET' : 'POST',
    path,
    summary: textIn(operation['summary']) || textIn(operation['description']).slice(0, 200),
    // The operation's own parameter replaces the path's of the same name.
    parameters: [...new Map(parameters.map((one) => [`${textIn(one['in'])} ${textIn(one['name'])}`, one])).values()],
    requestBody: operation['requestBody'] === undefined ? null : deref(document, operation['requestBody']),
    responses: isObject(operation['responses']) ? operation['responses'] : {},
    security: listOf(security).filter(isObject),
    servers: [...serversOf(operation), ...serversOf(item)],
  };
}

const serversOf = (node: Json): readonly string[] =>
  listOf(node['servers']).flatMap((server) =>
    isObject(server) && textIn(server['url']) !== '' ? [filled(server)] : [],
  );

/** A server's address with its variables at their defaults. */
function filled(server: Json): string {
  const variables = isObject(server['variables']) ? server['variables'] : {};
  return textIn(server['url']).replace(/\{([^}]+)\}/g, (whole, name: string) => {
    const variable = variables[name];
    return isObject(variable) ? textIn(variable['default']) : whole;
  });
}

/** Follows references inside the document; a chain that leads nowhere, outside or in a circle is an empty object. */
export function deref(document: Json, node: unknown): Json {
  let current = node;
  for (let steps = 0; steps < 50; steps += 1) {
    if (!isObject(current)) return {};
    const ref = current['$ref'];
    if (typeof ref !== 'string') return current;
    current = ref.startsWith('#/') ? at(document, ref) : undefined;
  }
  return {};
}

const at = (document: Json, ref: string): unknown =>
  ref
    .slice(2)
    .split('/')
    .map((step) => decoded(step).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, step) => (isObject(value) ? value[step] : listOf(value)[Number(step)]), document);

/** A stray percent sign stands for itself. */
function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

/** The declared answer to a status, and the schema and example of its JSON; null where none is declared. */
export function answerOf(
  document: Json,
  operation: Operation,
  status: number,
): { readonly schema: unknown; readonly media: Json } | null {
  const media = jsonOf(declaredFor(document, operation.responses, status));
  return media === null ? null : { schema: media['schema'], media };
}

/** What is declared for a status: itself, its range, or whatever is declared for the rest. */
export function declaredFor(document: Json, responses: Json, status: number): Json {
  const range = Object.keys(responses).find((name) => name.toUpperCase() === `${Math.floor(status / 100)}XX`);
  return deref(document, responses[String(status)] ?? responses[range ?? 'default'] ?? responses['default']);
}

/** The JSON of a message: under its own name, a vendor's, or where the document takes any type. */
export function jsonOf(message: Json | null): Json | null {
  const content = objectIn(message?.['content']);
  const names = Object.keys(content);
  const name =
    names.find((type) => /^application\/json\b/i.test(type)) ??
    names.find((type) => /[/+]json\b/i.test(type)) ??
    names.find((type) => /^(\*|application)\/\*/.test(type));
  const media = name === undefined ? undefined : content[name];
  return isObject(media) ? media : null;
}

/** The status of the answer that carries the record. */
export const successOf = ({ responses }: Operation): number =>
  Number(Object.keys(responses).find((status) => /^2\d\d$/.test(status)) ?? 200);

/** Files and addresses the document refers to, beside itself. */
export function outsideOf(document: Json): readonly string[] {
  const found = new Set<string>();
  rewrite(document, (object) => {
    const ref = textIn(object['$ref']);
    if (ref !== '' && !ref.startsWith('#')) found.add(ref.replace(/#.*$/, ''));
    return object;
  });
  return [...found];
}
