/**
 * MX's answers as canonical records. Never attributes another person's data to the customer: where account owners differ,
 * nothing says which one the customer is, so there is no record. Pure; missing stays missing, money needs its currency.
 */
import {
  epochMsOf,
  parseInstant,
  parseMoney,
  present,
  type Address,
  type CreditAccountRecord,
  type Instant,
  type Mapped,
} from '../../src/sdk/index.ts';
import type { Account, AccountOwner, AccountOwnersPage, AccountsPage, MonthlyCashFlow } from './wire.ts';

/** Accounts the customer typed in are left out: nobody but the customer vouches for their figures. */
export function mapAccounts({ accounts }: AccountsPage): Mapped<'credit.account'> | null {
  const reported = accounts.filter((account) => account.is_manual !== true);
  const record = reported.map(accountOf).filter((account) => Object.keys(account).length > 0);
  return record.length === 0 ? null : { record, asOf: oldestImport(reported) };
}

function accountOf(account: Account): CreditAccountRecord {
  const money = (amount: string | undefined) => parseMoney(amount, account.currency_code) ?? undefined;
  return present({
    accountNumber: filled(account.account_number),
    accountName: filled(account.name),
    accountType: filled(account.type),
    ownership: account.account_ownership === 'UNKNOWN' ? undefined : filled(account.account_ownership),
    institution: filled(account.institution_code),
    balance: money(account.balance),
    availableBalance: money(account.available_balance),
    creditLimit: money(account.credit_limit),
    interestRatePercent: account.interest_rate,
    openedOn: account.started_on,
    maturesOn: account.matures_on,
    isClosed: account.is_closed,
  });
}

/** The list is as old as its oldest open account (closed ones are no longer updated); unknown if one does not say. */
function oldestImport(accounts: readonly Account[]): Instant | null {
  const open = accounts.filter((account) => account.is_closed !== true);
  const dated = (open.length > 0 ? open : accounts).map((account) => parseInstant(account.imported_at ?? ''));
  const times = dated.filter((at) => at !== null);
  if (times.length < dated.length) return null;
  return times.sort((a, b) => epochMsOf(a) - epochMsOf(b))[0] ?? null;
}

export function mapAccountOwners({ account_owners: owners }: AccountOwnersPage): Mapped<'identity.party'> | null {
  const name = filled(owners[0]?.owner_name);
  if (name === undefined || owners.some((owner) => comparable(owner.owner_name) !== comparable(name))) return null;
  const record = present({
    name,
    addresses: listed(owners.map(addressOf)),
    phones: listed(owners.map((owner) => filled(owner.phone))),
    emails: listed(owners.map((owner) => filled(owner.email))),
  });
  return { record, asOf: null };
}

/** Institutions differ in capitals and spacing for one and the same person, and in nothing else that we may overlook. */
const comparable = (name: string | undefined): string =>
  (name ?? '').normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();

function addressOf(owner: AccountOwner): Address | undefined {
  const address = present({
    country: filled(owner.country),
    province: filled(owner.state),
    city: filled(owner.city),
    street: filled(owner.address),
    postalCode: filled(owner.postal_code),
  });
  return Object.keys(address).length === 0 ? undefined : address;
}

export function mapMonthlyCashFlow({
  monthly_cash_flow_profile: profile,
}: MonthlyCashFlow): Mapped<'credit.cashFlow'> | null {
  const usesEstimate = profile.uses_estimated_goals_contribution === true;
  const record = present({
    monthlyIncome: profile.budgeted_income,
    monthlyExpenses: profile.budgeted_expenses,
    monthlySavingsGoal: usesEstimate ? profile.estimated_goals_contribution : profile.goals_contribution,
  });
  return Object.keys(record).length === 0 ? null : { record, asOf: null };
}

const filled = (text: string | undefined): string | undefined => text?.trim() || undefined;

/** Without gaps and repetitions; undefined when nothing is left. */
function listed<T>(items: readonly (T | undefined)[]): readonly T[] | undefined {
  const byText = new Map(items.filter((item) => item !== undefined).map((item) => [JSON.stringify(item), item]));
  return byText.size === 0 ? undefined : [...byText.values()];
}
