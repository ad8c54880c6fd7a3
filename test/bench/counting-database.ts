/**
 * A database that counts statements by name and otherwise is the one given.
 */
import type { Database } from '../../src/store/database.ts';

export function countStatements(db: Database): { readonly db: Database; readonly counts: Record<string, number> } {
  const counts: Record<string, number> = {};
  const note = (name: string): void => void (counts[name] = (counts[name] ?? 0) + 1);
  return {
    counts,
    db: {
      ...db,
      query: (statement) => {
        note(statement.name ?? 'unnamed');
        return db.query(statement);
      },
      transaction: (run) => {
        note('transaction');
        return db.transaction(run);
      },
    },
  };
}
