/** Adverse credit facts end: what is past its years, or cannot say when it ended, is in no answer. */
import { describe, expect, it } from 'vitest';
import type { Catalogue } from '../../src/domain/classification.ts';
import type { SourceDecision } from '../../src/domain/decision.ts';
import { expire } from '../../src/mask/expire.ts';
import { mask } from '../../src/mask/mask.ts';
import { merge } from '../../src/merge/merge.ts';
import { CUSTOMER, decisionOf, fieldDecision, said } from '../merge/cases.ts';
import { ABOUT } from './rules.ts';

const MX = 'mx-credit';
/** As a partner that reports arrears would be classified; the balance stands for them here. */
const CATALOGUE: Catalogue = new Map([
  ['CreditAccount.accountType', { class: 'C1', kind: 'LABEL' }],
  ['CreditAccount.balance', { class: 'C2', kind: 'AMOUNT', adverseSince: 'maturesOn' }],
]);
const clear: SourceDecision = { source: MX, outcome: 'ALLOW', reasons: ['ALLOW_OK'] };

function accountsWhere(...endedOn: readonly (string | undefined)[]) {
  const fields = [fieldDecision('CreditAccount.accountType', [clear]), fieldDecision('CreditAccount.balance', [clear])];
  const decision = { ...decisionOf(fields), adverseCreditYears: 5 } as ReturnType<typeof decisionOf>;
  const year = Number(decision.decidedAt.slice(0, 4));
  const day = (text: string): string =>
    text.replace('Y5', String(year - 5)).replace('TODAY', decision.decidedAt.slice(4, 10));
  const record = endedOn.map((text, i) => ({
    accountType: `LOAN-${i}`,
    balance: { amount: '1', currency: 'USD' },
    ...(text === undefined ? {} : { maturesOn: day(text) }),
  }));
  const { sourced, expired } = expire([said(MX, 'credit.account', record as never)], decision, CATALOGUE);
  const about = { gaps: [], catalogue: CATALOGUE, pseudonymKey: ABOUT.pseudonymKey, expired };
  const view = mask(merge(CUSTOMER, sourced, decision), decision, about);
  const accounts = view.credit?.['accounts'] as readonly Record<string, unknown>[] | undefined;
  return {
    shown: accounts?.map(({ balance }) => balance !== undefined),
    line: view.disclosures.find(({ coordinate }) => coordinate === 'CreditAccount.balance'),
  };
}

describe('an adverse fact', () => {
  it('is shown to the day, also where nobody may read the day itself', () => {
    expect(accountsWhere('Y5TODAY').shown).toEqual([true]);
    expect(accountsWhere('Y5TODAY').line?.outcome).toBe('ALLOW');
  });

  it('past its years is left out of its own item only, and nothing tells that there was one', () => {
    const { shown, line } = accountsWhere('Y5TODAY', '2001-01-01');
    expect(shown).toEqual([true, false]);
    expect(line).toMatchObject({ outcome: 'ALLOW', reasons: ['ALLOW_OK'] });
  });

  it('without a day, or with one that does not exist, is past its years', () => {
    for (const none of [undefined, '2026-02-30', 'once']) {
      const { shown, line } = accountsWhere(none);
      expect([none, shown, line?.outcome, line?.reasons]).toEqual([none, [false], 'WITHHOLD', ['RETENTION_EXPIRED']]);
    }
  });
});
