/**
 * MX's side of each exchange for the demo customers: pure, everything invented, valid under the vendor's schema. The bodies
 * of its errors are not documented; only their statuses are (README.md).
 */
import {
  json,
  matchPath,
  present,
  type SandboxCustomer,
  type SandboxPartner,
  type SandboxRequest,
  type SandboxResponse,
} from '../../src/sdk/index.ts';

export const sandbox: SandboxPartner = (request, world) => {
  const route = ROUTES.find(({ pattern }) => request.method === 'GET' && matchPath(pattern, request.path));
  if (!route) return null;
  const refusal = refuse(request);
  if (refusal) return refusal;
  const { user = '', member } = matchPath(route.pattern, request.path) ?? {};
  const customer = world.customerBy('userGuid', user);
  const isKnown = customer && (member === undefined || customer.references['memberGuid'] === member);
  return isKnown ? route.answer(request, customer) : failure(404, 'not_found', 'The requested item was not found.');
};

type Answer = (request: SandboxRequest, customer: SandboxCustomer) => SandboxResponse;

const failure = (status: number, type: string, message: string): SandboxResponse =>
  json({ error: { type, message } }, status);

function refuse({ headers }: SandboxRequest): SandboxResponse | null {
  const sent = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  if (!sent.get('authorization')?.startsWith('Basic ')) return failure(401, 'unauthorized', 'Credentials are missing.');
  if (!sent.has('accept-version')) return failure(406, 'not_acceptable', 'No valid API version was specified.');
  return null;
}

const accounts: Answer = (request, customer) => page(request, 'accounts', accountsOf(customer, request.today));

const accountOwners: Answer = (request, customer) => page(request, 'account_owners', ownersOf(customer, request.today));

const cashFlow: Answer = (_request, customer) => {
  const income = whole(customer.kind === 'COMPANY' ? 90_000 : 6_000, customer.chance('income'));
  const usesEstimate = customer.chance('estimated-goal') < 0.2;
  return json({
    monthly_cash_flow_profile: {
      guid: guid('MCF', customer, 'cash-flow'),
      user_guid: customer.references['userGuid'],
      budgeted_income: income,
      budgeted_expenses: Math.round(income * (0.5 + 0.4 * customer.chance('expenses'))),
      goals_contribution: Math.round(income * 0.08),
      estimated_goals_contribution: usesEstimate ? Math.round(income * 0.1) : null,
      uses_estimated_goals_contribution: usesEstimate,
    },
  });
};

/** Pages as MX does: 10 to 1,000 rows, 25 when the wish is outside that. */
function page(request: SandboxRequest, key: string, rows: readonly unknown[]): SandboxResponse {
  const wished = Number(request.query['records_per_page'] ?? 25);
  const size = wished >= 10 && wished <= 1_000 ? wished : 25;
  const number = Math.max(1, Number(request.query['page'] ?? 1));
  const pagination = {
    current_page: number,
    per_page: size,
    total_entries: rows.length,
    total_pages: Math.max(1, Math.ceil(rows.length / size)),
  };
  return json({ [key]: rows.slice((number - 1) * size, number * size), pagination });
}

const PERSON_ACCOUNTS = ['CHECKING', 'SAVINGS', 'CREDIT_CARD', 'MORTGAGE'];
const COMPANY_ACCOUNTS = ['CHECKING', 'LINE_OF_CREDIT', 'LOAN'];
const DEBTS = new Set(['MORTGAGE', 'LOAN']);
const CREDITS = new Set(['CREDIT_CARD', 'LINE_OF_CREDIT']);
const INSTITUTIONS = ['first_harbor', 'oakline_credit_union', 'meridian_trust'];

function accountsOf(customer: SandboxCustomer, today: string) {
  const types = customer.kind === 'COMPANY' ? COMPANY_ACCOUNTS : PERSON_ACCOUNTS;
  const count = 1 + Math.floor(types.length * customer.chance('accounts'));
  return types.slice(0, count).map((type) => accountOf(customer, type, today));
}

