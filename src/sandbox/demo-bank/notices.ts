/**
 * What the demo bank tells its customers before they consent, in Chinese and English (PIPL art. 17). Its consents name these.
 */
import { createHash } from 'node:crypto';
import type { Instant } from '../../domain/instant.ts';
import type { Notice } from '../../domain/notice.ts';
import type { NoticeText } from '../../governance/notices/port.ts';
import type { DemoPurpose } from './purposes.ts';

interface DemoNotice {
  readonly id: string;
  readonly title: string;
  readonly purpose: DemoPurpose;
  readonly method: string;
  readonly texts: Readonly<Record<string, string>>;
}

const NOTICES: readonly DemoNotice[] = [
  {
    id: 'NOTICE-CREDIT-DECISION',
    title: 'Your data in a credit decision',
    purpose: 'CREDIT_DECISION',
    method: 'Asked from data partners, merged with the bank’s own records, decided by a person.',
    texts: {
      'zh-CN':
        '为审批您申请的贷款、信用卡或授信额度，本行将向数据合作机构查询您的身份、信用、收支及公开社交信息，并与本行资料合并，由工作人员作出决定。您可随时在手机银行或任一网点撤回同意，撤回不影响此前已完成的处理。',
      'en-US':
        'To decide on the loan, card or credit line you applied for, we ask data partners about your identity, credit, cash flow and public social profile and merge the answers with our own records; a person decides. You may withdraw at any time in the app or in any branch; what was done before stays lawful.',
    },
  },
  {
    id: 'NOTICE-MARKETING',
    title: 'Your data in choosing offers',
    purpose: 'MARKETING',
    method: 'Asked from data partners and merged with the bank’s own records, at night, by a computer.',
    texts: {
      'zh-CN':
        '为向您推荐可能感兴趣的产品，本行将向数据合作机构查询您的联系方式、收支及公开社交信息，并与本行资料合并。不同意不影响您使用其他服务。您可随时在手机银行或任一网点撤回同意。',
      'en-US':
        'To choose offers that may interest you, we ask data partners about your contact details, cash flow and public social profile and merge the answers with our own records. Nothing else depends on your consent. You may withdraw at any time in the app or in any branch.',
    },
  },
];

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

export const demoNotices = (): readonly { readonly id: string; readonly body: Notice }[] =>
  NOTICES.map(({ id, title, purpose, method, texts }) => ({
    id,
    body: {
      title,
      state: 'IN_USE',
      acceptedFrom: 1,
      versions: [
        {
          version: 1,
          texts: Object.fromEntries(Object.entries(texts).map(([language, text]) => [language, sha256(text)])),
          purposes: [purpose],
          coordinates: ['*'],
          recipients: ['BANK_INTERNAL', 'AFFILIATE', 'PROCESSOR'],
          sources: '*',
          method,
          withdrawal: 'In the app under Privacy, or in any branch.',
          publishedAt: '2024-12-01T00:00:00.000Z' as Instant,
          publishedBy: 'zhou.min',
        },
      ],
    },
  }));

export const demoNoticeTexts = (): readonly NoticeText[] =>
  NOTICES.flatMap(({ id, texts }) =>
    Object.entries(texts).map(([language, text]) => ({ noticeId: id, version: 1, language, text })),
  );
