/**
 * Each reason in words a customer and a compliance officer understand, in English and Chinese, with the law behind it and who can
 * change it. The one place where they stand: explanations, `policy:explain` and README's table take them from here. No names, no values.
 */
import type { ReasonCode } from './reason.ts';

export const ACTORS = {
  CALLER: { en: 'whoever asks', zh: '查询方' },
  ENGINEER: { en: "the asking application's engineer", zh: '查询方应用的开发人员' },
  ADMIN: { en: 'the officers who propose and approve the policy', zh: '策略提议与审批人员' },
  COMPLIANCE: { en: 'the compliance officer', zh: '合规负责人' },
  PARTNERS: { en: 'whoever manages partners and agreements', zh: '合作方与协议管理人员' },
  CUSTOMER: { en: 'the customer', zh: '客户本人' },
  GUARDIAN: { en: "the customer's guardian", zh: '客户的监护人' },
  PLATFORM: { en: 'the platform team', zh: '平台运维团队' },
  NOBODY: { en: 'nobody: this is how it should be', zh: '无需处理' },
} as const;

export type ReasonActor = keyof typeof ACTORS;

export interface ReasonWords {
  readonly actor: ReasonActor;
  /** Articles, parted by semicolons. PIPL: Personal Information Protection Law; CRR: Regulation on the Credit Reporting Industry. */
  readonly law: string;
  readonly en: string;
  readonly zh: string;
}

const say = (actor: ReasonActor, law: string, en: string, zh: string): ReasonWords => ({ actor, law, en, zh });

const ACCESS = 'PIPL art. 51(4); GDPR art. 32';
const PURPOSE = 'PIPL art. 6; GDPR art. 5(1)(b)';
const CONTRACT = 'PIPL art. 20, 21, 23; GDPR art. 26, 28';
const CONSENT = 'PIPL art. 13(1), 14; GDPR art. 6(1)(a), 7';