function accountOf(customer: SandboxCustomer, type: string, today: string) {
  const chance = (topic: string) => customer.chance(`${type}-${topic}`);
  const balance = cents(20_000 * chance('balance'));
  return {
    guid: guid('ACT', customer, type),
    user_guid: customer.references['userGuid'],
    member_guid: customer.references['memberGuid'] ?? null,
    account_number: `****${String(1_000 + Math.floor(9_000 * chance('number')))}`,
    account_ownership: customer.chance('mx-joint') < 0.03 ? 'JOINT' : 'INDIVIDUAL',
    balance,
    available_balance: type === 'CHECKING' || type === 'SAVINGS' ? cents(balance * 0.97) : null,
    created_at: '2025-02-13T18:08:00+00:00',
    credit_limit: CREDITS.has(type) ? 1_000 + 1_000 * Math.floor(20 * chance('limit')) : null,
    // Some institutions do not say the currency: such amounts are no money to us.
    currency_code: chance('currency') < 0.05 ? null : 'USD',
    imported_at: hoursBefore(today, 1 + Math.floor(48 * chance('imported'))),
    institution_code: INSTITUTIONS[Math.floor(INSTITUTIONS.length * chance('institution'))],
    interest_rate: DEBTS.has(type) || type === 'SAVINGS' ? cents(1 + 6 * chance('rate')) : null,
    is_closed: chance('closed') < 0.05,
    is_hidden: false,
    is_manual: false,
    matures_on: DEBTS.has(type) ? '2041-06-01T00:00:00.000Z' : null,
    name: NAMES[type],
    started_on: DEBTS.has(type) ? `${2010 + Math.floor(12 * chance('started'))}-06-01T00:00:00.000Z` : null,
    type,
    updated_at: null,
  };
}

const NAMES: Readonly<Record<string, string>> = {
  CHECKING: 'Everyday Checking',
  SAVINGS: 'Savings',
  CREDIT_CARD: 'Rewards Card',
  MORTGAGE: 'Home Mortgage',
  LINE_OF_CREDIT: 'Business Line of Credit',
  LOAN: 'Equipment Loan',
};

/** One row for each account and owner; a few customers share an account, and MX does not say who of them is asked about. */
function ownersOf(customer: SandboxCustomer, today: string) {
  const { street, city, province, postalCode, country } = customer.address;
  const rows = accountsOf(customer, today).map((account) => ({
    guid: guid('ACO', customer, account.type),
    account_guid: account.guid,
    member_guid: account.member_guid,
    user_guid: account.user_guid,
    owner_name: customer.name,
    ...present({ address: street, city, state: province, postal_code: postalCode, country }),
    email: customer.email,
    phone: customer.phone,
  }));
  const [first] = rows;
  const isJoint = customer.kind === 'PERSON' && customer.chance('mx-joint') < 0.03;
  if (!first || !isJoint) return rows;
  const partner = { owner_name: `Robin ${customer.familyName}`, email: 'robin@example.com', phone: null };
  return [...rows, { ...first, guid: guid('ACO', customer, 'joint'), ...partner }];
}

const ROUTES: readonly { readonly pattern: string; readonly answer: Answer }[] = [
  { pattern: '/users/:user/accounts', answer: accounts },
  { pattern: '/users/:user/members/:member/account_owners', answer: accountOwners },
  { pattern: '/users/:user/monthly_cash_flow_profile', answer: cashFlow },
];

const cents = (amount: number): number => Math.round(amount * 100) / 100;
const whole = (most: number, chance: number): number => Math.round(most * (0.3 + 0.7 * chance));

const hoursBefore = (today: string, hours: number): string =>
  new Date(Date.parse(`${today}T00:00:00Z`) - hours * 3_600_000).toISOString();

/** MX's form of an id: a prefix and a UUID, here made of the customer's stable numbers. */
function guid(prefix: string, customer: SandboxCustomer, topic: string): string {
  const block = (part: number) =>
    Math.floor(0xffff * customer.chance(`guid-${prefix}-${topic}-${part}`))
      .toString(16)
      .padStart(4, '0');
  return `${prefix}-${block(0)}${block(1)}-${block(2)}-${block(3)}-${block(4)}-${block(5)}${block(6)}${block(7)}`;
}
