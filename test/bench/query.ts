/**
 * What every variant is asked, and how an answer is judged complete: each of the 20 leaf fields must be there, so that a fast
 * refusal cannot win. Baselines answer the same fields from the same partners' bodies.
 */
export const PURPOSE = 'CREDIT_DECISION';
export const CUSTOMERS = 200;
export const customerIdOf = (number: number): string => `BENCH-${String(number + 1).padStart(4, '0')}`;
export const CUSTOMER_IDS: readonly string[] = Array.from({ length: CUSTOMERS }, (_, i) => customerIdOf(i));

const FIELDS = `
  id kind
  identity { name birthDate phones }
  credit { accounts { institution accountType balance { amount currency } isClosed } }
  market { profile { name ticker exchange industry country } }
  social { profiles { network handle displayName } audience { followers following } }`;

export const ONE_CUSTOMER = `query One($id: ID!, $purpose: ID!) { customer(id: $id, purpose: $purpose) {${FIELDS} } }`;
export const MANY_CUSTOMERS = `query Many($ids: [ID!]!, $purpose: ID!) { customers(ids: $ids, purpose: $purpose) {${FIELDS} } }`;
export const BATCH = 100;

export const askForOne = (id: string): string =>
  JSON.stringify({ query: ONE_CUSTOMER, variables: { id, purpose: PURPOSE } });

/** A hundred customers from `first` on, round the end of the list. */
export const askForMany = (first: number): string =>
  JSON.stringify({
    query: MANY_CUSTOMERS,
    variables: {
      ids: Array.from({ length: BATCH }, (_, i) => customerIdOf((first + i) % CUSTOMERS)),
      purpose: PURPOSE,
    },
  });

const LEAVES = [
  'id', 'kind', 'identity.name', 'identity.birthDate', 'identity.phones.*', 'credit.accounts.*.institution',
  'credit.accounts.*.accountType', 'credit.accounts.*.balance.amount', 'credit.accounts.*.balance.currency',
  'credit.accounts.*.isClosed', 'market.profile.name', 'market.profile.ticker', 'market.profile.exchange',
  'market.profile.industry', 'market.profile.country', 'social.profiles.*.network', 'social.profiles.*.handle',
  'social.profiles.*.displayName', 'social.audience.*.followers', 'social.audience.*.following',
] as const; // prettier-ignore

/** What the answer lacks, in words; empty when it is complete. */
export function lacks(text: string): readonly string[] {
  const answer = JSON.parse(text) as { readonly data?: Record<string, unknown> | null; readonly errors?: unknown };
  if (answer.errors !== undefined) return [`errors: ${JSON.stringify(answer.errors).slice(0, 400)}`];
  const root = answer.data?.['customer'] ?? answer.data?.['customers'];
  const customers: readonly unknown[] = Array.isArray(root) ? root : [root];
  return customers.flatMap((customer) => LEAVES.filter((path) => !hasAll(customer, path.split('.'))));
}

function hasAll(value: unknown, [step, ...rest]: readonly string[]): boolean {
  if (value === null || value === undefined) return false;
  if (step === undefined) return true;
  if (step === '*') return Array.isArray(value) && value.length > 0 && value.every((item) => hasAll(item, rest));
  return hasAll((value as Record<string, unknown>)[step], rest);
}
