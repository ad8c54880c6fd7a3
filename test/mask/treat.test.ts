import { describe, expect, it } from 'vitest';
import type { MaskRule } from '../../src/domain/classification.ts';
import { treat } from '../../src/mask/treat.ts';
import { ABOUT, treatment } from './rules.ts';

const shown = (rule: MaskRule, value: unknown, step?: string): unknown => {
  const treated = treat(value, treatment(rule, step === undefined ? {} : { step }), ABOUT);
  return treated.isHidden ? treated.value : treated.reason;
};

const FAILED = 'MASK_FAILED';

describe('each mask hides by its format and withholds every other', () => {
  it.each<[MaskRule, unknown, unknown]>([
    ['RESIDENT_ID', '11010519491231002X', '110****002X'],
    ['RESIDENT_ID', '11010519491231002x', '110****002X'],
    ['RESIDENT_ID', '１１０１０５１９４９１２３１００２Ｘ', '110****002X'],
    ['RESIDENT_ID', '440524188001010014', '440****0014'],
    ['RESIDENT_ID', '130503670401001', '130****1001'],
    ['RESIDENT_ID', '110105194912310021', FAILED], // wrong check character
    ['RESIDENT_ID', '110105194913310029', FAILED], // no such day
    ['RESIDENT_ID', '130503671301001', FAILED],
    ['RESIDENT_ID', 'E12345678', FAILED], // passport
    ['RESIDENT_ID', 123456789012345, FAILED],
    ['MOBILE', '13812345678', '138****5678'],
    ['MOBILE', '138 1234 5678', '138****5678'],
    ['MOBILE', '１３８１２３４５６７８', '138****5678'],
    ['MOBILE', '+86 138-1234-5678', '+86138****5678'],
    ['MOBILE', '0086 138 1234 5678', '+86138****5678'],
    ['MOBILE', '(415) 555-0123', '41****0123'],
    ['MOBILE', '1.415.555.0123', '141****0123'],
    ['MOBILE', '+1 (415) 555‑0123', '+141****0123'],
    ['MOBILE', '+44 7911 123456', '+4479****3456'],
    ['MOBILE', '+354 611 1234', '+354****234'],
    ['MOBILE', '+65 9123 4567', '+65****4567'],
    ['MOBILE', '+3541234', FAILED], // too short
    ['MOBILE', '010-12345678', FAILED],
    ['MOBILE', '12812345', FAILED],
    ['MOBILE', '+8613812345678 ext 5', FAILED],
    ['MOBILE', '٠١٢٣٤٥٦٧٨٩٠', FAILED],
    ['BANK_CARD', '4111 1111 1111 1111', '****1111'],
    ['BANK_CARD', '6222-0200-0000-0000-003', FAILED],
    ['BANK_CARD', '4111111111111112', FAILED],
    ['BANK_CARD', '411111111111', FAILED],
    ['ACCOUNT_NUMBER', 'DE89 3704 0044 0532 0130 00', '****3000'],
    ['ACCOUNT_NUMBER', '12345678', '****5678'],
    ['ACCOUNT_NUMBER', '1234567', FAILED],
    ['ACCOUNT_NUMBER', 'Holidaysavings', FAILED],
    ['ACCOUNT_NUMBER', '****1234', FAILED],
    ['PERSON_NAME', '王芳', '王**'],
    ['PERSON_NAME', '王小芳', '王**'],
    ['PERSON_NAME', '欧阳娜娜', '欧阳**'],
    ['PERSON_NAME', '司马光', '司马**'],
    ['PERSON_NAME', '諸葛亮', '諸葛**'],
    ['PERSON_NAME', '司马', '司**'],
    ['PERSON_NAME', '山田 太郎', '山**'],
    ['PERSON_NAME', '阿依古丽·买买提', '阿***'],
    ['PERSON_NAME', '𠮷田芳', '𠮷**'],
    ['PERSON_NAME', 'Ada Lovelace', 'A***'],
    ['PERSON_NAME', "Siobhán O'Connor-Byrne", 'S***'],
    ['PERSON_NAME', 'Zoe\u0308 Müller', 'Z***'],
    ['PERSON_NAME', 'Э. Хэмингуэй', 'Э***'],
    ['PERSON_NAME', '王', FAILED],
    ['PERSON_NAME', 'A', FAILED],
    ['PERSON_NAME', '腾讯公司', FAILED],
    ['PERSON_NAME', '北京某某科技有限公司', FAILED],
    ['PERSON_NAME', 'ABC公司', FAILED],
    ['PERSON_NAME', 'Acme Holdings, Inc.', FAILED],
    ['PERSON_NAME', 'Bergmann GmbH', FAILED],
    ['PERSON_NAME', 'Agent 47', FAILED],
    ['EMAIL', 'ada@lovelace.example', 'a***@lovelace.example'],
    ['EMAIL', 'ａda.l+news@mail.example', 'a***@mail.example'],
    ['EMAIL', '王芳@例子.公司', '王***@例子.公司'],
    ['EMAIL', 'a@short.example', FAILED],
    ['EMAIL', 'john@johnson.example', FAILED], // the domain would give the name back
    ['EMAIL', 'ada@localhost', FAILED],
    ['EMAIL', 'a b@x.example', FAILED],
    ['EMAIL', 'ada@x.example, bob@y.example', FAILED],
    ['EMAIL', 'a***@x.example', 'MASK_NOOP'],
    ['SOCIAL_CREDIT_CODE', '91350100M000100Y43', '91****0Y43'],
    ['SOCIAL_CREDIT_CODE', '91350100M000100Y44', FAILED],
    ['SOCIAL_CREDIT_CODE', 'HRB 12345', FAILED],
    [
      'ADDRESS_REGION',
      { country: 'CN', province: '广东省', city: '深圳市', street: '科技路1号', postalCode: '518000' },
      { country: 'CN', province: '广东省', city: '深圳市' },
    ],
    ['ADDRESS_REGION', { country: 'US', city: 'St. Paul' }, { country: 'US', city: 'St. Paul' }],
    ['ADDRESS_REGION', { street: '1 Main Street', postalCode: '55101' }, FAILED],
    ['ADDRESS_REGION', { city: '12 Long Street, Leeds' }, FAILED],
    ['ADDRESS_REGION', '12 Long Street', FAILED],
    ['BIRTH_YEAR', '1990-06-15', '1990-01-01'],
    ['BIRTH_YEAR', '1990-01-01', '1990-01-01'], // withholding it would tell the day
    ['BIRTH_YEAR', '1990-02-30', FAILED],
    ['BIRTH_YEAR', '15.06.1990', FAILED],
    ['WITHHOLD', 'a post', FAILED],
    ['PSEUDONYM', '', FAILED],
    ['PSEUDONYM', 42, FAILED],
  ])('%s: %j reads %j', (rule, value, expected) => {
    expect(shown(rule, value)).toEqual(expected);
  });
});

