/**
 * Everything a folder is written from: one plan per operation, decided once so that wire, map, sandbox and cassettes cannot disagree.
 */
import type { DatasetName } from '../../../sdk/index.ts';
import { judge, type VendorDocument } from '../vendor-document.ts';
import { type Choice, chooseDataset } from './choose-dataset.ts';
import { inventedFor, plainlyInvented, publishedExample } from './example.ts';
import { fittingBody } from './fitting-body.ts';
import { planLimits, type PlannedLimits } from './plan-limits.ts';
import { constantName, endpointName } from './names.ts';
import { isObject, type Json } from './json.ts';
import { objectionToOperation } from './object-to-operation.ts';
import { answerOf, type OpenApi, type Operation, outsideOf, successOf } from './open-api.ts';
import { ScaffoldError } from './scaffold-error.ts';
import { type AuthPlan, planAuth } from './plan-auth.ts';
import { planRequest, type RequestPlan } from './plan-request.ts';
import { type FlatField, type Row, rowsOf } from './rows.ts';
import { type Shape, shapeOf } from './shape.ts';
import { settle } from './settle.ts';

export interface EndpointPlan {
  readonly name: string;
  readonly constant: string;
  readonly operation: Operation;
  readonly request: RequestPlan;
  readonly choice: Choice;
  readonly shape: Shape;
  readonly status: number;
  /** As the document publishes it; undefined where it has no example. */
  readonly published: unknown;
  /** An answer that follows the document and holds a value for every matched field. */
  readonly body: unknown;
}

export interface Plan {
  readonly id: string;
  readonly partner: string;
  readonly kind: 'credit' | 'market' | 'social';
  readonly displayName: string;
  readonly openApi: OpenApi;
  /** Judges requests and answers by the document. */
  readonly vendor: VendorDocument;
  /** The document was made up here: nothing in it is the partner's. */
  readonly isInvented: boolean;
  readonly baseUrl: string;
  readonly auth: AuthPlan;
  readonly limits: PlannedLimits;
  readonly headers: Readonly<Record<string, string>>;
  readonly endpoints: readonly EndpointPlan[];
  readonly openPoints: readonly string[];
}

export interface PlanOptions {
  readonly id: string;
  readonly openApi: OpenApi;
  readonly operations: readonly Operation[];
  readonly dataset: DatasetName | undefined;
  readonly isInvented: boolean;
}

export function planConnector({ id, openApi, operations, dataset, isInvented }: PlanOptions): Plan {
  const [, partner = '', kind = ''] = /^(.+)-(credit|market|social)$/.exec(id) ?? [];
  const [first] = operations;
  if (first === undefined) throw new Error('no operation');
  const auth = planAuth(openApi, first);
  const vendor = judge(openApi.document);
  const names: string[] = [];
  const endpoints = operations.map((operation) => {
    const name = endpointName(operation.id, names);
    names.push(name);
    return planEndpoint(openApi, operation, { name, kind, dataset, given: auth.given, vendor });
  });
  const address = addressOf(openApi, first, partner);
  return {
    id,
    partner,
    kind: kind as Plan['kind'],
    displayName: isInvented || openApi.title === '' ? titled(partner) : plainTitle(openApi.title),
    openApi,
    vendor,
    isInvented,
    baseUrl: address.baseUrl,
    auth,
    limits: planLimits(openApi, operations),
    headers: Object.assign({}, ...endpoints.map(({ request }) => request.headers)) as Record<string, string>,
    endpoints,
    openPoints: [...outsidePoints(openApi), ...address.openPoints, ...auth.openPoints],
  };
}

function outsidePoints({ document }: OpenApi): readonly string[] {
  const [first, ...more] = outsideOf(document);
  if (first === undefined) return [];
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return [
    `the document refers to ${first}${others}, which is not read: bundle all of it into one file (\`npx @redocly/cli bundle\`)`,
  ];
}

interface EndpointOptions {
  readonly name: string;
  readonly kind: string;
  readonly dataset: DatasetName | undefined;
  readonly given: ReadonlySet<string>;
  readonly vendor: VendorDocument;
}

function planEndpoint(
  openApi: OpenApi,
  operation: Operation,
  { name, kind, dataset, given, vendor }: EndpointOptions,
): EndpointPlan {
  const { document } = openApi;
  const objection = objectionToOperation(document, operation);
  if (objection !== null) throw new ScaffoldError(objection);
  const status = successOf(operation);
  const answer = answerOf(document, operation, status);
  const shape = shapeOf(document, answer?.schema);
  const published = answer === null ? undefined : publishedExample(document, answer.media);
  const asked = { method: operation.method, path: operation.path.replace(/[{}]/g, '') };
  const problemsOf = (body: unknown) => vendor.bodyProblems(asked, status, body) ?? [];
  const words = `${operation.id} ${operation.path} ${operation.summary}`;
  const exampleAt = (row: Row, field: FlatField) => valueAt(published, row, field);
  const choice = settle(chooseDataset({ kind, wanted: dataset, words, rows: rowsOf(shape), exampleAt }));
  return {
    name,
    constant: constantName(name),
    operation,
    request: planRequest(openApi, operation, given, vendor),
    choice,
    shape,
    status,
    published,
    body: fittingBody(candidatesOf(document, published, answer?.schema, problemsOf), choice, shape, problemsOf),
  };
}

/** Examples first; what is plainly invented only where they break the document's own schema: a whole document is walked for it. */
function candidatesOf(
  document: Json,
  published: unknown,
  schema: unknown,
  problemsOf: (body: unknown) => readonly string[],
): readonly unknown[] {
  const invented = inventedFor(document, schema);
  const isSound = [published, invented].some((body) => body !== undefined && problemsOf(body).length === 0);
  return isSound ? [published, invented] : [published, invented, plainlyInvented(document, schema)];
}

/** The example's value of a field, of the first row where there are several. */
export function valueAt(body: unknown, { path, isList }: Row, field: FlatField): unknown {
  const step = (value: unknown, key: string): unknown => (isObject(value) ? value[key] : undefined);
  const place = path.reduce(step, body);
  const row = isList && Array.isArray(place) ? (place as unknown[])[0] : place;
  return field.path.reduce(step, row);
}

/** A title as it may stand in code, comment and table. */
const plainTitle = (title: string): string => title.replace(/[^\p{L}\p{N} .,&()+-]+/gu, ' ').replace(/\s+/g, ' ').trim().slice(0, 60); // prettier-ignore

const titled = (partner: string): string => partner.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' '); // prettier-ignore

function addressOf(
  { servers }: OpenApi,
  operation: Operation,
  partner: string,
): { readonly baseUrl: string; readonly openPoints: readonly string[] } {
  const usable = [...operation.servers, ...servers].find((url) => URL.canParse(url) && url.startsWith('https://'));
  if (usable !== undefined) return { baseUrl: usable.replace(/\/+$/, '').replace(/[?#].*$/, ''), openPoints: [] };
  return {
    baseUrl: `https://api.${partner}.example`,
    openPoints: ['the document names no https address: `baseUrl` is invented'],
  };
}
