/**
 * What joint masks count is of use for its own day only. A decision of just before midnight may still be released on its day, hence the
 * day between.
 */
import type { Queryable } from './database.ts';

const PURGE = `DELETE FROM joint_disclosures WHERE day < (clock_timestamp() AT TIME ZONE 'UTC')::date - 1`;

export const purgeJointDisclosures = async (db: Queryable): Promise<void> =>
  void (await db.query({ name: 'purge-joint-disclosures', text: PURGE }));
