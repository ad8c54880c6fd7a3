/**
 * Makes the corrected version of the bank's own record of a customer: opened, changed in the named fields, sealed again. Writes nothing:
 * whoever writes it tests that the record is still the one this was made from.
 */
import type { Instant } from '../domain/instant.ts';
import type { PrepareCorrection } from '../governance/rights/port.ts';
import type { CustomerStore, Vault } from './port.ts';
import { PROFILE, type Profile } from './registry.ts';

export interface CorrectionParts {
  readonly store: Pick<CustomerStore, 'profiles'>;
  readonly vault: Vault;
  readonly now: () => Instant;
}

export const createPrepareCorrection =
  ({ store, vault, now }: CorrectionParts): PrepareCorrection =>
  async (customerId, correction) => {
    const read = (await store.profiles([customerId])).get(customerId);
    if (read === undefined) return null;
    const plain = await vault.open(customerId, read, PROFILE);
    const known = JSON.parse(Buffer.from(plain).toString('utf8')) as Profile;
    const profile: Profile = { ...known, identity: { ...known.identity, ...correction }, updatedAt: now() };
    const corrected = await vault.seal(customerId, Buffer.from(JSON.stringify(profile), 'utf8'), PROFILE);
    return { read, corrected };
  };
