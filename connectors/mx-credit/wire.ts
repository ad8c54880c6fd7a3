/**
 * What MX sends under version v20250224, in its spelling, reduced to what the maps read. The document requires nothing, so
 * only the list or object that was asked for is required: an answer without it is no answer.
 */
import { z } from 'zod';
import { decimal, integer, maybe, parseInstant, parseLocalDate, type LocalDate } from '../../src/sdk/index.ts';

const text = () => maybe(z.string());
const flag = () => maybe(z.boolean());
const amount = () => maybe(decimal());

/** A day written as a date or as a timestamp; a timestamp counts as the day it shows in its own offset. */
const day = (): z.ZodType<LocalDate> =>
  z.string().transform((written, ctx) => {
    const isComplete = written.length === 10 || parseInstant(written) !== null;
    const date = isComplete ? parseLocalDate(written.slice(0, 10)) : null;
    if (date === null) ctx.addIssue({ code: 'custom', message: 'expected a date or a timestamp' });
    return date as LocalDate;
  });

const pagination = maybe(z.object({ total_pages: maybe(integer()) }));

const account = z.object({
  account_number: text(),
  account_ownership: text(),
  available_balance: amount(),
  balance: amount(),
  credit_limit: amount(),
  currency_code: text(),
  imported_at: text(),
  institution_code: text(),
  interest_rate: amount(),
  is_closed: flag(),
  is_manual: flag(),
  matures_on: maybe(day()),
  name: text(),
  started_on: maybe(day()),
  type: text(),
  user_guid: text(),
});

export const accountsPage = z.object({ accounts: z.array(account), pagination });

const accountOwner = z.object({
  address: text(),
  city: text(),
  country: text(),
  email: text(),
  owner_name: text(),
  phone: text(),
  postal_code: text(),
  state: text(),
  user_guid: text(),
});

export const accountOwnersPage = z.object({ account_owners: z.array(accountOwner), pagination });

export const monthlyCashFlow = z.object({
  monthly_cash_flow_profile: z.object({
    budgeted_income: amount(),
    budgeted_expenses: amount(),
    goals_contribution: amount(),
    estimated_goals_contribution: amount(),
    uses_estimated_goals_contribution: flag(),
    user_guid: text(),
  }),
});

export type AccountsPage = z.infer<typeof accountsPage>;
export type Account = AccountsPage['accounts'][number];
export type AccountOwnersPage = z.infer<typeof accountOwnersPage>;
export type AccountOwner = AccountOwnersPage['account_owners'][number];
export type MonthlyCashFlow = z.infer<typeof monthlyCashFlow>;
