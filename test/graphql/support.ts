/**
 * A GraphQL server of the real parts over an in-memory disclosure. Views are cast to released ones here and only here: in the
 * product they come from the audit stage.
 */
import { type ApolloServer, HeaderMap } from '@apollo/server';
import type { DiscloseRequest, Disclose } from '../../src/disclosure/port.ts';
import type { ReleasedView } from '../../src/domain/custody.ts';
import type { DisclosureLine, CustomerViewContent } from '../../src/domain/view.ts';
import type { Instant } from '../../src/domain/instant.ts';
import type { Governance } from '../../src/governance/port.ts';
import type { AdmittedRequest, Refusal } from '../../src/graphql/context.ts';
import { loadSchema } from '../../src/graphql/schema.ts';
import { type GraphqlServerOptions, createGraphqlServer } from '../../src/graphql/server.ts';

export const AT = '2026-03-04T05:06:07.000Z' as Instant;

export const schema = loadSchema();

export const line = (coordinate: string, over: Partial<DisclosureLine> = {}): DisclosureLine => ({
  coordinate: coordinate as DisclosureLine['coordinate'],
  outcome: 'ALLOW',
  reasons: ['ALLOW_OK'],
  treatment: null,
  source: 'mx-credit',
  asOf: AT,
  fetchedAt: AT,
  cache: 'LIVE',
  isEmpty: false,
  agreement: { kind: 'agreement', id: 'mx/1', version: 3 },
  consent: null,
  survivedBy: 'only-source',
  ...over,
});

export const viewOf = (id: string, over: Partial<CustomerViewContent> = {}): ReleasedView =>
  ({
    id,
    kind: 'PERSON',
    identity: {
      name: '欧**',
      addresses: [{ country: 'CN', province: 'Zhejiang', city: 'Hangzhou' }, { country: 'US' }],
      phones: ['138****0001', '+1***7'],
      birthDate: '1980-01-01',
    },
    credit: {
      scores: [
        {
          partner: 'mx-credit',
          model: 'A',
          value: 700,
          range: { from: '300', to: '850' },
          reasons: [{ code: 'R1', weight: 3 }, { code: 'R2' }],
        },
        { partner: 'mastercard-credit', model: 'B', value: null },
      ],
      accounts: [
        {
          partner: 'mx-credit',
          accountNumber: '****1234',
          balance: { amount: '1000.00', currency: 'EUR' },
          isClosed: false,
        },
      ],
      cashFlow: null,
      businessSales: { periods: [{ period: { from: '2026-01-01', to: '2026-01-31' }, amount: '0', transactions: 0 }] },
    },
    market: { quote: { price: '12.50', quotedAt: AT }, currencyRates: [] },
    social: null,
    decidedAt: AT,
    disclosures: [
      line('Identity.name', {
        outcome: 'MASK',
        reasons: ['MASK_OK'],
        treatment: 'PERSON_NAME',
        source: 'bank',
        agreement: null,
      }),
      line('CreditScore.value'),
      line('Identity.documentNumber', {
        outcome: 'WITHHOLD',
        reasons: ['NOT_PERMITTED'],
        source: null,
        agreement: null,
        survivedBy: null,
      }),
    ],
    gaps: [
      {
        source: 'finnhub-market',
        dataset: 'market.quote',
        fault: { code: 'PARTNER_THROTTLED', detail: 'status-429', retryAfterMs: 900 },
      },
    ],
    conflicts: [
      { coordinate: 'Identity.addresses', source: 'pinterest-social', asOf: null, value: [{ country: 'FR' }] },
    ],
    ...over,
  }) as unknown as ReleasedView;

export interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
  readonly body: {
    readonly data?: Record<string, unknown> | null;
    readonly errors?: readonly { message: string; path?: unknown[]; extensions: Record<string, unknown> }[];
    readonly extensions?: { readonly governance: Record<string, Record<string, unknown>> };
  };
}

