/**
 * Reads a partner's OpenAPI document (3.0 or 3.1, JSON or YAML) as the scaffold needs it: operations, and references resolved inside the
 * document only. Nothing is fetched. Whatever is wrong with the file is said in one sentence.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { ScaffoldError } from './scaffold-error.ts';

export type Json = Readonly<Record<string, unknown>>;

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

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

export const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

export const readOpenApi = (file: string): OpenApi => openApiOf(parsed(file), file);

/** `file` names it in what is said. */
export function openApiOf(document: Json, file: string): OpenApi {
  if ('swagger' in document)
    throw new ScaffoldError(`${file} is Swagger ${textIn(document['swagger'])}. Convert it to OpenAPI 3 first: editor.swagger.io does it, and so do most vendors' portals.`); // prettier-ignore
  const version = textIn(document['openapi']);
  if (!/^3\.[01]\b/.test(version))
    throw new ScaffoldError(`${file} is no OpenAPI 3.0 or 3.1 document: its "openapi" says ${version === '' ? 'nothing' : version}.`); // prettier-ignore
  const about = isObject(document['info']) ? document['info'] : {};
  const operations = operationsOf(document);
  if (operations.length === 0) throw new ScaffoldError(`${file} has no GET or POST operation: a connector only reads.`);
  return {
    document,
    title: textIn(about['title']),
    version: textIn(about['version']),
    servers: serversOf(document),
    operations,
  };
}

function parsed(file: string): Json {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new ScaffoldError(`${file} cannot be read: there is no such file, or not for you.`);
  }
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 10_000, logLevel: 'error' }) as unknown;
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : '').split('\n');
    throw new ScaffoldError(`${file} is neither JSON nor YAML: ${line}`);
  }
  if (!isObject(value)) throw new ScaffoldError(`${file} holds no document.`);
  return value;
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
    .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, step) => (isObject(value) ? value[step] : listOf(value)[Number(step)]), document);

/** The declared answer to a status, and the schema and example of its JSON; null where none is declared. */
export function answerOf(
  document: Json,
  operation: Operation,
  status: number,
): { readonly schema: unknown; readonly media: Json } | null {
  const { responses } = operation;
  const range = `${Math.floor(status / 100)}XX`;
  const declared = deref(document, responses[String(status)] ?? responses[range] ?? responses['default']);
  const content = isObject(declared['content']) ? declared['content'] : {};
  const type = Object.keys(content).find((name) => /[/+]json\b/.test(name));
  const media = type === undefined ? undefined : content[type];
  return isObject(media) ? { schema: media['schema'], media } : null;
}

/** The status of the answer that carries the record. */
export const successOf = ({ responses }: Operation): number =>
  Number(Object.keys(responses).find((status) => /^2\d\d$/.test(status)) ?? 200);
