/**
 * Who of the replicas does something that only one may do. A lease that ended is anybody's, so a holder that died blocks nobody for
 * longer than it asked for. By the database's clock: replicas' own clocks differ.
 */
import { randomUUID } from 'node:crypto';
import type { Leases } from '../partners/credentials/port.ts';
import type { Database } from './database.ts';

/** Returns a row only to the one who got it. */
const ACQUIRE = `
INSERT INTO leases AS l (name, holder, until)
VALUES ($1, $2::uuid, clock_timestamp() + $3::float8 * interval '1 millisecond')
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until WHERE l.until <= clock_timestamp()
RETURNING name`;

const RELEASE = `DELETE FROM leases WHERE name = $1 AND holder = $2::uuid`;

export const createLeases = (db: Database): Leases => ({
  async acquire(name, ms) {
    const holder = randomUUID();
    const rows = await db.query({ name: 'acquire-lease', text: ACQUIRE, values: [name, holder, ms] });
    if (rows.length === 0) return null;
    return async () => {
      await db.query({ name: 'release-lease', text: RELEASE, values: [name, holder] });
    };
  },
});
