/**
 * What is asked of partners and where it stands in the view. A new dataset touches schema, domain and merge: on purpose.
 * Each dataset is one governed object type; `one` merges field by field, `many` keeps each partner's items.
 */
import type {
  BusinessSalesRecord,
  CashFlowRecord,
  CreditAccountRecord,
  CreditScoreRecord,
  CurrencyRateRecord,
  CustomerCoreRecord,
  IdentityRecord,
  MacroIndicatorsRecord,
  MarketProfileRecord,
  QuoteRecord,
  RatiosRecord,
  SentimentRecord,
  SocialActivityRecord,
  SocialAudienceRecord,
  SocialProfileRecord,
} from './record.ts';

export interface DatasetRecords {
  'customer.core': CustomerCoreRecord;
  'identity.party': IdentityRecord;
  'credit.score': readonly CreditScoreRecord[];
  'credit.account': readonly CreditAccountRecord[];
  'credit.cashFlow': CashFlowRecord;
  'credit.businessSales': BusinessSalesRecord;
  'market.profile': MarketProfileRecord;
  'market.quote': QuoteRecord;
  'market.ratios': RatiosRecord;
  'market.currency': readonly CurrencyRateRecord[];
  'market.macro': MacroIndicatorsRecord;
  'social.profile': readonly SocialProfileRecord[];
  'social.activity': readonly SocialActivityRecord[];
  'social.audience': readonly SocialAudienceRecord[];
  'social.sentiment': SentimentRecord;
}

export type DatasetName = keyof DatasetRecords;

export interface DatasetShape {
  /** The governed GraphQL object type; its fields are this dataset's coordinates. */
  readonly type: string;
  /** Where the object (or list) stands below CustomerView. */
  readonly path: readonly string[];
  readonly shape: 'one' | 'many';
}

export const DATASETS: { readonly [D in DatasetName]: DatasetShape } = {
  'customer.core': { type: 'CustomerView', path: [], shape: 'one' },
  'identity.party': { type: 'Identity', path: ['identity'], shape: 'one' },
  'credit.score': { type: 'CreditScore', path: ['credit', 'scores'], shape: 'many' },
  'credit.account': { type: 'CreditAccount', path: ['credit', 'accounts'], shape: 'many' },
  'credit.cashFlow': { type: 'CashFlow', path: ['credit', 'cashFlow'], shape: 'one' },
  'credit.businessSales': { type: 'BusinessSales', path: ['credit', 'businessSales'], shape: 'one' },
  'market.profile': { type: 'MarketProfile', path: ['market', 'profile'], shape: 'one' },
  'market.quote': { type: 'Quote', path: ['market', 'quote'], shape: 'one' },
  'market.ratios': { type: 'Ratios', path: ['market', 'ratios'], shape: 'one' },
  'market.currency': { type: 'CurrencyRate', path: ['market', 'currencyRates'], shape: 'many' },
  'market.macro': { type: 'MacroIndicators', path: ['market', 'macro'], shape: 'one' },
  'social.profile': { type: 'SocialProfile', path: ['social', 'profiles'], shape: 'many' },
  'social.activity': { type: 'SocialActivity', path: ['social', 'activity'], shape: 'many' },
  'social.audience': { type: 'SocialAudience', path: ['social', 'audience'], shape: 'many' },
  'social.sentiment': { type: 'Sentiment', path: ['social', 'sentiment'], shape: 'one' },
};

export const DATASET_NAMES = Object.keys(DATASETS) as readonly DatasetName[];

const DATASET_BY_TYPE = new Map(DATASET_NAMES.map((name) => [DATASETS[name].type, name]));

/** The dataset a coordinate belongs to; undefined when its type is not governed. */
export const datasetOf = (coordinate: string): DatasetName | undefined =>
  DATASET_BY_TYPE.get(coordinate.slice(0, coordinate.indexOf('.')));

/** Field name of a coordinate: `Identity.name` → `name`. */
export const fieldOf = (coordinate: string): string => coordinate.slice(coordinate.indexOf('.') + 1);
