/**
 * An OpenAPI 2.0 ("Swagger") document as 3.0 says it, as far as a connector reads one: addresses, credentials, parameters, bodies, answers.
 * Follows the OpenAPI Initiative's own table of what moved where. Pure and total.
 */
import { isObject, type Json, listOf, objectIn, rewrite, textIn } from './json.ts';

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'];

const MOVED: readonly (readonly [string, string])[] = [
  ['#/definitions/', '#/components/schemas/'],
  ['#/parameters/', '#/components/parameters/'],
  ['#/responses/', '#/components/responses/'],
];

export function fromSwagger(document: Json): Json {
  const old = rewrite(document, moved) as Json;
  const { info, security, tags, definitions, securityDefinitions } = old;
  return {
    openapi: '3.0.3',
    info,
    tags,
    ...(security === undefined ? {} : { security }),
    servers: serversOf(old),
    paths: mapped(old['paths'], (item) => itemOf(objectIn(item), old)),
    components: {
      schemas: definitions,
      securitySchemes: mapped(securityDefinitions, schemeOf),
      parameters: mapped(old['parameters'], parameterOf),
      responses: mapped(old['responses'], (response) => responseOf(response, typesOf(old['produces']))),
    },
  };
}

const mapped = (node: unknown, change: (value: unknown) => unknown): Json =>
  Object.fromEntries(Object.entries(objectIn(node)).map(([name, value]) => [name, change(value)]));

function moved(object: Json): Json {
  const { 'x-nullable': isNullable, ...rest } = object;
  const ref = textIn(rest['$ref']);
  const [from = '', to = ''] = MOVED.find(([old]) => ref.startsWith(old)) ?? [];
  return {
    ...rest,
    ...(ref === '' ? {} : { $ref: to + ref.slice(from.length) }),
    ...(isNullable === true ? { nullable: true } : {}),
  };
}

/** Without a host nobody can say where it is served. */
function serversOf({ host, basePath, schemes }: Json): readonly Json[] {
  if (typeof host !== 'string') return [];
  const named = schemes === undefined ? ['https'] : listOf(schemes).map(textIn);
  return named.map((scheme) => ({ url: `${scheme}://${host}${textIn(basePath)}` }));
}

const typesOf = (value: unknown): readonly string[] => {
  const named = listOf(value).map(textIn);
  return named.length === 0 ? ['application/json'] : named;
};

function itemOf(item: Json, document: Json): Json {
  const ofAll = listOf(item['parameters']);
  const operations = METHODS.filter((method) => isObject(item[method])).map((method) => [
    method,
    operationOf(objectIn(item[method]), ofAll, document),
  ]);
  const parameters = ofAll.flatMap((one) => standing(one, document));
  return { ...item, ...(Object.fromEntries(operations) as Json), parameters };
}

function operationOf(operation: Json, ofAll: readonly unknown[], document: Json): Json {
  const produced = typesOf(operation['produces'] ?? document['produces']);
  const own = listOf(operation['parameters']);
  const body = bodyOf([...ofAll, ...own], typesOf(operation['consumes'] ?? document['consumes']), document);
  return {
    ...operation,
    parameters: own.flatMap((one) => standing(one, document)),
    responses: mapped(operation['responses'], (response) => responseOf(response, produced)),
    ...(body === null ? {} : { requestBody: body }),
  };
}

const resolved = (node: unknown, document: Json): Json => {
  const name = /^#\/components\/parameters\/(.+)$/.exec(textIn(objectIn(node)['$ref']))?.[1];
  return name === undefined ? objectIn(node) : objectIn(objectIn(document['parameters'])[name]);
};

/** A parameter as 3.0 has it; none where it became the body. */
function standing(node: unknown, document: Json): readonly Json[] {
  const parameter = resolved(node, document);
  return ['body', 'formData'].includes(textIn(parameter['in'])) ? [] : [parameterOf(parameter)];
}

function parameterOf(node: unknown): Json {
  const { name, in: place, required, description, schema, example, 'x-example': own, ...type } = objectIn(node);
  const shown = example ?? own;
  return {
    name,
    in: place,
    required,
    description,
    schema: schema ?? type,
    ...(shown === undefined ? {} : { example: shown }),
  };
}

function bodyOf(nodes: readonly unknown[], types: readonly string[], document: Json): Json | null {
  const parameters = nodes.map((node) => resolved(node, document));
  const whole = parameters.find((one) => one['in'] === 'body');
  if (whole !== undefined) return { required: whole['required'], content: contentOf(types, whole['schema'], {}) };
  const fields = parameters.filter((one) => one['in'] === 'formData');
  if (fields.length === 0) return null;
  const needed = fields.filter((one) => one['required'] === true).map(({ name }) => name);
  const properties = Object.fromEntries(fields.map((one) => [textIn(one['name']), parameterOf(one)['schema']]));
  const schema = { type: 'object', required: needed, properties };
  return { required: needed.length > 0, content: contentOf(['application/x-www-form-urlencoded'], schema, {}) };
}

function responseOf(node: unknown, types: readonly string[]): Json {
  const { schema, examples, ...response } = objectIn(node);
  return schema === undefined ? response : { ...response, content: contentOf(types, schema, objectIn(examples)) };
}

const contentOf = (types: readonly string[], schema: unknown, examples: Json): Json =>
  Object.fromEntries(
    types.map((type) => [type, { schema, ...(examples[type] === undefined ? {} : { example: examples[type] }) }]),
  );

const FLOWS: Readonly<Record<string, string>> = { application: 'clientCredentials', accessCode: 'authorizationCode' };

function schemeOf(node: unknown): Json {
  const { type, flow, tokenUrl, authorizationUrl, scopes, ...scheme } = objectIn(node);
  if (type === 'basic') return { type: 'http', scheme: 'basic' };
  if (type !== 'oauth2') return { ...scheme, type };
  const spoken: string = FLOWS[textIn(flow)] ?? textIn(flow);
  return { type, flows: { [spoken]: { tokenUrl, authorizationUrl, scopes } } };
}
