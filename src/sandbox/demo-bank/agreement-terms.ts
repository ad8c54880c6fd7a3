/**
 * The terms themselves. MX permits personal data only masked; MX and Mastercard nothing for marketing; Bluesky some coordinates only;
 * the outsourced support centre (a processor) reaches social data and no credit data.
 */
import type { AgreementTerms, CoordinatePattern, Grant } from '../../domain/agreement.ts';
import type { Decimal, Money } from '../../domain/decimal.ts';
import type { Instant } from '../../domain/instant.ts';
import type { DemoVersion } from './agreements.ts';
import type { DemoPurpose } from './purposes.ts';

const MINUTE_S = 60;
const HOUR_S = 3_600;
const DAY_S = 86_400;

const grant = (
  coordinates: readonly CoordinatePattern[],
  purposes: readonly DemoPurpose[],
  differs: Partial<Grant> = {},
): Grant => ({
  coordinates,
  purposes,
  recipients: ['BANK_INTERNAL'],
  actions: ['VIEW', 'DERIVE'],
  maxDisclosure: 'ALLOW',
  cacheTtlS: HOUR_S,
  retentionDays: 90,
  ...differs,
});

const terms = (
  title: string,
  partnerId: string,
  grants: readonly Grant[],
  differs: Partial<AgreementTerms> = {},
): AgreementTerms => ({
  title,
  partnerId,
  kind: 'PROVIDE',
  contact: `data-sharing@${partnerId}.example`,
  effectiveFrom: '2025-01-01T00:00:00.000Z' as Instant,
  effectiveUntil: '2035-01-01T00:00:00.000Z' as Instant,
  securityMeasures: 'TLS 1.2 or newer; encrypted at rest under one key per customer; yearly audit.',
  breachNoticeHours: 48,
  residency: 'CN',
  internalUse: true,
  redistribution: false,
  derivation: true,
  endOfTerm: 'DELETE',
  grants,
  ...differs,
});

const LENDING: readonly DemoPurpose[] = ['CREDIT_DECISION', 'RELATIONSHIP_MANAGEMENT', 'FRAUD_PREVENTION'];
const ANYTHING: readonly DemoPurpose[] = [...LENDING, 'MARKETING', 'CUSTOMER_SERVICE'];
const OUTREACH: readonly DemoPurpose[] = [
  'CREDIT_DECISION',
  'RELATIONSHIP_MANAGEMENT',
  'MARKETING',
  'CUSTOMER_SERVICE',
];

/** Figures and names masked; what kind of account it is may be read. */
const mx = (differs?: Partial<AgreementTerms>): AgreementTerms =>
  terms(
    'Account aggregation',
    'mx-credit',
    [
      grant(['Identity.*', 'CreditAccount.*', 'CashFlow.*'], LENDING, { maxDisclosure: 'MASK' }),
      grant(
        ['CreditAccount.institution', 'CreditAccount.accountType', 'CreditAccount.ownership', 'CreditAccount.isClosed'],
        LENDING,
      ),
    ],
    { kind: 'ENTRUST', ...differs },
  );

const usd = (amount: string): Money => ({ amount: amount as Decimal, currency: 'USD' });

/** Each call is billed, so this one has a budget; so large that trying the gateway out does not spend it. */
const mastercard = terms(
  'Account owner and credit analytics',
  'mastercard-credit',
  [
    grant(['CreditScore.*', 'BusinessSales.*'], ['CREDIT_DECISION', 'FRAUD_PREVENTION']),
    grant(['Identity.*'], LENDING),
  ],
  {
    budget: {
      callsPerDay: 1_000_000,
      unattendedCallsPerDay: 100_000,
      pricePerCall: usd('0.25'),
      moneyPerMonth: usd('5000000'),
    },
  },
);

const LICENCE = { kind: 'LICENCE_IN', redistribution: false, residency: 'US' } as const;

const marketGrants = (slow: readonly CoordinatePattern[]): readonly Grant[] => [
  grant(['Quote.*'], ANYTHING, { cacheTtlS: MINUTE_S, retentionDays: 7, recipients: ['BANK_INTERNAL', 'AFFILIATE'] }),
  grant(['CurrencyRate.*'], ANYTHING, { cacheTtlS: 5 * MINUTE_S, retentionDays: 7 }),
  grant(slow, ANYTHING, { cacheTtlS: DAY_S, recipients: ['BANK_INTERNAL', 'AFFILIATE'] }),
];

const massive = terms(
  'Market reference and prices',
  'massive-market',
  marketGrants(['MarketProfile.*', 'Ratios.*', 'MacroIndicators.*']),
  LICENCE,
);

const finnhub = terms(
  'Market prices and sentiment',
  'finnhub-market',
  [...marketGrants(['MarketProfile.*', 'Ratios.*']), grant(['Sentiment.*'], ANYTHING)],
  LICENCE,
);

const IN_BANK_AND_SUPPORT = { recipients: ['BANK_INTERNAL', 'PROCESSOR'] } as const satisfies Partial<Grant>;

const bluesky = terms('Public profiles', 'bluesky-social', [
  grant(
    ['SocialProfile.network', 'SocialProfile.handle', 'SocialProfile.displayName', 'SocialProfile.joinedAt'],
    OUTREACH,
    { cacheTtlS: 6 * HOUR_S, ...IN_BANK_AND_SUPPORT },
  ),
  grant(
    ['SocialAudience.*', 'SocialActivity.network', 'SocialActivity.posts', 'SocialActivity.lastPostAt'],
    ['CREDIT_DECISION', 'MARKETING'],
  ),
]);

const pinterest = terms('Linked business and personal accounts', 'pinterest-social', [
  grant(['SocialProfile.*', 'SocialAudience.*', 'SocialActivity.*'], OUTREACH, IN_BANK_AND_SUPPORT),
]);

const version = (
  agreementId: string,
  agreed: AgreementTerms,
  termsVersion = 1,
  state: DemoVersion['state'] = 'ACTIVE',
): DemoVersion => ({ agreementId, termsVersion, state, terms: agreed });

/** What stood before: a year of MX that ended, and a wider Bluesky agreement that was suspended. */
const LAST_YEAR = {
  effectiveFrom: '2024-01-01T00:00:00.000Z' as Instant,
  effectiveUntil: '2025-01-01T00:00:00.000Z' as Instant,
};
const widerBluesky = terms('Public profiles and posts for marketing', 'bluesky-social', [
  grant(['SocialProfile.*', 'SocialActivity.*'], ['MARKETING']),
]);

export const DEMO_TERMS: readonly DemoVersion[] = [
  version('AGR-MX', mx(LAST_YEAR), 1, 'CLOSED'),
  version('AGR-MX', mx(), 2),
  version('AGR-MASTERCARD', mastercard),
  version('AGR-MASSIVE', massive),
  version('AGR-FINNHUB', finnhub),
  version('AGR-BLUESKY', widerBluesky, 1, 'SUSPENDED'),
  version('AGR-BLUESKY', bluesky, 2),
  version('AGR-PINTEREST', pinterest),
];
