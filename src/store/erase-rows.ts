/**
 * Every row that holds something of one customer, by the place a rights request names. The key goes with what it sealed: bytes that lie in
 * old backups, in dead rows or in the log open for nobody any more.
 */
import type { Queryable } from './database.ts';
import { purgeCustomer } from './purge-records.ts';

const OWN = [
  { target: 'bank:profile', text: 'DELETE FROM customer_profiles WHERE customer_id = $1' },
  { target: 'bank:partner-references', text: 'DELETE FROM partner_references WHERE customer_id = $1' },
  { target: 'bank:shown-today', text: 'DELETE FROM joint_disclosures WHERE customer_id = $1' },
  // Which digest of the log stands for whom.
  { target: 'bank:name-in-log', text: 'DELETE FROM subject_digests WHERE customer_id = $1' },
] as const;

const KEY = 'DELETE FROM customer_keys WHERE customer_id = $1 RETURNING 1';

/** See purgeCustomer: stored records, tokens, reference digests, message order, sealed answers. */
const OF_PARTNERS = 'bank:partner-records';

/** In the transaction that makes the subject ERASED, after that change. Throws for nobody (`''`) and for the gateway itself. */
export async function eraseRows(
  tx: Queryable,
  customerId: string,
): Promise<{ readonly hadKey: boolean; readonly emptied: readonly string[] }> {
  if (!/^[A-Za-z0-9]/.test(customerId)) throw new Error('what belongs to no customer is not erased with anybody');
  await purgeCustomer(tx, customerId);
  for (const { target, text } of OWN) await tx.query({ name: `erase ${target}`, text, values: [customerId] });
  const keys = await tx.query({ name: 'erase-key', text: KEY, values: [customerId] });
  return { hadKey: keys.length > 0, emptied: ['bank:key', OF_PARTNERS, ...OWN.map(({ target }) => target)] };
}
