/**
 * Why a customer's request may be refused: the law's own reasons and no others, in words for the customer. Every refusal also tells
 * where to complain (PIPL art. 50; GDPR art. 12(4)). No names, no values.
 */
export interface RefusalWords {
  readonly law: string;
  readonly en: string;
  readonly zh: string;
}

export const RIGHTS_REFUSALS = {
  IDENTITY_NOT_VERIFIED: {
    law: 'GDPR art. 12(6); GB/T 35273-2020 8.7',
    en: 'We could not make sure that it is you who asks. Please bring an identity document or sign in.',
    zh: '我们无法核实申请人是您本人，请出示身份证件或登录后再提出。',
  },
  UNFOUNDED: {
    law: 'GDPR art. 12(5)(b)',
    en: 'The request is manifestly unfounded.',
    zh: '该请求明显缺乏依据。',
  },
  EXCESSIVE: {
    law: 'GDPR art. 12(5)(b); GB/T 35273-2020 8.7',
    en: 'The same request was answered a short time ago and nothing has changed since.',
    zh: '相同请求不久前已经答复，此后没有变化。',
  },
  OTHERS_RIGHTS: {
    law: 'GDPR art. 15(4), 20(4); GB/T 35273-2020 8.7',
    en: 'Answering would harm the rights of other people.',
    zh: '答复将损害他人的合法权益。',
  },
  SECRECY: {
    law: 'PIPL art. 18, 35, 45; GDPR art. 23',
    en: 'A law or an authority demands secrecy here.',
    zh: '法律、行政法规规定应当保密。',
  },
  LEGAL_OBLIGATION: {
    law: 'PIPL art. 47; GDPR art. 17(3)(b)',
    en: 'A law obliges us to keep or to use this data.',
    zh: '法律、行政法规要求我们继续保存或处理该信息。',
  },
  LEGAL_CLAIMS: {
    law: 'GDPR art. 17(3)(e), 18(2)',
    en: 'The data is needed for a legal claim.',
    zh: '该信息为法律诉求所必需。',
  },
  PUBLIC_INTEREST: {
    law: 'PIPL art. 13; GDPR art. 17(3)(d), 23',
    en: 'A task in the public interest needs the data.',
    zh: '为履行公共利益所必需。',
  },
  DATA_CORRECT: {
    law: 'PIPL art. 46; GDPR art. 16',
    en: 'We checked the data, and it is correct.',
    zh: '经核实，相关信息准确、完整。',
  },
  NO_GROUND: {
    law: 'PIPL art. 47; GDPR art. 17(1), 18(1)',
    en: 'None of the grounds that the law names for this request is given.',
    zh: '不符合法律规定的适用情形。',
  },
} as const satisfies Record<string, RefusalWords>;

export type RightsRefusal = keyof typeof RIGHTS_REFUSALS;

/** Stands below every refusal. */
export const REMEDY: Omit<RefusalWords, 'law'> = {
  en: 'You may complain to the supervisory authority, and you may go to court (GDPR art. 12(4), 77, 79; PIPL art. 50, 65).',
  zh: '您可以向履行个人信息保护职责的部门投诉、举报，也可以依法向人民法院提起诉讼（《个人信息保护法》第五十条、第六十五条）。',
};
