/**
 * Which source is believed when several answer: data, no behaviour. Sources of one tier are equals, so that recency, then
 * completeness decide between them; a source not listed stands after all that are. Connectors are named, never imported.
 */
import type { DatasetName, DatasetRecords } from '../domain/dataset.ts';
import { BANK, type SourceId } from '../domain/sourced.ts';

export type Tiers = readonly (readonly SourceId[])[];

type ItemOf<D extends DatasetName> = DatasetRecords[D] extends readonly (infer Item)[] ? Item : DatasetRecords[D];

export interface Survivorship<D extends DatasetName = DatasetName> {
  readonly tiers: Tiers;
  /** Fields of a `one` dataset that follow other tiers. */
  readonly fields?: { readonly [F in keyof ItemOf<D>]?: Tiers };
  /** `many`: what tells two items of the SAME source apart; items of two sources are never joined. */
  readonly itemKey?: readonly (keyof ItemOf<D> & string)[];
}

const LENDERS_VIEW = ['mx-credit', 'mastercard-credit'];
const MARKET_VENDORS = ['finnhub-market', 'massive-market'];

export const SURVIVORSHIP: { readonly [D in DatasetName]: Survivorship<D> } = {
  /** Whether a customer is a person or a company is the bank's own onboarding decision. */
  'customer.core': { tiers: [[BANK]] },
  /**
   * The bank has seen the document; a partner repeats what another institution was told. That holds for contact details too:
   * people move without telling every bank, but an unverified address must not replace a verified one. What a partner says
   * instead is kept as a conflict, dated, for the bank to ask about.
   */
  'identity.party': { tiers: [[BANK], LENDERS_VIEW] },
  'credit.score': { tiers: [['mastercard-credit'], ['mx-credit']], itemKey: ['model'] },
  'credit.account': { tiers: [['mx-credit'], ['mastercard-credit']], itemKey: ['accountNumber'] },
  'credit.cashFlow': { tiers: [['mx-credit'], ['mastercard-credit']] },
  'credit.businessSales': { tiers: [['mastercard-credit'], ['mx-credit']] },
  /** massive counts in units, finnhub in rounded millions; finnhub's industry is a name, massive's an SIC caption. */
  'market.profile': {
    tiers: [['massive-market'], ['finnhub-market']],
    fields: { industry: [['finnhub-market'], ['massive-market']] },
  },
  /** Both resell the same exchanges: the younger price is the better one. */
  'market.quote': { tiers: [MARKET_VENDORS] },
  'market.ratios': { tiers: [MARKET_VENDORS] },
  'market.currency': { tiers: [MARKET_VENDORS], itemKey: ['base', 'quote'] },
  'market.macro': { tiers: [['massive-market'], ['finnhub-market']] },
  'social.profile': { tiers: [['bluesky-social', 'pinterest-social']], itemKey: ['network'] },
  'social.activity': { tiers: [['bluesky-social', 'pinterest-social']], itemKey: ['network'] },
  'social.audience': { tiers: [['bluesky-social', 'pinterest-social']], itemKey: ['network'] },
  'social.sentiment': { tiers: [['finnhub-market']] },
};

/** The tiers that hold for a dataset, or for one field of it. */
export function tiersOf(dataset: DatasetName, field?: string): Tiers {
  const rule: { readonly tiers: Tiers; readonly fields?: Readonly<Record<string, Tiers | undefined>> } =
    SURVIVORSHIP[dataset];
  return (field === undefined ? undefined : rule.fields?.[field]) ?? rule.tiers;
}
