/**
 * MX Platform API: a user's accounts at other institutions, who owns them, and the monthly cash-flow profile. Reading costs
 * and changes nothing, so calls may be repeated. The partner knows customers by `userGuid` and `memberGuid`.
 */
import {
  defineConnector,
  defineEndpoint,
  path,
  reference,
  type PartnerRequest,
  type RequestContext,
} from '../../src/sdk/index.ts';
import { faults } from './faults.ts';
import { mapAccountOwners, mapAccounts, mapMonthlyCashFlow } from './map.ts';
import { accountOwnersPage, accountsPage, monthlyCashFlow } from './wire.ts';

const MINUTES = 60_000;
const HOUR_S = 3_600;

/** MX allows 10 to 1,000. One page serves practically everybody, and a full page stays far below the body cap. */
const ROWS_PER_PAGE = 250;
const FIRST_PAGE = { page: 1, records_per_page: ROWS_PER_PAGE };

/** Counts by the page asked for, not by the page MX says it delivered; without totals, a full page may have a successor. */
function nextPage(request: PartnerRequest, rows: number, totalPages: number | undefined): PartnerRequest | null {
  const page = Number(request.query?.['page'] ?? 1);
  const hasMore = totalPages === undefined ? rows >= ROWS_PER_PAGE : page < totalPages;
  return hasMore && rows > 0 ? { ...request, query: { ...request.query, page: page + 1 } } : null;
}

/** MX names the user in every row; null where it does not say. */
const areOf = (rows: readonly { readonly user_guid?: string | undefined }[], ctx: RequestContext): boolean =>
  rows.every(({ user_guid: user }) => user === undefined || user === reference(ctx, 'userGuid'));

export default defineConnector({
  id: 'mx-credit',
  displayName: 'MX',
  kind: 'CREDIT',
  baseUrl: 'https://int-api.mx.com',
  allowedHosts: ['api.mx.com'],
  auth: { type: 'basic', username: 'CLIENT_ID', password: 'API_KEY' },
  limits: { windows: [{ calls: 6_000, perMs: MINUTES }], concurrency: 32 },
  price: { amount: '0', currency: 'USD' },
  sideEffect: 'free',
  deadlineMs: 5_000,
  headers: { Accept: 'application/json', 'Accept-Version': 'v20250224' },
  faults,
  endpoints: [
    defineEndpoint({
      name: 'accounts',
      dataset: 'credit.account',
      supplies: [
        'accountNumber',
        'accountName',
        'accountType',
        'ownership',
        'institution',
        'balance',
        'availableBalance',
        'creditLimit',
        'interestRatePercent',
        'openedOn',
        'maturesOn',
        'isClosed',
      ],
      references: ['userGuid'],
      cacheTtlS: 6 * HOUR_S,
      request: (ctx) => ({
        method: 'GET',
        path: path`/users/${reference(ctx, 'userGuid')}/accounts`,
        query: FIRST_PAGE,
      }),
      wire: accountsPage,
      isAbout: ({ accounts }, ctx) => areOf(accounts, ctx),
      map: mapAccounts,
      pages: {
        maxPages: 8,
        next: (page, request) => nextPage(request, page.accounts.length, page.pagination?.total_pages),
        join: (pages) => ({ accounts: pages.flatMap((page) => page.accounts), pagination: undefined }),
      },
    }),
    defineEndpoint({
      name: 'account-owners',
      dataset: 'identity.party',
      supplies: ['name', 'addresses', 'phones', 'emails'],
      references: ['userGuid', 'memberGuid'],
      cacheTtlS: 24 * HOUR_S,
      request: (ctx) => ({
        method: 'GET',
        path: path`/users/${reference(ctx, 'userGuid')}/members/${reference(ctx, 'memberGuid')}/account_owners`,
        query: FIRST_PAGE,
      }),
      wire: accountOwnersPage,
      isAbout: ({ account_owners: owners }, ctx) => areOf(owners, ctx),
      map: mapAccountOwners,
      pages: {
        maxPages: 8,
        next: (page, request) => nextPage(request, page.account_owners.length, page.pagination?.total_pages),
        join: (pages) => ({ account_owners: pages.flatMap((page) => page.account_owners), pagination: undefined }),
      },
    }),
    defineEndpoint({
      name: 'monthly-cash-flow',
      dataset: 'credit.cashFlow',
      supplies: ['monthlyIncome', 'monthlyExpenses', 'monthlySavingsGoal'],
      references: ['userGuid'],
      cacheTtlS: 24 * HOUR_S,
      request: (ctx) => ({
        method: 'GET',
        path: path`/users/${reference(ctx, 'userGuid')}/monthly_cash_flow_profile`,
      }),
      wire: monthlyCashFlow,
      isAbout: ({ monthly_cash_flow_profile: profile }, ctx) => areOf([profile], ctx),
      map: mapMonthlyCashFlow,
    }),
  ],
});
