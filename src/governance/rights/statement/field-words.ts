/**
 * What fields and codes are called in a printed statement. The English of a field is its own name, spelled out. No values.
 */
import type { RecipientClass } from '../../../domain/agreement.ts';
import type { ConsentState } from '../../../domain/consent.ts';
import type { ElevationState } from '../../../domain/elevation.ts';
import type { Guardianship, GuardianshipState } from '../../../domain/guardianship.ts';
import type { RightsRequestState } from '../../../domain/rights-request.ts';
import type { ConsentEnd } from '../../consents/port.ts';
import type { NotificationState } from '../../notifications/port.ts';
import type { Held } from '../port.ts';
import { say, type Words } from './words.ts';

const ZH: Readonly<Record<string, string>> = {
  about: '简介', accountName: '账户名称', accountNumber: '账号', accountType: '账户类型', addresses: '地址', agreement: '协议',
  amount: '金额', availableBalance: '可用余额', balance: '余额', base: '基准货币', birthDate: '出生日期', calculatedOn: '计算日期',
  change: '涨跌额', changePercent: '涨跌幅（%）', city: '城市', code: '代码', companyRegistration: '统一社会信用代码或注册号',
  consent: '同意', consumerPriceIndex: '消费者价格指数', country: '国家或地区', creditLimit: '信用额度', currency: '币种',
  currentRatio: '流动比率', debtToEquity: '产权比率', displayName: '显示名称', dividendYieldPercent: '股息率（%）',
  documentNumber: '证件号码', earningsPerShare: '每股收益', emails: '电子邮箱', employees: '员工人数', engagements: '互动次数',
  exchange: '交易所', firstSaleOn: '首次销售日期', followers: '粉丝数', following: '关注数', from: '起', handle: '账号名',
  headquarters: '总部', high: '最高价', impressions: '展示次数', industry: '行业', inflationYearOnYearPercent: '通胀率（同比，%）',
  institution: '机构', interestRatePercent: '利率（%）', isBusiness: '企业账号', isClosed: '已销户', joinedAt: '注册时间',
  kind: '客户类型', lastPostAt: '最近发布时间', lastSaleOn: '最近销售日期', likesReceived: '获赞数', listedOn: '上市日期',
  low: '最低价', marketCapitalization: '市值', maturesOn: '到期日期', mentions: '提及次数', model: '评分模型',
  monthlyExpenses: '月支出', monthlyIncome: '月收入', monthlySavingsGoal: '月储蓄目标', monthlyViews: '月浏览量', name: '姓名或名称',
  negativeMentions: '负面提及次数', network: '社交平台', observedAt: '观测时间', observedOn: '观测日期', open: '开盘价',
  openedOn: '开户日期', ownership: '账户归属', period: '期间', periods: '各期', phones: '电话号码', positiveMentions: '正面提及次数',
  postalCode: '邮政编码', posts: '发布数', previousClose: '前收盘价', price: '价格', priceToBook: '市净率', priceToEarnings: '市盈率',
  priceToSales: '市销率', province: '省份', purpose: '目的', quickRatio: '速动比率', quote: '报价货币', quotedAt: '报价时间',
  range: '评分区间', rate: '汇率', rating: '评级', reasons: '评分理由', recentPosts: '近期发布内容', repliesReceived: '收到的回复数',
  returnOnAssetsPercent: '总资产收益率（%）', returnOnEquityPercent: '净资产收益率（%）', score: '评分', scoredOn: '评分日期',
  sharesOutstanding: '流通股数', street: '街道', ticker: '股票代码', to: '止', transactions: '交易笔数',
  treasuryYield10YearPercent: '十年期国债收益率（%）', treasuryYield1YearPercent: '一年期国债收益率（%）', updatedAt: '更新时间',
  value: '数值', volume: '成交量', website: '网站', weight: '权重',
}; // prettier-ignore

const TYPES: Readonly<Record<string, Words>> = {
  BusinessSales: say('经营流水', 'business sales'),
  CashFlow: say('现金流', 'cash flow'),
  CreditAccount: say('信贷账户', 'credit accounts'),
  CreditScore: say('信用评分', 'credit score'),
  CurrencyRate: say('汇率', 'currency rates'),
  CustomerView: say('客户', 'customer'),
  Identity: say('身份信息', 'identity'),
  MacroIndicators: say('宏观指标', 'macro indicators'),
  MarketProfile: say('上市公司概况', 'listed company'),
  Quote: say('行情', 'quote'),
  Ratios: say('财务比率', 'ratios'),
  Sentiment: say('舆情', 'sentiment'),
  SocialActivity: say('社交动态', 'social activity'),
  SocialAudience: say('社交受众', 'social audience'),
  SocialProfile: say('社交账号', 'social profile'),
};

