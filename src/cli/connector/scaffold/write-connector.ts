/**
 * Writes connector.ts: the declaration. Values nobody has confirmed carry the words `to be confirmed`, which the strict level looks for.
 */
import { secretNames } from '../../secret-names.ts';
import { camelCase } from './names.ts';
import type { EndpointPlan, Plan } from './plan.ts';
import type { Given, Parameter, RequestPlan } from './plan-request.ts';
import { isMapped, mapName } from './write-map.ts';
import { comment, wireName } from './write-wire.ts';

export function writeConnector(plan: Plan): string {
  const endpoints = plan.endpoints.map(endpointText).join('\n');
  const declaration = declarationText(plan);
  const helpers = ['path', 'reference'].filter((name) => new RegExp(`\\b${name}[\`(]`).test(endpoints));
  const constants = plan.endpoints.map(({ constant }) => constant).join(', ');
  return [
    '/**',
    ` * ${comment(plan.displayName)}: ${plan.endpoints.map(({ choice }) => choice.dataset).join(', ')}. Secrets: ${secretNames(plan.auth.auth).join(', ') || 'none'}. Limit, price and side effect: README.md.`,
    ' */',
    `import { ${['defineConnector', 'defineEndpoint', ...helpers].join(', ')} } from '../../src/sdk/index.ts';`,
    `import { ${plan.endpoints.map(mapName).join(', ')} } from './map.ts';`,
    `import { ${plan.endpoints.map(wireName).join(', ')} } from './wire.ts';`,
    '',
    endpoints,
    declaration.replace('ENDPOINTS', constants),
  ].join('\n');
}

function declarationText({ id, displayName, kind, baseUrl, auth, limits, headers }: Plan): string {
  const standing = Object.keys(headers).length === 0 ? '' : `headers: ${JSON.stringify(headers)},`;
  return [
    'export default defineConnector({',
    `  id: '${id}',`,
    `  displayName: ${JSON.stringify(displayName)},`,
    `  kind: '${kind.toUpperCase()}',`,
    `  baseUrl: ${JSON.stringify(baseUrl)},`,
    '  allowedHosts: [],',
    `  auth: ${JSON.stringify(auth.auth)},`,
    `  // ${comment(limits.source)}; to be confirmed by the contract.`,
    `  limits: { windows: [${limits.windows.map(({ calls, perMs }) => `{ calls: ${grouped(calls)}, perMs: ${grouped(perMs)} }`).join(', ')}], concurrency: ${limits.concurrency} },`,
    '  // Price and side effect: to be confirmed by the contract. `billed` until then: no call of unknown outcome is repeated.',
    "  price: { amount: '0', currency: 'USD' },",
    "  sideEffect: 'billed',",
    '  deadlineMs: 4_000,',
    standing,
    '  endpoints: [ENDPOINTS],',
    '});',
    '',
  ].join('\n');
}

const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, '_');

function endpointText(endpoint: EndpointPlan): string {
  const { name, constant, choice, request } = endpoint;
  const supplies = isMapped(endpoint) ? suppliesOf(endpoint) : [];
  const query = request.query.length === 0 ? '' : `, query: { ${request.query.map(pairText).join(', ')} }`;
  const body = bodyText(request.body);
  const call = `{ method: '${request.method}', path: ${pathText(endpoint)}${query}${body} }`;
  return [
    `const ${constant} = defineEndpoint({`,
    `  name: '${name}',`,
    `  dataset: '${choice.dataset}',`,
    `  supplies: ${JSON.stringify(supplies)},`,
    `  references: ${JSON.stringify(Object.keys(request.references))},`,
    '  cacheTtlS: 3_600,',
    `  request: (${/\bctx\b/.test(call) ? 'ctx' : ''}) => (${call}),`,
    `  wire: ${wireName(endpoint)},`,
    `  map: ${mapName(endpoint)},`,
    '});',
    '',
  ].join('\n');
}

const CONSTANT_FIELDS: Readonly<Record<string, string>> = { 'credit.score': 'model', 'social.profile': 'network', 'social.activity': 'network', 'social.audience': 'network' }; // prettier-ignore

function suppliesOf({ choice: { dataset, matching } }: EndpointPlan): readonly string[] {
  const own = CONSTANT_FIELDS[dataset];
  return [...new Set([...(own === undefined ? [] : [own]), ...matching.matches.map(({ canonical }) => canonical)])];
}

function pathText({ request: { path, pathParameters } }: EndpointPlan): string {
  const parts = path.split(/\{([^}]+)\}/);
  const text = parts.map((part, i) => (i % 2 === 0 ? escaped(part) : segmentText(pathParameters, part))).join('');
  return text.includes('${') ? `path\`${text}\`` : JSON.stringify(path.includes('{') ? text : path);
}

const escaped = (text: string): string => text.replace(/[`\\]|\$\{/g, (found) => `\\${found}`);

function segmentText(parameters: readonly Parameter[], name: string): string {
  const given = parameters.find((parameter) => parameter.name === name)?.given;
  if (given?.from === 'constant') return encodeURIComponent(String(given.value));
  return `\${${given === undefined ? `reference(ctx, '${camelCase(name)}')` : valueText(given)}}`;
}

function bodyText(body: RequestPlan['body']): string {
  if (body === null) return '';
  return 'whole' in body ? `, body: ${JSON.stringify(body.whole)}` : `, body: { ${body.map(bodyPairText).join(', ')} }`;
}

const bodyPairText = ({ name, given }: Parameter): string =>
  given.from === 'constant' ? `${JSON.stringify(name)}: ${JSON.stringify(given.value)}` : pairText({ name, given });

const pairText = ({ name, given }: Parameter): string => `${JSON.stringify(name)}: ${valueText(given)}`;

function valueText(given: Given): string {
  if (given.from === 'today') return 'ctx.today';
  return given.from === 'reference' ? `reference(ctx, '${given.reference}')` : constantText(given.value);
}

/** Query values are single: a list is sent with commas, as most partners read it. */
const constantText = (value: unknown): string => (Array.isArray(value) && value.every((one) => typeof one !== 'object') ? JSON.stringify(value.join(',')) : JSON.stringify(value)); // prettier-ignore
