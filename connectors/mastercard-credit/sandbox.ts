/**
 * Mastercard's side of each exchange for the demo customers: pure, everything invented, valid under the vendor's schema.
 * A `payRequestId` ending in 000001 is still being scored, one ending in 000002 has failed: states no real id shows on demand.
 */
import {
  json,
  matchPath,
  present,
  type SandboxCustomer,
  type SandboxPartner,
  type SandboxRequest,
  type SandboxResponse,
  type SandboxWorld,
} from '../../src/sdk/index.ts';

const DAY_MS = 86_400_000;

export const sandbox: SandboxPartner = (request, world) => {
  const refusal = refuse(request);
  if (refusal) return refusal;
  const route = ROUTES.find(({ method, pattern }) => method === request.method && matchPath(pattern, request.path));
  return route ? route.answer(request, matchPath(route.pattern, request.path) ?? {}, world) : null;
};

type Answer = (request: SandboxRequest, at: Readonly<Record<string, string>>, world: SandboxWorld) => SandboxResponse;

const LOGIN = '/aggregation/v2/partners/authentication';

const error = (status: number, code: string, message: string): SandboxResponse => json({ code, message }, status);
const unknownCustomer = error(404, '14001', 'Customer not found.');
const unknownResource = error(404, '14001', 'Resource not found.');

function refuse(request: SandboxRequest): SandboxResponse | null {
  const names = new Set(Object.keys(request.headers).map((name) => name.toLowerCase()));
  if (!names.has('finicity-app-key')) return error(401, '10026', 'Missing parameter (Finicity-App-Key)');
  if (request.path !== LOGIN && !names.has('finicity-app-token')) {
    return error(401, '10024', 'Missing parameter (Finicity-App-Token)');
  }
  return null;
}

const login: Answer = ({ body }) => {
  const partnerId = at(body, 'partnerId');
  if (typeof partnerId !== 'string' || partnerId === '') return error(400, '10005', 'Missing parameter (partnerId)');
  if (!at(body, 'partnerSecret')) return error(400, '10005', 'Missing parameter (partnerSecret)');
  return json({ token: `sandbox-${partnerId}` });
};

const owner: Answer = (_request, { customerId = '', accountId }, world) => {
  const customer = world.customerBy('customerId', customerId);
  if (!customer) return unknownCustomer;
  if (customer.references['accountId'] !== accountId) return unknownResource;
  return json({ holders: [holderOf(customer), ...otherHolders(customer)] });
};

/** The schema requires the confidence under one spelling and describes it under another, so both are sent. */
const confidence = (score: number) => ({
  nameClassificationConfidenceScore: score,
  nameClassificationconfidencescore: score,
});

function holderOf(customer: SandboxCustomer) {
  const isCompany = customer.kind === 'COMPANY';
  const isJoint = !isCompany && customer.chance('mastercard-joint') < 0.02;
  const { street, city, province, postalCode, country } =
    customer.chance('moved') < 0.3 ? customer.formerAddress : customer.address;
  return {
    relationship: isCompany ? 'BUSINESS' : `PRIMARY${isJoint ? '_JOINT' : ''}`,
    ownerName: customer.name,
    ...(isCompany ? {} : { firstName: customer.givenName, lastName: customer.familyName }),
    nameClassification: isCompany ? 'business' : 'person',
    ...confidence(0.97),
    addresses: [
      present({ type: isCompany ? 'Business' : 'Home', line1: street, city, state: province, postalCode, country }),
    ],
    emails: [{ isPrimary: true, email: customer.email, emailType: isCompany ? 'Business' : 'Personal' }],
    phones: [{ type: isCompany ? 'BUSINESS' : 'CELL', phone: customer.phone }],
  };
}

/** Somebody else on the account: a card user for some persons, a joint owner for a few. Never to be taken for the customer. */
function otherHolders(customer: SandboxCustomer) {
  const isJoint = customer.chance('mastercard-joint') < 0.02;
  if (customer.kind === 'COMPANY' || !(isJoint || customer.chance('card-user') < 0.1)) return [];
  return [
    {
      relationship: isJoint ? 'SECONDARY_JOINT' : 'AUTHORIZED_USER',
      ownerName: `Robin ${customer.familyName}`,
      nameClassification: 'person',
      ...confidence(0.81),
      emails: [{ isPrimary: true, email: 'robin@example.com', emailType: 'Personal' }],
    },
  ];
}

const paymentSuccess: Answer = ({ today, query }, { customerId = '', accountId = '', payRequestId = '' }, world) => {
  const customer = world.customerBy('customerId', customerId);
  if (!customer) return unknownCustomer;
  const request = {
    payRequestId,
    customerId,
    accountId,
    requestDate: today,
    transaction: { settleByDate: dayAfter(today, 1), amount: 12.98 },
  };
  const broken = { error: { code: 185, status: '500', message: 'MFA Required' } };
  if (payRequestId.endsWith('000001')) return json({ ...request, status: 'IN PROGRESS' });
  if (payRequestId.endsWith('000002')) {
    return json({ ...request, status: 'FAILURE', nsfReturnRisk: broken, unauthorizedReturnRisk: broken });
  }
  const isKnown =
    customer.references['payRequestId'] === payRequestId && customer.references['accountId'] === accountId;
  return isKnown
    ? json({ ...request, status: 'SUCCESS', ...risksOf(customer, today, query['include_reasons']) })
    : unknownResource;
};

