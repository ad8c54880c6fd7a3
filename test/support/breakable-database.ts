/**
 * A database that goes away when told to, statement by statement, in front of a real one. Every way in is covered: queries,
 * transactions and pings. A transaction that lost its connection is rolled back by the real database underneath.
 */
import type { Database, Queryable, Statement } from '../../src/store/database.ts';

export interface Breaker {
  /** Statements since the last `arm`, in order, those that failed included. */
  readonly seen: readonly { readonly name: string; readonly values: string; readonly hasFailed: boolean }[];
  /** From this statement on (the first is 1) all fail; `Infinity`: none does. */
  arm(failFrom: number): void;
  /** Statements that match are carried out, and their answer is lost. */
  loseAnswersOf(matches: (statement: Statement) => boolean): void;
  /** The database is back. */
  mend(): void;
}

export interface BreakableDatabase {
  readonly breaker: Breaker;
  through(database: Database): Database;
}

/** Written behind requests at times of their own: they neither count nor fail, or no count would mean a request's statement. */
const BEHIND =
  /^(add-partner-traffic|save-partner-circuits|drop-partner-circuits|last-partner-answers|(changed|insert|update)-answer-shapes?)$/;

/** As the driver tells it: no SQLSTATE, because no server answered. */
const connectionLost = (): Error =>
  Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' });

export function createBreakableDatabase(): BreakableDatabase {
  let seen: { name: string; values: string; hasFailed: boolean }[] = [];
  let failFrom = Number.POSITIVE_INFINITY;
  let isLost: (statement: Statement) => boolean = () => false;

  const run = async <T>(on: Queryable, statement: Statement): Promise<readonly T[]> => {
    if (BEHIND.test(statement.name ?? '')) return on.query<T>(statement);
    const hasFailed = seen.length + 1 >= failFrom;
    seen.push({ name: statement.name ?? '', values: JSON.stringify(statement.values ?? []), hasFailed });
    if (hasFailed) throw connectionLost();
    const rows = await on.query<T>(statement);
    if (isLost(statement)) throw connectionLost();
    return rows;
  };
  const failWhileDown = (): void => {
    if (seen.length + 1 >= failFrom) throw connectionLost();
  };
  return {
    breaker: {
      get seen() {
        return seen;
      },
      arm(from) {
        seen = [];
        failFrom = from;
      },
      loseAnswersOf(matches) {
        isLost = matches;
      },
      mend() {
        failFrom = Number.POSITIVE_INFINITY;
        isLost = () => false;
      },
    },
    through: (database) => ({
      ...database,
      query: (statement) => run(database, statement),
      transaction: (work) => database.transaction((tx) => work({ ...tx, query: (statement) => run(tx, statement) })),
      async ping() {
        failWhileDown();
        await database.ping();
      },
    }),
  };
}
