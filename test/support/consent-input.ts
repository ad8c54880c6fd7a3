/** Input of `grantConsent` as the demo bank's notice for credit decisions allows it: written, signed, for a day. */
export const consentInput = (customerId: string, differs: object = {}): object => ({
  customerId,
  purpose: 'CREDIT_DECISION',
  coordinates: ['*'],
  recipients: ['BANK_INTERNAL'],
  form: 'WRITTEN',
  noticeId: 'NOTICE-CREDIT-DECISION',
  noticeVersion: 1,
  noticeLanguage: 'zh-CN',
  expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
  expressedBy: 'signed form',
  evidence: { reference: 'archive 2026/0417', sha256: 'ab'.repeat(32) },
  ...differs,
});
