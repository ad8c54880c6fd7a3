/**
 * Writes sandbox.ts: for each endpoint one answer that follows the document, the same for every customer until a person makes it differ.
 */
import { camelCase } from './names.ts';
import { partsOf } from './plan-request.ts';
import type { EndpointPlan, Plan } from './plan.ts';
import { refusalOf } from './refusal.ts';
import { comment } from './write-wire.ts';

export function writeSandbox(plan: Plan): string {
  const functions = plan.endpoints.map((endpoint) => functionText(plan, endpoint));
  const text = functions.join('\n');
  const isAsking = /\bworld\b/.test(text);
  const calls = plan.endpoints.map((endpoint) => `${answerName(endpoint)}(request${isAsking ? ', world' : ''})`);
  return [
    '/**',
    ` * The side of ${comment(plan.displayName)} in each exchange, invented: every customer it knows gets the same answer. Pure.`,
    ' */',
    "import { json, matchPath, type SandboxPartner, type SandboxRequest, type SandboxResponse, type SandboxWorld } from '../../src/sdk/index.ts';",
    '',
    `export const sandbox: SandboxPartner = (request${isAsking ? ', world' : ''}) => ${calls.join(' ?? ')};`,
    '',
    text,
  ]
    .join('\n')
    .replace(isAsking ? /$^/ : ', type SandboxWorld', '');
}

/** Of an empty list the compiler cannot tell what it holds. */
const isEmpty = (body: unknown): boolean => Array.isArray(body) && body.length === 0;

const answerName = ({ name }: EndpointPlan): string => camelCase(`answer-${name}`);

function functionText(plan: Plan, endpoint: EndpointPlan): string {
  const { operation, request, body, status, constant } = endpoint;
  const pattern = request.path.replace(/\{([^}]+)\}/g, (_, name: string) => `:${camelCase(name)}`);
  const subject = subjectText(plan, endpoint);
  const isAsking = subject !== null;
  const parts = ['method', 'path', ...(subject?.reads ?? [])];
  const bodyName = `${constant.replace(/([A-Z])/g, '_$1').toUpperCase()}_ANSWER`;
  return [
    `const ${bodyName}${isEmpty(body) ? ': readonly unknown[]' : ''} = ${JSON.stringify(body)};`,
    '',
    `function ${answerName(endpoint)}({ ${parts.join(', ')} }: SandboxRequest${plan.endpoints.some((one) => subjectText(plan, one) !== null) ? `, ${isAsking ? '' : '_'}world: SandboxWorld` : ''}): SandboxResponse | null {`, // prettier-ignore
    `  const found = matchPath(${JSON.stringify(pattern)}, path);`,
    `  if (found === null || method !== '${operation.method}') return null;`,
    ...(subject === null
      ? []
      : [
          `  const customer = world.customerBy('${subject.reference}', ${subject.value});`,
          `  if (customer === undefined) return json(${JSON.stringify(refusalOf(plan, endpoint, 404))}, 404);`,
        ]),
    `  return json(${bodyName}${status === 200 ? '' : `, ${status}`});`,
    '}',
    '',
  ].join('\n');
}

interface Subject {
  readonly reference: string;
  readonly value: string;
  readonly reads: readonly string[];
}

/** Whom a request is about: its own token, the first reference in the path, the query or the body. */
function subjectText({ auth }: Plan, { request }: EndpointPlan): Subject | null {
  if (auth.auth.type === 'customer-token')
    return {
      reference: auth.auth.reference,
      value: "(headers['authorization'] ?? '').replace(/^Bearer /i, '')",
      reads: ['headers'],
    };
  for (const { name, given } of request.pathParameters)
    if (given.from === 'reference')
      return { reference: given.reference, value: `found['${camelCase(name)}'] ?? ''`, reads: [] };
  for (const { name, given } of request.query)
    if (given.from === 'reference')
      return { reference: given.reference, value: `query[${JSON.stringify(name)}] ?? ''`, reads: ['query'] };
  for (const { name, given } of partsOf(request.body))
    if (given.from === 'reference')
      return {
        reference: given.reference,
        value: `String((body as Readonly<Record<string, unknown>>)[${JSON.stringify(name)}])`,
        reads: ['body'],
      };
  return null;
}