describe('a band rounds down to its step and keeps the type', () => {
  it.each<[unknown, string, unknown]>([
    [687, '10', 680],
    [680, '10', 680],
    [-1, '10', -10],
    [0.3, '0.1', 0.3],
    [0.29, '0.1', 0.2],
    [7, '0.5', 7],
    [8, '1.5', FAILED], // 7.5 is no Int
    [Number.NaN, '10', FAILED],
    [Number.POSITIVE_INFINITY, '10', FAILED],
    ['1234.56', '1000', '1000'],
    ['-0.01', '1000', '-1000'],
    ['0.00', '1000', '0'],
    ['12.34', '0.50', '12.00'],
    ['99999999999999999999999999999999.99', '1', '99999999999999999999999999999999'],
    ['1e5', '10', FAILED],
    ['007', '10', FAILED],
    ['twelve', '10', FAILED],
    [{ amount: '1234.56', currency: 'CNY' }, '1000', { amount: '1000', currency: 'CNY' }],
    [{ amount: 'much', currency: 'CNY' }, '1000', FAILED],
    [{ currency: 'CNY' }, '1000', FAILED],
    [{ amount: '1', currency: 'CNY', note: 'x' }, '1', FAILED],
    [
      [{ period: { from: '2026-01-01', to: '2026-01-31' }, amount: '1999.00', transactions: 1250 }],
      '1000',
      [{ period: { from: '2026-01-01', to: '2026-01-31' }, amount: '1000', transactions: 1000 }],
    ],
    [{ from: '305', to: '855' }, '50', { from: '300', to: '850' }],
    [{ from: '2026-01-01', to: '2026-01-31' }, '50', FAILED],
    [687, '0', FAILED],
    [687, '-10', FAILED],
    [687, 'ten', FAILED],
    [true, '10', FAILED],
  ])('%j by %s reads %j', (value, step, expected) => {
    expect(shown('BAND', value, step)).toEqual(expected);
  });

  it('fails without a step', () => expect(shown('BAND', 687)).toBe(FAILED));
});

describe('what holds for every rule', () => {
  it('shows one and one character of a resident id to low-trust roles', () => {
    const treated = treat('11010519491231002X', treatment('RESIDENT_ID', { trust: 'LOW' }), ABOUT);
    expect(treated).toEqual({ isHidden: true, value: '1****X' });
  });

  it('withholds when no rule is named or the rule is unknown', () => {
    const unknown = treatment('toString' as MaskRule);
    expect(treat('x', undefined, ABOUT)).toEqual({ isHidden: false, reason: 'MASK_RULE_MISSING' });
    expect(treat('x', unknown, ABOUT)).toEqual({ isHidden: false, reason: 'MASK_RULE_MISSING' });
  });

  it('masks a list element by element and withholds all of it when one element fails', () => {
    expect(shown('MOBILE', ['13812345678', '+4479 1112 3456'])).toEqual(['138****5678', '+4479****3456']);
    expect(shown('MOBILE', ['13812345678', 'call me'])).toBe(FAILED);
    expect(shown('MOBILE', ['13812345678', ['13812345678']])).toBe(FAILED);
    expect(shown('MOBILE', [])).toBe(FAILED);
  });

  it('does not throw when reading the value throws', () => {
    const trap = new Proxy({}, { get: () => { throw new Error('trap'); } }); // prettier-ignore
    expect(shown('ADDRESS_REGION', trap)).toBe(FAILED);
  });
});

describe('a pseudonym', () => {
  const of = (purpose: string, key = ABOUT.pseudonymKey): unknown => {
    const treated = treat('ada.example', treatment('PSEUDONYM'), { purpose, pseudonymKey: key });
    return treated.isHidden ? treated.value : treated.reason;
  };

  it('is stable within a purpose and cannot be joined across purposes or gateways', () => {
    const one = of('CREDIT_DECISION');
    expect(one).toMatch(/^p_[A-Za-z0-9_-]{20}$/);
    expect(of('CREDIT_DECISION')).toBe(one);
    expect(of('MARKETING')).not.toBe(one);
    expect(of('CREDIT_DECISION', new Uint8Array(32).fill(8))).not.toBe(one);
  });

  it('is refused without a real key, because an unkeyed hash can be reversed', () => {
    expect(of('CREDIT_DECISION', new Uint8Array(0))).toBe(FAILED);
    expect(of('CREDIT_DECISION', new Uint8Array(8))).toBe(FAILED);
  });
});
