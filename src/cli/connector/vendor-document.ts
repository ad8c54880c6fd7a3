/**
 * A vendor's OpenAPI document as a judge: does this request, does this body follow it? The documents lie beside the
 * repository and are not shipped; without them these checks are reported as skipped.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import type { PartnerRequest } from '../../sdk/index.ts';
import { type Json, rewrite } from './scaffold/json.ts';
import { declaredFor, deref, jsonOf } from './scaffold/open-api.ts';
import { readDocument } from './scaffold/read-document.ts';

const SPECS = new URL('../../../../shared/partner-specs/', import.meta.url);

export interface VendorDocument {
  /** What is wrong with the request; empty when it follows the document. `isGiven`: parameters the gateway adds itself. */
  requestProblems(request: PartnerRequest, isGiven: (name: string) => boolean): readonly string[];
  /** What is wrong with the body; null when the document declares nothing for this operation and status. */
  bodyProblems(
    request: Pick<PartnerRequest, 'method' | 'path'>,
    status: number,
    body: unknown,
  ): readonly string[] | null;
}

/** `bluesky-social` is judged by `social/bluesky.yaml` unless another file is named; null when there is none. */
export function vendorDocument(connectorId: string, file = usualFile(connectorId)): VendorDocument | null {
  return existsSync(file) ? judge(readDocument(file)) : null;
}

function usualFile(connectorId: string): string {
  const [, partner = '', kind = ''] = /^(.+)-([^-]+)$/.exec(connectorId) ?? [];
  return fileURLToPath(new URL(`${kind}/${partner}.yaml`, SPECS));
}

export function judge(document: Json): VendorDocument {
  const ajv = new Ajv2020({ strict: false, validateSchema: false, allErrors: true, logger: false });
  ajvFormats.default(ajv);
  ajv.addSchema(asJsonSchema(document) as Json, 'vendor');
  const problems = (schema: unknown, value: unknown): readonly string[] => {
    const validate = compiled(ajv, absolute(asJsonSchema(schema)) as Json);
    if (validate === null) return ['the document cannot judge it: it refers to what it does not contain'];
    return validate(value) ? [] : (validate.errors ?? []).map((e) => `${e.instancePath || '/'} ${e.message ?? ''}`);
  };
  const find = (request: Pick<PartnerRequest, 'method' | 'path'>) => operationOf(document, request);
  return {
    requestProblems(request, isGiven) {
      const operation = find(request);
      if (operation === null) return [`no operation ${request.method} ${request.path}`];
      return [
        ...parameterProblems(document, operation, request, isGiven, problems),
        ...bodyOf(document, operation, request, problems),
      ];
    },
    bodyProblems(request, status, body) {
      const responses = (find(request)?.['responses'] ?? {}) as Json;
      const schema = jsonOf(declaredFor(document, responses, status))?.['schema'];
      return schema === undefined ? null : problems(schema, body);
    },
  };
}

function compiled(ajv: Ajv2020, schema: Json): ReturnType<Ajv2020['compile']> | null {
  try {
    return ajv.compile(schema);
  } catch {
    return null;
  }
}

/** The operation a path belongs to; literal segments win over parameters. */
function operationOf(document: Json, request: Pick<PartnerRequest, 'method' | 'path'>): Json | null {
  const paths = document['paths'] as Readonly<Record<string, Json>>;
  const templates = Object.keys(paths).sort((a, b) => a.split('{').length - b.split('{').length);
  const template = templates.find((t) => new RegExp(`^${t.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+')}$`).test(request.path)); // prettier-ignore
  const item = template === undefined ? undefined : paths[template];
  const operation = item?.[request.method.toLowerCase()] as Json | undefined;
  if (item === undefined || operation === undefined) return null;
  const parameters = [...((item['parameters'] ?? []) as unknown[]), ...((operation['parameters'] ?? []) as unknown[])];
  return { ...operation, parameters };
}

type Problems = (schema: unknown, value: unknown) => readonly string[];

function parameterProblems(
  document: Json,
  operation: Json,
  request: PartnerRequest,
  isGiven: (name: string) => boolean,
  problems: Problems,
): readonly string[] {
  const declared = (operation['parameters'] as unknown[]).map((parameter) => deref(document, parameter));
  const query = declared.filter((parameter) => parameter['in'] === 'query');
  const sent = Object.entries(request.query ?? {}).filter(([, value]) => value !== undefined);
  const names = new Set(sent.map(([name]) => name));
  const missing = declared.filter((p) => p['required'] === true && p['in'] !== 'path' && !isGiven(String(p['name'])) && !names.has(String(p['name']))); // prettier-ignore
  return [
    ...missing.map((parameter) => `required parameter ${String(parameter['name'])} is missing`),
    ...sent.flatMap(([name, value]) => {
      const parameter = query.find((candidate) => candidate['name'] === name);
      if (parameter === undefined) return [`parameter ${name} is not declared`];
      const schema = deref(document, parameter['schema']);
      return problems(schema, typed(String(value), schema)).map((problem) => `parameter ${name}: ${problem}`);
    }),
  ];
}

/** Query text as the type its schema asks for. */
function typed(text: string, schema: Json): unknown {
  const types = [schema['type']].flat();
  if (types.includes('array')) return text.split(',');
  if ((types.includes('integer') || types.includes('number')) && text.trim() !== '') return Number(text);
  if (types.includes('boolean')) return text === 'true' || (text === 'false' ? false : text);
  return text;
}

function bodyOf(document: Json, operation: Json, request: PartnerRequest, problems: Problems): readonly string[] {
  const schema = jsonOf(deref(document, operation['requestBody']))?.['schema'];
  if (schema === undefined) return request.body === undefined ? [] : ['a body is sent where none is declared'];
  return problems(schema, JSON.parse(JSON.stringify(request.body ?? null))).map((problem) => `body ${problem}`);
}

const absolute = (node: unknown): unknown =>
  rewrite(node, (object) =>
    typeof object['$ref'] === 'string' ? { ...object, $ref: `vendor${object['$ref']}` } : object,
  );

/**
 * OpenAPI 3.0's dialect as JSON Schema says it: `nullable` is a union with null, a flag `exclusiveMinimum` stands beside its
 * number. `oneOf` is read as `anyOf`: vendors write it for unions that overlap and are told apart by a discriminator.
 */
const asJsonSchema = (node: unknown): unknown =>
  rewrite(node, (object) => {
    const { nullable, oneOf, ...rest } = withoutNames(withoutFlags(object));
    const schema = Array.isArray(oneOf)
      ? { ...rest, anyOf: oneOf as unknown[] }
      : { ...rest, ...(oneOf === undefined ? {} : { oneOf }) };
    return nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema;
  });

/** A schema is found by its place in the document; a second address, or what an example holds under that name, would be taken for another. */
const withoutNames = (object: Json): Json =>
  Object.fromEntries(
    Object.entries(object).filter(
      ([name, value]) => !(typeof value === 'string' && /^\$(id|anchor|dynamicAnchor)$/.test(name)),
    ),
  );

function withoutFlags(object: Json): Json {
  const { exclusiveMinimum: low, exclusiveMaximum: high, ...rest } = object;
  const { minimum, maximum } = rest;
  return {
    ...rest,
    ...(typeof low === 'boolean'
      ? low && { exclusiveMinimum: minimum }
      : low !== undefined && { exclusiveMinimum: low }),
    ...(typeof high === 'boolean'
      ? high && { exclusiveMaximum: maximum }
      : high !== undefined && { exclusiveMaximum: high }),
  };
}
