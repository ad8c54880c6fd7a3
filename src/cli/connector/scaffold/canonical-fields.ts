/**
 * The canonical records as data, for matching a partner's names with ours: of each field its kind and the names partners commonly give it.
 * The compiler holds this list and src/domain/record.ts together: a field that is missing or too much does not compile.
 */
import type { DatasetName, DatasetRecords } from '../../../sdk/index.ts';

/** `text`, exact `decimal`, `count` (32 bits), `flag`, `day`, `instant`, `money`, one text of a list, or a value of several parts. */
export type FieldKind =
  'text' | 'decimal' | 'count' | 'flag' | 'day' | 'instant' | 'money' | 'texts' | 'address' | 'addresses' | 'parts';

export interface CanonicalField {
  readonly kind: FieldKind;
  /** In lower case and without separators. */
  readonly names: readonly string[];
}

type RecordOf<D extends DatasetName> = DatasetRecords[D] extends readonly (infer Item)[] ? Item : DatasetRecords[D];

type Table = { readonly [D in DatasetName]: { readonly [F in keyof Required<RecordOf<D>>]: CanonicalField } };

const field = (kind: FieldKind, names = ''): CanonicalField => ({
  kind,
  names: names.split(' ').filter((name) => name !== ''),
});

export const CANONICAL_FIELDS: Table = {
  'customer.core': { kind: field('parts') },
  'identity.party': {
    name: field('text', 'name fullname ownername accountownername legalname displayname companyname'),
    addresses: field('addresses', 'address addresses'),
    phones: field('texts', 'phone phonenumber telephone mobile phones phonenumbers'),
    emails: field('texts', 'email emailaddress emails'),
    birthDate: field('day', 'birthdate dateofbirth dob birthday'),
    documentNumber: field('text', 'documentnumber nationalid idnumber passportnumber taxid ssn'),
    companyRegistration: field('text', 'registrationnumber companyregistration companynumber registrationid'),
  },
  'credit.score': {
    model: field('text', 'model scoremodel scorename modelname scoretype'),
    value: field('count', 'score value scorevalue creditscore'),
    range: field('parts', 'range scorerange'),
    rating: field('text', 'rating grade riskgrade riskclass band'),
    reasons: field('parts', 'reasons factors reasoncodes scorefactors'),
    scoredOn: field('day', 'scoredon scoredate date calculatedon scoredat generatedat createdat'),
  },
  'credit.account': {
    accountNumber: field('text', 'accountnumber number iban accountno'),
    accountName: field('text', 'accountname name nickname displayname'),
    accountType: field('text', 'accounttype type subtype'),
    ownership: field('text', 'ownership accountownership ownershiptype'),
    institution: field('text', 'institution institutionname institutioncode bankname bank'),
    balance: field('money', 'balance currentbalance bookedbalance ledgerbalance acctbal amount'),
    availableBalance: field('money', 'availablebalance available availableamount'),
    creditLimit: field('money', 'creditlimit limit creditline'),
    interestRatePercent: field('decimal', 'interestrate interestratepercent rate'),
    openedOn: field('day', 'openedon opened openingdate dateopened opendate openeddt accountopendate startedon'),
    maturesOn: field('day', 'matureson maturitydate maturity'),
    isClosed: field('flag', 'isclosed closed'),
  },
  'credit.cashFlow': {
    monthlyIncome: field('decimal', 'monthlyincome income totalmonthlyincome budgetedincome estimatedmonthlyincome'),
    monthlyExpenses: field('decimal', 'monthlyexpenses expenses totalmonthlyexpenses budgetedexpenses'),
    monthlySavingsGoal: field('decimal', 'monthlysavingsgoal savingsgoal goalscontribution'),
  },
  'credit.businessSales': {
    industry: field('text', 'industry industryname sector naics'),
    firstSaleOn: field('day', 'firstsaleon firstsaledate firstsale'),
    lastSaleOn: field('day', 'lastsaleon lastsaledate lastsale'),
    periods: field('parts', 'periods salesperiods months'),
  },
  'market.profile': {
    name: field('text', 'name companyname longname'),
    ticker: field('text', 'ticker symbol'),
    exchange: field('text', 'exchange primaryexchange exchangename'),
    country: field('text', 'country locale countrycode'),
    industry: field('text', 'industry sicdescription sector'),
    marketCapitalization: field('money', 'marketcap marketcapitalization'),
    sharesOutstanding: field('decimal', 'sharesoutstanding shareclasssharesoutstanding weightedsharesoutstanding'),
    employees: field('count', 'employees totalemployees fulltimeemployees'),
    listedOn: field('day', 'listedon listdate ipo ipodate'),
    website: field('text', 'website homepageurl weburl url'),
    headquarters: field('address', 'headquarters address'),
  },
  'market.quote': {
    price: field('decimal', 'price last lastprice currentprice c'),
    change: field('decimal', 'change todayschange d'),
    changePercent: field('decimal', 'changepercent percentchange todayschangeperc dp'),
    open: field('decimal', 'open openprice o'),
    high: field('decimal', 'high highprice h'),
    low: field('decimal', 'low lowprice l'),
    previousClose: field('decimal', 'previousclose prevclose pc'),
    volume: field('decimal', 'volume v'),
    quotedAt: field('instant', 'quotedat timestamp lasttradetime time updated t'),
  },
  'market.ratios': {
    priceToEarnings: field('decimal', 'pricetoearnings pe peratio pettm'),
    priceToBook: field('decimal', 'pricetobook pb pbquarterly'),
    priceToSales: field('decimal', 'pricetosales ps psttm'),
    // Partners send fractions or percent under the same names: never obvious.
    dividendYieldPercent: field('decimal', 'dividendyieldpercent'),
    returnOnEquityPercent: field('decimal', 'returnonequitypercent'),
    returnOnAssetsPercent: field('decimal', 'returnonassetspercent'),
    debtToEquity: field('decimal', 'debttoequity'),
    currentRatio: field('decimal', 'currentratio current'),
    quickRatio: field('decimal', 'quickratio quick'),
    earningsPerShare: field('decimal', 'earningspershare eps epsttm'),
    calculatedOn: field('day', 'calculatedon date'),
  },
  'market.currency': {
    base: field('text', 'base from basecurrency fromcurrency'),
    quote: field('text', 'quote to quotecurrency tocurrency target'),
    rate: field('decimal', 'rate exchangerate converted mid'),
    quotedAt: field('instant', 'quotedat timestamp time updatedat'),
  },
  'market.macro': {
    consumerPriceIndex: field('decimal', 'consumerpriceindex cpi'),
    inflationYearOnYearPercent: field('decimal', 'inflationyearonyearpercent cpiyearoveryear'),
    treasuryYield1YearPercent: field('decimal', 'treasuryyield1yearpercent yield1year'),
    treasuryYield10YearPercent: field('decimal', 'treasuryyield10yearpercent yield10year'),
    observedOn: field('day', 'observedon date'),
  },
  'social.profile': {
    network: field('text'),
    handle: field('text', 'handle username screenname login'),
    displayName: field('text', 'displayname name fullname'),
    about: field('text', 'about description bio biography'),
    website: field('text', 'website websiteurl url blog homepage'),
    isBusiness: field('flag', 'isbusiness business isbusinessaccount'),
    joinedAt: field('instant', 'joinedat createdat registeredat'),
  },
  'social.activity': {
    network: field('text'),
    posts: field('count', 'posts postscount postcount pincount mediacount statusescount publicrepos'),
    likesReceived: field('count', 'likesreceived likes likecount totallikes'),
    repliesReceived: field('count', 'repliesreceived replies replycount commentcount'),
    lastPostAt: field('instant', 'lastpostat laststatusat lastactivityat'),
    recentPosts: field('texts', 'recentposts'),
  },
  'social.audience': {
    network: field('text'),
    followers: field('count', 'followers followerscount followercount subscribers'),
    following: field('count', 'following followscount followingcount'),
    monthlyViews: field('count', 'monthlyviews viewcount30d'),
    impressions: field('count', 'impressions impressioncount'),
    engagements: field('count', 'engagements engagement engagementcount'),
  },
  'social.sentiment': {
    mentions: field('count', 'mentions mention mentioncount'),
    positiveMentions: field('count', 'positivementions positivemention'),
    negativeMentions: field('count', 'negativementions negativemention'),
    score: field('decimal', 'score sentimentscore sentiment'),
    observedAt: field('instant', 'observedat attime timestamp'),
  },
};

/** Fields of a record that no partner sends by that name and every record must have. */
export const REQUIRED_FIELDS: Readonly<Partial<Record<DatasetName, readonly string[]>>> = {
  'credit.score': ['model'],
  'market.currency': ['base', 'quote'],
};
