/**
 * Pinterest for the customers who linked their account to the bank. The access token a customer granted is both the
 * credential and the customer's name: there is no user id in any request.
 */
import { defineConnector, defineEndpoint, type PartnerRequest, type RequestContext } from '../../src/sdk/index.ts';
import { daysBefore, mapActivity, mapAudience, mapProfile, oldestPinAt, windowStart } from './map.ts';
import { account, audience, pinPage, type AudienceWire, type PinPage } from './wire.ts';

const SECOND = 1_000;
const DAY = 86_400 * SECOND;

const getAccount = (): PartnerRequest => ({ method: 'GET', path: '/user_account' });

/** Business accounts have figures besides the account itself; personal ones have none to ask for. */
const analyticsAfter = (page: AudienceWire, _: PartnerRequest, ctx: RequestContext): PartnerRequest | null => {
  if (page.account?.account_type !== 'BUSINESS') return null;
  const query = { start_date: daysBefore(ctx.today, 30), end_date: ctx.today, metric_types: 'IMPRESSION,ENGAGEMENT' };
  return { method: 'GET', path: '/user_account/analytics', query };
};

/** The next page of pins, unless this one already reaches behind the days that count. */
const nextPins = (page: PinPage, request: PartnerRequest, ctx: RequestContext): PartnerRequest | null => {
  const oldest = oldestPinAt(page.items);
  const reachesBehind = oldest !== null && oldest < windowStart(ctx.today);
  if (page.bookmark === undefined || reachesBehind) return null;
  return { ...request, query: { ...request.query, bookmark: page.bookmark } };
};

export default defineConnector({
  id: 'pinterest-social',
  displayName: 'Pinterest',
  kind: 'SOCIAL',
  baseUrl: 'https://api.pinterest.com/v5',
  allowedHosts: [],
  auth: {
    type: 'customer-token',
    reference: 'accessToken',
    // Customers whose import brought a refresh token are renewed; the others are asked for as long as their token lasts.
    refresh: {
      reference: 'refreshToken',
      tokenUrl: '/oauth/token',
      clientId: 'CLIENT_ID',
      clientSecret: 'CLIENT_SECRET',
      authentication: 'basic',
    },
  },
  limits: {
    windows: [
      { calls: 100, perMs: SECOND },
      { calls: 1_000, perMs: DAY },
    ],
    concurrency: 8,
  },
  price: { amount: '0', currency: 'USD' },
  sideEffect: 'free',
  deadlineMs: 5_000,
  endpoints: [
    defineEndpoint({
      name: 'profile',
      dataset: 'social.profile',
      supplies: ['network', 'handle', 'displayName', 'about', 'website', 'isBusiness'],
      references: ['accessToken'],
      cacheTtlS: 6 * 3_600,
      request: getAccount,
      wire: account,
      map: mapProfile,
    }),
    // One audience item has two homes at Pinterest. Two endpoints would make two half items of one network, so the figures
    // are fetched as a second step of this endpoint and joined before the map.
    defineEndpoint({
      name: 'audience',
      dataset: 'social.audience',
      supplies: ['network', 'followers', 'following', 'monthlyViews', 'impressions', 'engagements'],
      references: ['accessToken'],
      cacheTtlS: 6 * 3_600,
      request: getAccount,
      wire: audience,
      map: mapAudience,
      pages: {
        maxPages: 2,
        next: analyticsAfter,
        join: (steps) => ({
          account: steps.find((step) => step.account !== undefined)?.account,
          figures: steps.find((step) => step.figures !== undefined)?.figures,
        }),
      },
    }),
    defineEndpoint({
      name: 'pins',
      dataset: 'social.activity',
      supplies: ['network', 'posts', 'lastPostAt'],
      references: ['accessToken'],
      cacheTtlS: 3_600,
      request: () => ({ method: 'GET', path: '/pins', query: { page_size: 250, pin_filter: 'exclude_repins' } }),
      wire: pinPage,
      map: mapActivity,
      pages: {
        maxPages: 2,
        next: nextPins,
        // The last page's bookmark stays: it says whether pins were left unread.
        join: (pages) => ({ items: pages.flatMap((page) => page.items), bookmark: pages.at(-1)?.bookmark }),
      },
    }),
  ],
});
