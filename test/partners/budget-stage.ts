/** What tests of budgets share: a stage that counts on a real database by the tests' clock, wants under a budget, and what was spent. */
import type { AgreementBudget } from '../../src/domain/agreement.ts';
import type { Decimal } from '../../src/domain/decimal.ts';
import type { PartnerFault } from '../../src/domain/fault.ts';
import { agreementMeters, type Meter } from '../../src/domain/spending.ts';
import type { CallTerms, Fetched } from '../../src/partners/port.ts';
import type { Connector } from '../../src/sdk/index.ts';
import { createSpendings } from '../../src/store/spendings.ts';
import { database } from '../support/partner-stores.ts';
import { type Answer, sendJson } from './partner-on-socket.ts';
import { acme, outcomeOf, START, startStage, type StageOptions, TERMS, want } from './stage.ts';

export const ANSWER: Answer = (_request, res) => sendJson(res, '{"price": 1}');
export const store = createSpendings(database.db, { now: () => START });
export const money = (amount: string) => ({ amount: amount as Decimal, currency: 'USD' });
export const under = (budget: AgreementBudget | null, changes: Partial<CallTerms> = {}) => ({
  terms: { ...TERMS, budget, ...changes },
});

/** `count` different calls under these terms. */
export const wants = (count: number, terms: { readonly terms: CallTerms }, from = 0) =>
  Array.from({ length: count }, (_, i) => want(`c-${from + i}`, { ticker: `T${from + i}` }, terms));

export const stageOn = (baseUrl: string, connector: Connector = acme(), options: StageOptions = {}) =>
  startStage([connector], baseUrl, { stores: { budget: store }, ...options });

export const spentOn = async (meters: readonly Meter[]) =>
  Object.fromEntries((await store.read(meters)).map(({ kind, spent }) => [kind, spent]));

export const spentOf = (budget: AgreementBudget) => spentOn(agreementMeters('AGR-1', budget));

export function countOf(fetched: readonly Fetched[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const outcome of fetched.map(outcomeOf)) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** The fault of the first call that was refused. */
export const refusalIn = (fetched: readonly Fetched[]): PartnerFault | undefined =>
  fetched.flatMap(({ result }) => (result !== null && 'gap' in result ? [result.gap.fault] : []))[0];