/** Null for a name that is no field of ours: a partner's own, or one that came since. */
export function wordsOfField(name: string): Words | null {
  const zh = Object.hasOwn(ZH, name) ? ZH[name] : undefined;
  return zh === undefined
    ? null
    : say(
        zh,
        name.replace(/[A-Z]|\d+/g, (found) => ` ${found.toLowerCase()}`),
      );
}

/** `Type.field`, `Type.*` or `*`. */
export function wordsOfCoordinate(coordinate: string): Words | null {
  if (coordinate === '*') return say('全部信息', 'everything');
  const [type = '', field = ''] = coordinate.split('.');
  const whole = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  if (whole === undefined) return null;
  const part = field === '*' ? say('全部', 'all') : wordsOfField(field);
  return part === null ? null : say(`${whole.zh}：${part.zh}`, `${whole.en}: ${part.en}`);
}

/** Every code that a statement prints: one that is missing here does not compile. */
type PrintedCode =
  | ConsentState
  | RecipientClass
  | RightsRequestState
  | Held['alsoHeld'][number]['what']
  | Guardianship['relation']
  | GuardianshipState
  | ConsentEnd
  | NotificationState;

export const CODE_WORDS: Readonly<Record<PrintedCode, Words>> = {
  // States of a consent.
  REQUESTED: say('已征询', 'asked for'),
  GRANTED: say('已同意', 'given'),
  REFUSED: say('已拒绝', 'refused'),
  WITHDRAWN: say('已撤回', 'withdrawn'),
  EXPIRED: say('已到期', 'ended'),
  SUPERSEDED: say('已被取代', 'replaced'),
  INVALIDATED: say('已认定无效', 'void'),
  // Recipients.
  BANK_INTERNAL: say('本行内部', 'inside the bank'),
  AFFILIATE: say('集团内公司', 'a company of the group'),
  PROCESSOR: say('受托处理方', 'a processor on our behalf'),
  THIRD_PARTY: say('第三方', 'a third party'),
  // States of a request.
  RECEIVED: say('已收到', 'received'),
  IDENTITY_VERIFIED: say('身份已核验', 'identity verified'),
  APPROVED: say('已批准', 'approved'),
  IN_PROGRESS: say('办理中', 'under way'),
  BLOCKED_LEGAL_HOLD: say('依法暂缓', 'held by law'),
  RESTRICTED: say('已限制处理', 'restricted'),
  PARTIAL: say('部分完成', 'done in part'),
  COMPLETE: say('已完成', 'done'),
  // What else is held.
  CUSTOMER_TOKEN: say('您授予的访问凭证', 'access that you granted'),
  PARTNER_TOKEN: say('合作方签发的访问凭证', 'access that the partner renewed'),
  CALL_ANSWER: say('暂存的应答', 'an answer kept for a moment'),
  // Guardians.
  PARENT: say('父母', 'parent'),
  APPOINTED: say('指定监护人', 'appointed guardian'),
  OTHER: say('其他监护人', 'another guardian'),
  RECORDED: say('有效', 'in force'),
  ENDED: say('已终止', 'ended'),
  // What recipients are told, and whether they were.
  CONSENT_WITHDRAWN: say('同意已撤回', 'that the consent was withdrawn'),
  CONSENT_INVALIDATED: say('同意已认定无效', 'that the consent was void'),
  CONSENT_SUPERSEDED: say('同意已被取代', 'that the consent was replaced'),
  WAITING: say('待送达', 'not told yet'),
  DELIVERED: say('已送达', 'told'),
  GIVEN_UP: say('未能送达', 'could not be told'),
};

/** States of a step-up: approved by another person of the bank, not by the customer. */
export const STEP_UP_WORDS: Readonly<Record<ElevationState, Words>> = {
  REQUESTED: say('已申请', 'asked for'),
  GRANTED: say('已批准', 'approved'),
  REFUSED: say('未批准', 'refused'),
  RECALLED: say('已撤销申请', 'taken back'),
  REVOKED: say('已提前终止', 'ended early'),
};
