/** One holder at a time, on every replica. */
import { describe, expect, it } from 'vitest';
import { createLeases } from '../../src/store/leases.ts';
import { hasServer } from '../support/database.ts';
import { database } from '../support/partner-stores.ts';

const leases = createLeases(database.db);
const elsewhere = hasServer ? createLeases(database.replica()) : leases;

describe('a lease', () => {
  it('has one holder among many who want it at once, and is free when given back', async () => {
    const wanting = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? leases : elsewhere).acquire('renew a', 60_000));
    const won = (await Promise.all(wanting)).filter((release) => release !== null);
    expect(won).toHaveLength(1);
    expect(await elsewhere.acquire('renew b', 60_000)).not.toBeNull();
    await won[0]?.();
    expect(await elsewhere.acquire('renew a', 60_000)).not.toBeNull();
  });

  it('that ended is anybody’s, and its late holder cannot give back another’s', async () => {
    const late = await leases.acquire('renew', 0);
    const holder = await elsewhere.acquire('renew', 60_000);
    expect(holder).not.toBeNull();
    await late?.();
    expect(await leases.acquire('renew', 60_000)).toBeNull();
  });
});
