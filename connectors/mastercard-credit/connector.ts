/**
 * Mastercard Open Finance (US, formerly Finicity): who owns an account, how likely a payment is to be returned, what a small
 * business sells. Every call may be billed or leave an inquiry, so none is ever repeated after an ambiguous outcome.
 */
import { defineConnector, defineEndpoint, path, reference, type RequestContext } from '../../src/sdk/index.ts';
import { faults } from './faults.ts';
import { mapAccountOwner, mapPaymentSuccess, mapSalesReport } from './map.ts';
import { accessToken, accountOwner, paymentSuccess, salesReport } from './wire.ts';

const MINUTES = 60_000;
const DAY_S = 86_400;

const BUSINESS_REFERENCES = [
  'businessName',
  'businessStreet',
  'businessCity',
  'businessState',
  'businessCountry',
  'businessPostalCode',
  'businessPhoneCountryCode',
  'businessPhone',
];

/** `hasConsent` is true because a call needs a Permit; `personallyLiable` is false because no loan is asked about. */
const salesReportBody = (ctx: RequestContext) => ({
  analyticsReportData: {
    sbcaParams: {
      hasConsent: true,
      metricFrequency: 'monthly',
      metricType: 'retail_sales_analytics',
      locationId: reference(ctx, 'locationId'),
    },
    businessDetails: {
      name: reference(ctx, 'businessName'),
      personallyLiable: false,
      address: {
        addressLine1: reference(ctx, 'businessStreet'),
        city: reference(ctx, 'businessCity'),
        state: reference(ctx, 'businessState'),
        country: reference(ctx, 'businessCountry'),
        postalCode: reference(ctx, 'businessPostalCode'),
      },
      phoneNumber: {
        countryCode: reference(ctx, 'businessPhoneCountryCode'),
        phoneNo: reference(ctx, 'businessPhone'),
      },
    },
  },
});

export default defineConnector({
  id: 'mastercard-credit',
  displayName: 'Mastercard Open Finance',
  kind: 'CREDIT',
  baseUrl: 'https://api.finicity.com',
  allowedHosts: [],
  auth: {
    type: 'login',
    header: 'Finicity-App-Token',
    keys: { 'Finicity-App-Key': 'APP_KEY' },
    secrets: ['PARTNER_ID', 'PARTNER_SECRET'],
    refreshAfterMs: 90 * MINUTES,
    request: (secrets) => ({
      method: 'POST',
      path: '/aggregation/v2/partners/authentication',
      body: { partnerId: secrets('PARTNER_ID'), partnerSecret: secrets('PARTNER_SECRET') },
    }),
    wire: accessToken,
  },
  limits: { windows: [{ calls: 6_000, perMs: MINUTES }], concurrency: 32 },
  price: { amount: '0.25', currency: 'USD' },
  sideEffect: 'inquiry',
  deadlineMs: 8_000,
  headers: { Accept: 'application/json' },
  faults,
  endpoints: [
    defineEndpoint({
      name: 'account-owner',
      dataset: 'identity.party',
      supplies: ['name', 'addresses', 'phones', 'emails', 'documentNumber'],
      references: ['customerId', 'accountId'],
      cacheTtlS: DAY_S,
      request: (ctx) => ({
        method: 'GET',
        path: path`/aggregation/v3/customers/${reference(ctx, 'customerId')}/accounts/${reference(ctx, 'accountId')}/owner`,
      }),
      wire: accountOwner,
      map: mapAccountOwner,
    }),
    defineEndpoint({
      name: 'payment-success',
      dataset: 'credit.score',
      supplies: ['model', 'value', 'range', 'rating', 'reasons', 'scoredOn'],
      references: ['customerId', 'accountId', 'payRequestId'],
      cacheTtlS: DAY_S,
      request: (ctx) => ({
        method: 'GET',
        path:
          path`/payments/customers/${reference(ctx, 'customerId')}/accounts/${reference(ctx, 'accountId')}` +
          path`/fcra-payment-success-indicators/${reference(ctx, 'payRequestId')}`,
        query: { include_reasons: true },
      }),
      wire: paymentSuccess,
      isAbout: ({ customerId }, ctx) => customerId === reference(ctx, 'customerId'),
      map: mapPaymentSuccess,
    }),
    defineEndpoint({
      name: 'business-sales',
      dataset: 'credit.businessSales',
      supplies: ['industry', 'firstSaleOn', 'lastSaleOn', 'periods'],
      references: ['customerId', 'locationId', ...BUSINESS_REFERENCES],
      cacheTtlS: DAY_S,
      request: (ctx) => ({
        method: 'POST',
        path: path`/decisioning/customers/${reference(ctx, 'customerId')}/sbca`,
        body: salesReportBody(ctx),
      }),
      wire: salesReport,
      map: mapSalesReport,
    }),
  ],
});
