/**
 * The words of a printed statement, Chinese and English side by side. No names, no values.
 */
import type { DatasetName } from '../../../domain/dataset.ts';

export interface Words {
  readonly zh: string;
  readonly en: string;
}

export const say = (zh: string, en: string): Words => ({ zh, en });

export const HEADINGS = {
  access: say('个人信息查阅答复', 'What we hold about you'),
  copy: say('个人信息副本', 'Copy of your data'),
  profile: say('本行自有信息', "The bank's own record"),
  references: say('合作方使用的标识', 'Names that partners use for you'),
  records: say('合作方提供的信息', 'Facts from partners'),
  alsoHeld: say(
    '另存凭证与暂存应答（仅说明存在）',
    'Also held: credentials and answers kept for a moment (that they are there)',
  ),
  consents: say('您的同意记录', 'Your consents'),
  corrections: say('您提出的更正', 'Corrections you asked for'),
  readings: say('谁查阅了您的信息', 'Who read your data'),
  guardianships: say('监护人登记', 'Who may consent for you'),
  elevations: say('临时提升的查阅权限', 'Closer looks that staff asked for'),
  notifications: say('就同意终止通知的接收方', 'Recipients told that a consent ended'),
  partnersAsked: say('向哪些合作方查询过', 'Partners that were asked about you'),
  purposes: say('处理目的与合法性基础', 'Purposes and lawful bases'),
  missing: say('未能读取的部分', 'What could not be read'),
  rights: say('您的权利', 'Your rights'),
  nothing: say('无', 'nothing'),
} as const satisfies Record<string, Words>;

export const COLUMNS = {
  request: say('请求编号', 'request'),
  customer: say('客户编号', 'customer'),
  madeAt: say('生成时间', 'made'),
  handedTo: say('转移至', 'handed to'),
  digest: say('摘要 (SHA-256)', 'digest (SHA-256)'),
  partner: say('合作方', 'partner'),
  name: say('标识', 'name'),
  dataset: say('类别', 'category'),
  fetchedAt: say('取得时间', 'obtained'),
  asOf: say('信息时点', 'as of'),
  keepUntil: say('保存至', 'kept until'),
  right: say('依据', 'on what right'),
  content: say('内容', 'content'),
  what: say('项目', 'what'),
  consent: say('同意', 'consent'),
  state: say('状态', 'state'),
  purpose: say('目的', 'purpose'),
  fields: say('字段', 'fields'),
  recipients: say('接收方', 'recipients'),
  notice: say('告知书', 'notice'),
  from: say('起', 'from'),
  until: say('止', 'until'),
  withdrawnAt: say('撤回时间', 'withdrawn'),
  source: say('来源', 'source'),
  relation: say('关系', 'relation'),
  evidence: say('凭据', 'evidence'),
  because: say('理由', 'reason'),
  recipient: say('接收方', 'recipient'),
  claimed: say('您主张的内容', 'what you say is right'),
  at: say('时间', 'when'),
  application: say('应用', 'application'),
  role: say('岗位', 'role'),
  shown: say('展示', 'shown'),
  basis: say('合法性基础', 'lawful basis'),
  automated: say('自动化决策', 'decided by machine'),
} as const satisfies Record<string, Words>;

export const DATASET_WORDS: Readonly<Record<DatasetName, Words>> = {
  'customer.core': say('客户类型', 'kind of customer'),
  'identity.party': say('身份信息', 'identity'),
  'credit.score': say('信用评分', 'credit score'),
  'credit.account': say('信贷账户', 'credit accounts'),
  'credit.cashFlow': say('现金流', 'cash flow'),
  'credit.businessSales': say('经营流水', 'business sales'),
  'market.profile': say('上市公司概况', 'listed company'),
  'market.quote': say('行情', 'quote'),
  'market.ratios': say('财务比率', 'ratios'),
  'market.currency': say('汇率', 'currency rates'),
  'market.macro': say('宏观指标', 'macro indicators'),
  'social.profile': say('社交账号', 'social profile'),
  'social.activity': say('社交动态', 'social activity'),
  'social.audience': say('社交受众', 'social audience'),
  'social.sentiment': say('舆情', 'sentiment'),
};

export const BASIS_WORDS: Readonly<Record<string, Words>> = {
  CONSENT: say('同意', 'your consent'),
  CONTRACT: say('订立、履行合同所必需', 'a contract with you'),
  LEGAL_OBLIGATION: say('法定义务', 'a legal obligation'),
  VITAL_INTERESTS: say('紧急情况下保护生命健康和财产安全', 'vital interests'),
  PUBLIC_TASK: say('公共利益', 'a task in the public interest'),
  LEGITIMATE_INTERESTS: say('正当利益', 'legitimate interests'),
};

export const SHOWN_WORDS: Readonly<Record<'ALLOW' | 'MASK', Words>> = {
  ALLOW: say('全部', 'in clear'),
  MASK: say('部分（脱敏）', 'in part (masked)'),
};

export const YES_NO: Readonly<Record<'yes' | 'no', Words>> = { yes: say('是', 'yes'), no: say('否', 'no') };

export const RIGHTS: readonly Words[] = [
  say('更正、补充（《个人信息保护法》第四十六条）', 'Correction (PIPL art. 46; GDPR art. 16)'),
  say('删除（第四十七条）', 'Deletion (PIPL art. 47; GDPR art. 17)'),
  say('限制或拒绝处理（第四十四条）', 'Restriction and objection (PIPL art. 44; GDPR art. 18, 21)'),
  say('复制、转移（第四十五条）', 'Copy and portability (PIPL art. 45; GDPR art. 20)'),
  say('对自动化决策要求说明（第二十四条）', 'Explanation of decisions by machine (PIPL art. 24; GDPR art. 22)'),
  say('撤回同意（第十五条）', 'Withdrawal of consent (PIPL art. 15; GDPR art. 7(3))'),
  say('投诉、起诉（第五十条、第六十五条）', 'Complaint and action at court (PIPL art. 50, 65; GDPR art. 77, 79)'),
];
