/** A kept token is replaced by whoever read it last, and by nobody else. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { StoredToken } from '../../src/partners/credentials/port.ts';
import { database, partnerStores } from '../support/partner-stores.ts';

const { tokens } = partnerStores;
const token = (text: string, seed = 's'): StoredToken => ({ seed, sealed: Buffer.from(text) });
const save = (next: StoredToken, over: StoredToken | null) => tokens.save('p', 'c', next, over);
const kept = async () => {
  const found = await tokens.find('p', 'c');
  return found === null ? null : `${found.seed} ${Buffer.from(found.sealed).toString()}`;
};

describe('a kept token', () => {
  beforeEach(() => save(token('first'), null));

  it('is replaced by who has read it', async () => {
    expect(await save(token('second', 't'), await tokens.find('p', 'c'))).toBe(true);
    expect(await kept()).toBe('t second');
  });

  it('is not replaced by who read another or none', async () => {
    expect(await save(token('late'), token('former'))).toBe(false);
    expect(await save(token('late'), null)).toBe(false);
    expect(await kept()).toBe('s first');
  });

  it('that was erased is not brought back by who read it before', async () => {
    const read = await tokens.find('p', 'c');
    await database.db.query({ text: 'DELETE FROM partner_tokens' });
    expect(await save(token('late'), read)).toBe(false);
    expect(await kept()).toBeNull();
  });

  it('is replaced by one of many who read the same', async () => {
    const read = await tokens.find('p', 'c');
    const all = await Promise.all(Array.from({ length: 20 }, (_, i) => save(token(`n-${i}`), read)));
    expect(all.filter(Boolean)).toHaveLength(1);
    expect(await kept()).toBe(`s n-${all.indexOf(true)}`);
  });
});
