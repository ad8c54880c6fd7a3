/** The promise the product stands on: once a withdrawal has returned, no release under the old consent commits, on any replica. */
import { expect, test } from 'vitest';
import { changeFact } from '../../src/store/fact-writer.ts';
import { needsServer, openTestDatabase } from '../support/database.ts';
import { consentOf, loadBank, purpose } from '../store/sample-facts.ts';
import { account, allowed, releaseOf, replicaOn } from './sample-requests.ts';

const WITHDRAWALS = 200;

test('200 withdrawals race reads on two replicas, and no RELEASED entry commits after its withdrawal', async (ctx) => {
  needsServer(ctx);
  const bank = await openTestDatabase();
  await loadBank(bank.db, WITHDRAWALS);
  const replicas = [replicaOn(bank.db), replicaOn(bank.replica())];
  const governance = bank.replica();
  const released = async (n: number): Promise<number> => {
    const [row] = await governance.query<{ n: number }>({
      name: 'released-under',
      text: `SELECT count(*)::int AS n FROM audit_entries WHERE kind = 'RELEASED' AND tags @> ARRAY[$1]`,
      values: [`consent:k${n}`],
    });
    return row?.n ?? 0;
  };

  const seen = { released: 0, refused: 0, after: 0 };
  const countedAtReturn = new Map<number, number>();
  const race = async (n: number): Promise<void> => {
    let isWithdrawn = false;
    const readers = [0, 1, 2, 3].map(async (reader) => {
      for (let round = 0; round < 50; round += 1) {
        const startedAfter = isWithdrawn;
        const [result] =
          (await replicas[reader % 2]?.log.release(account(`r-${n}-${reader}-${round}`), [releaseOf(allowed(n))])) ??
          [];
        if (result?.stale === true) {
          seen.refused += 1;
          return;
        }
        seen.released += 1;
        if (startedAfter) seen.after += 1;
      }
    });
    await replicas[n % 2]?.facts.snapshot({
      application: 'loan-desk',
      roles: [],
      person: 'ana',
      purposeId: '',
      customerIds: [`c${n}`],
    });
    const body = { ...consentOf(`c${n}`), state: 'WITHDRAWN' as const };
    const written = await governance.transaction((tx) => changeFact(tx, 'consent', `k${n}`, 1, body, 'customer'));
    expect(written.conflict).toBe(false);
    countedAtReturn.set(n, await released(n));
    isWithdrawn = true;
    await Promise.all(readers);
  };
  for (let n = 0; n < WITHDRAWALS; n += 10) await Promise.all(Array.from({ length: 10 }, (_, i) => race(n + i)));

  for (const [n, count] of countedAtReturn) expect(await released(n), `customer ${n}`).toBe(count);
  expect(seen.after).toBe(0);
  expect(seen.refused).toBe(4 * WITHDRAWALS);
  expect(seen.released).toBeGreaterThan(WITHDRAWALS);
  await bank.close();
}, 120_000);

test('a rule that every request rests on can be changed while three replicas release without a pause', async (ctx) => {
  needsServer(ctx);
  const bank = await openTestDatabase();
  await loadBank(bank.db, 30);
  const replicas = [replicaOn(bank.db), replicaOn(bank.replica()), replicaOn(bank.replica())];
  const governance = bank.replica();
  let isOver = false;
  let version = 1;
  const readers = replicas.flatMap(({ log }, replica) =>
    Array.from({ length: 8 }, async (_, reader) => {
      for (let n = reader; !isOver; n = (n + 1) % 30) {
        await log.release(account(`r-${replica}-${reader}`), [releaseOf(allowed(n, { purposeVersion: version }))]);
      }
    }),
  );
  const waitsMs: number[] = [];
  for (; version <= 20; version += 1) {
    const startedAt = performance.now();
    const change = await governance.transaction((tx) =>
      changeFact(tx, 'purpose', 'CREDIT_DECISION', version, { ...purpose, title: `v${version}` }, 'test'),
    );
    waitsMs.push(performance.now() - startedAt);
    expect(change.conflict).toBe(false);
  }
  isOver = true;
  await Promise.all(readers);
  expect(Math.max(...waitsMs)).toBeLessThan(2_000);
  await bank.close();
}, 120_000);