export interface TestServer {
  readonly apollo: ApolloServer<AdmittedRequest>;
  readonly asked: DiscloseRequest[];
  readonly refusals: Refusal[];
  readonly logged: { readonly level: string; readonly fields: object; readonly text: string }[];
  readonly post: (query: string, variables?: object, body?: object) => Promise<Answer>;
  readonly send: (request: {
    method: string;
    search?: string;
    body?: unknown;
    headers?: Record<string, string>;
  }) => Promise<Answer>;
}

export async function startServer(over: Partial<GraphqlServerOptions> = {}): Promise<TestServer> {
  const asked: DiscloseRequest[] = [];
  const refusals: Refusal[] = [];
  const logged: TestServer['logged'] = [];
  const disclose: Disclose = async (request) => {
    asked.push(request);
    return over.disclose === undefined
      ? new Map(request.customerIds.map((id) => [id, viewOf(id)]))
      : over.disclose(request);
  };
  const apollo = createGraphqlServer({
    schema,
    governance: refusingGovernance,
    trail: async () => ({ items: [], hasNextPage: false }),
    datasetsOf: () => ['credit.score'],
    isSandbox: false,
    log: {
      error: (fields, text) => void logged.push({ level: 'error', fields, text }),
      warn: (fields, text) => void logged.push({ level: 'warn', fields, text }),
    },
    onRefusal: (refusal) => void refusals.push(refusal),
    ...over,
    disclose,
  });
  await apollo.start();
  const send: TestServer['send'] = async ({ method, search = '', body, headers = {} }) => {
    const response = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method,
        search,
        body,
        headers: new HeaderMap(Object.entries({ 'content-type': 'application/json', ...headers })),
      },
      context: async () => request,
    });
    const text = response.body.kind === 'complete' ? response.body.string : '';
    return {
      status: response.status ?? 200,
      headers: response.headers,
      text,
      body: JSON.parse(text) as Answer['body'],
    };
  };
  return {
    apollo,
    asked,
    refusals,
    logged,
    send,
    post: (query, variables = {}, body = {}) => send({ method: 'POST', body: { query, variables, ...body } }),
  };
}

export const request: AdmittedRequest = {
  requestId: 'req-1',
  caller: { subject: 'ana', application: 'crm', roles: ['advisor'], expiresAtS: 4_000_000_000 },
  signal: new AbortController().signal,
};

const refuse = (): never => {
  throw new Error('governance is not part of this test');
};

export const refusingGovernance: Governance = {
  agreements: {
    list: refuse,
    propose: refuse,
    submit: refuse,
    approve: refuse,
    sendBack: refuse,
    sign: refuse,
    activate: refuse,
    suspend: refuse,
    terminate: refuse,
    confirmReturn: refuse,
    close: refuse,
    contract: refuse,
    proposeFromContract: refuse,
    reminders: refuse,
    impact: refuse,
    spending: refuse,
  },
  consents: {
    list: refuse,
    history: refuse,
    record: refuse,
    receipt: refuse,
    grant: refuse,
    request: refuse,
    confirm: refuse,
    refuse: refuse,
    withdraw: refuse,
    withdrawAll: refuse,
    invalidate: refuse,
  },
  notices: { list: refuse, text: refuse, publish: refuse, retire: refuse },
  guardianships: { list: refuse, record: refuse, end: refuse },
  notifications: { list: refuse },
  assessments: { list: refuse, propose: refuse, approve: refuse, withdraw: refuse },
  calls: { list: refuse, reconcile: refuse },
  health: { read: refuse, acceptBaseline: refuse },
  purposes: refuse,
  policies: {
    inForce: refuse,
    changes: refuse,
    change: refuse,
    propose: refuse,
    approve: refuse,
    refuse,
    recall: refuse,
  },
  simulate: refuse,
  elevations: { list: refuse, request: refuse, approve: refuse, refuse, recall: refuse, revoke: refuse },
  partners: { list: refuse, hold: refuse, release: refuse },
  rights: {
    list: refuse,
    record: refuse,
    verifyIdentity: refuse,
    decide: refuse,
    perform: refuse,
    confirmStep: refuse,
    extend: refuse,
    statement: refuse,
    explain: refuse,
  },
  legalHolds: { list: refuse, place: refuse, release: refuse },
};