function risksOf(customer: SandboxCustomer, today: string, includeReasons: string | undefined) {
  const unauthorized = upTo(100, customer.chance('unauthorized'));
  const dailyResults = [0, 1, 2].map((ahead) => {
    const score = upTo(100, customer.chance(`nsf-${ahead}`));
    const reasons = includeReasons === 'true' ? { reasons: reasonsOf(customer) } : {};
    return { potentialSettlementDate: dayAfter(today, ahead), score, indicator: indicatorOf(score), ...reasons };
  });
  return {
    nsfReturnRisk: { result: { availableBalance: cents(5_000 * customer.chance('available')), dailyResults } },
    unauthorizedReturnRisk: { result: { score: unauthorized, indicator: indicatorOf(unauthorized) } },
  };
}

const REASONS = [
  'recentBalance',
  'balanceHistory',
  'nsfHistory',
  'recentNsfHistory',
  'recurringNsf',
  'spendHistory',
  'depositHistory',
  'transactionAmount',
];

const reasonsOf = (customer: SandboxCustomer) =>
  Object.fromEntries(REASONS.map((reason) => [reason, upTo(100, customer.chance(`reason-${reason}`))]));

function indicatorOf(score: number): string {
  if (score >= 67) return 'Low Risk';
  return score >= 34 ? 'Medium Risk' : 'High Risk';
}

const businessSales: Answer = ({ body, today }, { customerId = '' }, world) => {
  const locationId = at(at(at(body, 'analyticsReportData'), 'sbcaParams'), 'locationId');
  if (typeof locationId !== 'string')
    return error(400, '10020', 'Data missing: analyticsReportData.sbcaParams.locationId');
  const customer = world.customerBy('customerId', customerId);
  if (!customer) return unknownCustomer;
  if (customer.references['locationId'] !== locationId)
    return error(404, '10100', 'No potential merchant metrics found.');
  return json({
    id: `${customer.id}-sbcaanalyticsnoncra`,
    customerType: 'testing',
    customerId: Number(customerId),
    createdDate: Date.parse(`${today}T00:00:00Z`) / 1_000,
    requestId: customer.id,
    requesterName: 'Demo Bank',
    partnerName: 'Demo Bank',
    type: 'sbcaanalyticsnoncra',
    title: 'Mastercard Open Banking Small Business Credit Analytics',
    status: 'success',
    constraints: body,
    retailSalesAnalyticsMetrics: [salesAt(locationId, customer, today)],
  });
};

const INDUSTRIES = [
  'Grocery Stores',
  'Full-Service Restaurants',
  'Tire Dealers',
  'Arts and Craft Stores',
  'Pharmacies',
];

function salesAt(locationId: string, customer: SandboxCustomer, today: string) {
  const months = [6, 5, 4, 3, 2, 1].map((back) => monthBefore(today, back));
  return {
    locationId,
    industryName: INDUSTRIES[Math.floor(INDUSTRIES.length * customer.chance('industry'))],
    firstSeenTxnDate: `${2008 + Math.floor(12 * customer.chance('first-sale'))}-03-01`,
    lastSeenTxnDate: months.at(-1)?.last,
    metricsFrequency: 'Monthly',
    metricsLists: months.map(({ first, last }) => ({
      periodStartDate: first,
      periodEndDate: last,
      year: Number(first.slice(0, 4)),
      metrics: [
        { name: 'txn_amt', value: cents(10_000 + 90_000 * customer.chance(`sales-${first}`)) },
        { name: 'txn_cnt', value: 100 + upTo(900, customer.chance(`count-${first}`)) },
      ],
    })),
  };
}

const ROUTES: readonly { readonly method: string; readonly pattern: string; readonly answer: Answer }[] = [
  { method: 'POST', pattern: LOGIN, answer: login },
  { method: 'GET', pattern: '/aggregation/v3/customers/:customerId/accounts/:accountId/owner', answer: owner },
  {
    method: 'GET',
    pattern: '/payments/customers/:customerId/accounts/:accountId/fcra-payment-success-indicators/:payRequestId',
    answer: paymentSuccess,
  },
  { method: 'POST', pattern: '/decisioning/customers/:customerId/sbca', answer: businessSales },
];

const at = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;

const upTo = (most: number, chance: number): number => Math.floor((most + 1) * chance);
const cents = (amount: number): number => Math.round(amount * 100) / 100;
const dateOf = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 10);
const dayAfter = (today: string, days: number): string => dateOf(Date.parse(`${today}T00:00:00Z`) + days * DAY_MS);

/** First and last day of the month that many months before today's. */
function monthBefore(today: string, back: number) {
  const [year = 0, month = 1] = today.split('-').map(Number);
  return { first: dateOf(Date.UTC(year, month - 1 - back, 1)), last: dateOf(Date.UTC(year, month - back, 0)) };
}