// prettier-ignore
export const REASON_WORDS: Readonly<Record<ReasonCode, ReasonWords>> = {
  AUTHN_MISSING: say('CALLER', ACCESS,
    'Nobody proved who was asking.', '查询方未证明身份。'),
  PRINCIPAL_DISABLED: say('ADMIN', ACCESS,
    'The application that asked is not registered, or it was switched off.', '查询所用的应用未登记，或已被停用。'),
  PURPOSE_MISSING: say('CALLER', PURPOSE,
    'Nobody said what the data was needed for.', '未说明处理目的。'),
  PURPOSE_UNKNOWN: say('ADMIN', PURPOSE,
    'The purpose is not one the bank has registered.', '该处理目的未在本行登记。'),
  PURPOSE_RETIRED: say('ADMIN', 'PIPL art. 6, 47(1)(1); GDPR art. 5(1)(b)',
    'The bank no longer processes data for this purpose.', '本行已不再为该目的处理信息。'),
  PURPOSE_NOT_ALLOWED: say('ADMIN', ACCESS,
    'The role of whoever asked may not process data for this purpose.', '查询人的岗位无权为该目的处理信息。'),
  POLICY_STALE: say('ADMIN', 'PIPL art. 51(1); GDPR art. 25',
    'The rules in force were not made for the catalogue of fields that now runs, so nothing is shown until they are renewed.',
    '现行规则不是针对当前字段目录制定的，更新前不展示任何信息。'),
  POLICY_EVAL_ERROR: say('PLATFORM', 'PIPL art. 51; GDPR art. 25(2)',
    'A rule could not be judged; what cannot be judged is not shown.', '规则无法判定；无法判定的一律不予展示。'),
  SUBJECT_UNKNOWN: say('CALLER', PURPOSE,
    'The bank has no such customer.', '本行没有该客户。'),
  SUBJECT_OUT_OF_SCOPE: say('ADMIN', 'PIPL art. 6, 51(4); GDPR art. 5(1)(c), 25(2)',
    'The customer belongs to a company, branch or book that whoever asked does not serve.', '该客户不属于查询人所负责的法人、机构或客户名册。'),
  SUBJECT_ERASED: say('NOBODY', 'PIPL art. 47; GDPR art. 17',
    "The customer's data was erased.", '该客户的信息已被删除。'),
  SUBJECT_RESTRICTED: say('COMPLIANCE', 'PIPL art. 44, 47; GDPR art. 18',
    "Processing of the customer's data is restricted to storage, security and legal claims.",
    '该客户信息的处理已受限制，仅可用于存储、安全保护及法律事务。'),
  SUBJECT_MINOR_NO_GUARDIAN: say('GUARDIAN', 'PIPL art. 31; GDPR art. 8',
    'The customer is a minor and no guardian has consented.', '客户为未成年人，且监护人尚未同意。'),
  BATCH_LIMIT: say('CALLER', 'PIPL art. 6; GDPR art. 5(1)(c)',
    'More customers were asked about at once than the purpose needs.', '一次查询的客户数超过该目的所需。'),
  EXPORT_NOT_APPROVED: say('COMPLIANCE', ACCESS,
    'Nobody has approved taking the data out as a file.', '以文件形式导出尚未获批准。'),
  FIELD_UNCLASSIFIED: say('PLATFORM', 'PIPL art. 51(2); Data Security Law art. 21; JR/T 0171-2020',
    'The field has no sensitivity class, so nobody may see it.', '该字段尚未分级，任何人不得查看。'),
  FIELD_PROHIBITED: say('NOBODY', 'PIPL art. 6; CRR art. 14; GDPR art. 5(1)(c)',
    'This field is never shown to anybody.', '该字段禁止向任何人展示。'),
  CLASS_C3_PROHIBITED: say('NOBODY', 'PIPL art. 28; JR/T 0171-2020 (C3)',
    'The field authenticates a person (passwords, card codes, biometrics) and is never shown.',
    '该字段属于用户鉴别信息（密码、卡片验证码、生物特征等），禁止展示。'),
  PARTNER_SUSPENDED: say('PARTNERS', 'PIPL art. 21; GDPR art. 28',
    'The bank has stopped using this partner for now.', '本行目前已暂停使用该合作方。'),
  AGREEMENT_NONE: say('PARTNERS', CONTRACT,
    'The bank has no agreement with the partner that supplies this field.', '本行与提供该字段的合作方没有协议。'),
  AGREEMENT_NOT_ACTIVE: say('PARTNERS', CONTRACT,
    'The agreement with the partner is not in force: not signed yet, not begun or suspended.', '与合作方的协议未生效：尚未签署、尚未开始或已中止。'),
  AGREEMENT_EXPIRED: say('PARTNERS', 'PIPL art. 21(2); GDPR art. 28(3)(g)',
    'The agreement with the partner has ended.', '与合作方的协议已到期。'),
  AGREEMENT_HASH_MISMATCH: say('COMPLIANCE', 'PIPL art. 51; GDPR art. 5(1)(f), 5(2)',
    'The stored terms of the agreement are not the ones that were signed: somebody changed them.', '所存协议条款与签署时不一致，已被改动。'),
  AGREEMENT_PURPOSE_OUT_OF_SCOPE: say('PARTNERS', 'PIPL art. 21, 23; GDPR art. 28(3)',
    'The agreement with the partner does not allow this purpose.', '与合作方的协议未允许该处理目的。'),
  AGREEMENT_FIELD_OUT_OF_SCOPE: say('PARTNERS', 'PIPL art. 21, 23; GDPR art. 28(3)',
    'The agreement with the partner does not cover this field.', '与合作方的协议未涵盖该字段。'),
  AGREEMENT_RECIPIENT_OUT_OF_SCOPE: say('PARTNERS', 'PIPL art. 21, 23; GDPR art. 28(3)',
    'The agreement with the partner does not allow this kind of recipient.', '与合作方的协议未允许向此类接收方提供。'),
  AGREEMENT_ACTION_OUT_OF_SCOPE: say('PARTNERS', 'PIPL art. 21, 23; GDPR art. 28(3)',
    'The agreement with the partner does not allow this kind of use (viewing, deriving, exporting).',
    '与合作方的协议未允许此种使用方式（查看、衍生、导出）。'),
  AGREEMENT_QUOTA: say('PARTNERS', 'the agreement itself; PIPL art. 6',
    'The number of queries agreed with the partner is used up for now.', '与合作方约定的查询次数现已用完。'),
  AGREEMENT_CONSTRAINT_UNKNOWN: say('PLATFORM', CONTRACT,
    'The agreement sets a condition that the gateway cannot check, so it counts as not met.', '协议附有系统无法核验的条件，视为未满足。'),
  PIA_MISSING: say('COMPLIANCE', 'PIPL art. 55, 56; GDPR art. 35',
    'No valid impact assessment covers this processing.', '没有有效的个人信息保护影响评估涵盖该处理活动。'),
  CONSENT_NONE: say('CUSTOMER', CONSENT,
    'The customer has not consented to this purpose.', '客户未就该目的给予同意。'),
  CONSENT_WITHDRAWN: say('CUSTOMER', 'PIPL art. 15; GDPR art. 7(3)',
    'The customer withdrew the consent.', '客户已撤回同意。'),
  CONSENT_EXPIRED: say('CUSTOMER', 'PIPL art. 14, 19; GDPR art. 5(1)(e)',
    'The consent has reached its end.', '同意已到期。'),
  CONSENT_NOTICE_SUPERSEDED: say('CUSTOMER', 'PIPL art. 14(2), 17(2); GDPR art. 13(3)',
    'The notice that the customer agreed to was replaced; the customer has to be asked again.', '客户所同意的告知书已更新，需重新取得同意。'),
  CONSENT_RECIPIENT_MISMATCH: say('CUSTOMER', 'PIPL art. 23; GDPR art. 13(1)(e)',
    'The consent names other recipients or sources than these.', '同意书所列的接收方或来源与此不同。'),
  CONSENT_NOT_SEPARATE: say('CUSTOMER', 'PIPL art. 23, 29; GDPR art. 9(2)(a)',
    'The law asks for separate consent here, and the customer gave only a general one.', '依法此处需单独同意，而客户仅作出概括同意。'),
  CONSENT_NOT_WRITTEN: say('CUSTOMER', 'PIPL art. 29; CRR art. 18',
    'The law asks for written consent here, and there is none.', '依法此处需书面同意，目前没有。'),
  CONSENT_FIELD_OUT_OF_SCOPE: say('CUSTOMER', CONSENT,
    'The consent does not cover this field.', '同意未涵盖该字段。'),
  CONSENT_WINDOW: say('CUSTOMER', CONSENT,
    'The consent does not cover this moment or this period of the past.', '同意未涵盖该时点或该段历史期间。'),
  RETENTION_EXPIRED: say('NOBODY', 'PIPL art. 19; CRR art. 16; GDPR art. 5(1)(e)',
    'The record is older than it may be kept; adverse credit facts may be shown for five years only.',
    '该记录已超过保存期限；不良信用信息仅可展示五年。'),
  ROLE_MAX_MASK: say('ADMIN', 'PIPL art. 51(3), 51(4); JR/T 0171-2020; GDPR art. 25',
    'The role of whoever asked may see fields of this class in part only.', '查询人的岗位仅可查看该级别字段的部分内容。'),
  ROLE_MAX_WITHHOLD: say('ADMIN', 'PIPL art. 51(4); JR/T 0171-2020; GDPR art. 25',
    'The role of whoever asked may not see fields of this class.', '查询人的岗位不得查看该级别字段。'),
  STEP_UP_REQUIRED: say('CALLER', 'PIPL art. 51(4); GDPR art. 32(4)',
    'Another person has to approve this for a limited time first.', '须先由他人批准限时的临时授权。'),
  JOINT_MASK: say('NOBODY', 'PIPL art. 73(3); GDPR art. 4(5), recital 26',
    'Together with the other fields shown, this one would tell who the person is.', '与已展示的其他字段结合后可识别到个人。'),
  PREDICATE_ON_PROTECTED: say('ENGINEER', 'PIPL art. 51; GDPR art. 25',
    'Filtering or sorting by a field that is not shown in clear would give it away.', '按未明文展示的字段筛选或排序会泄露其内容。'),
  MASK_RULE_MISSING: say('PLATFORM', 'PIPL art. 51(3); GDPR art. 25',
    'Only part of the field may be shown, and no rule says which part.', '该字段仅可部分展示，但没有相应的遮蔽规则。'),
  MASK_FAILED: say('PLATFORM', 'PIPL art. 51(3); GDPR art. 25',
    'Only part of the field may be shown, and its value has no form that the rule knows.', '该字段仅可部分展示，但其内容格式无法按规则遮蔽。'),
  MASK_NOOP: say('PLATFORM', 'PIPL art. 51(3); GDPR art. 25',
    'Only part of the field may be shown, and hiding the rest would have hidden nothing.', '该字段仅可部分展示，而按规则遮蔽后仍未隐去任何内容。'),
  NOT_PERMITTED: say('COMPLIANCE', 'PIPL art. 51; GDPR art. 25, 32',
    'Not permitted. Why is told to auditors only, so that nobody learns whether a customer or a consent exists.',
    '不予许可。具体原因仅告知审计人员，以免泄露客户或同意是否存在。'),
  ALLOW_OK: say('NOBODY', 'PIPL art. 13; GDPR art. 6',
    'Shown in full: every rule permits it.', '完整展示：各项规则均允许。'),
  MASK_OK: say('NOBODY', 'PIPL art. 13, 51(3); GDPR art. 6, 25',
    'Shown in part: every rule permits that much.', '部分展示：各项规则允许展示至此。'),
};
