/** What was signed stays as it was signed, whoever writes: the trigger refuses it, and what was done without the trigger is found. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Agreement } from '../../src/domain/agreement.ts';
import { changeFact, createFact } from '../../src/store/fact-writer.ts';
import { readFact } from '../../src/store/fact-reader.ts';
import { editSigned, openTestDatabase, type TestDatabase } from '../support/database.ts';
import { agreementOf } from './sample-facts.ts';

let bank: TestDatabase;
beforeAll(async () => {
  bank = await openTestDatabase();
});
afterAll(() => bank.close());

const create = (id: string, body: Agreement) =>
  bank.db.transaction((tx) => createFact(tx, 'agreement', id, body, 'test'));
const change = (id: string, version: number, body: Agreement) =>
  bank.db.transaction((tx) => changeFact(tx, 'agreement', id, version, body, 'test'));

async function version(
  state: Agreement['state'],
  n: number,
): Promise<{ readonly id: string; readonly body: Agreement }> {
  const body: Agreement = { ...agreementOf('alpha-credit', n), state };
  const id = `${body.agreementId}/${n}`;
  await create(id, body);
  return { id, body };
}

test.each(['SIGNED', 'ACTIVE', 'SUSPENDED', 'EXPIRED', 'TERMINATED', 'RETURN_OR_DELETE_PENDING', 'CLOSED'] as const)(
  'the owner of the tables cannot change terms, hash, author or approvals of a version that is %s',
  async (state) => {
    const { id } = await version(state, 10 + state.length);
    for (const [from, to] of [
      ['"breachNoticeHours":24', '"breachNoticeHours":99'],
      ['"termsHash":"', '"termsHash":"00'],
      ['"author":"', '"author":"x'],
      ['"approvals":[', '"approvals":[{"by":"eve"}'],
    ] as const) {
      await expect(
        bank.asOwner(`UPDATE facts SET body = replace(body, '${from}', '${to}') WHERE id = '${id}'`),
        from,
      ).rejects.toThrow('its terms never change');
    }
    await expect(bank.asOwner(`UPDATE facts SET body = 'gone' WHERE id = '${id}'`)).rejects.toThrow();
    expect((await readFact(bank.db, 'agreement', id))?.isIntact).toBe(true);
  },
);

test('nor does the gateway’s own writer write other terms under a signature', async () => {
  const { id, body } = await version('SIGNED', 2);
  const edited: Agreement = { ...body, state: 'ACTIVE', terms: { ...body.terms, breachNoticeHours: 1 } };
  await expect(change(id, 1, edited)).rejects.toThrow('its terms never change');
  expect((await change(id, 1, { ...body, state: 'ACTIVE' })).conflict).toBe(false);
});

test('deleting the row is refused, and inserting other terms where it was is too', async () => {
  const { id } = await version('ACTIVE', 3);
  await expect(bank.asOwner(`DELETE FROM facts WHERE id = '${id}'`)).rejects.toThrow('append-only');
  await bank.asOwner('ALTER TABLE facts DISABLE TRIGGER facts_keep');
  await bank.asOwner(`DELETE FROM facts WHERE id = '${id}'`);
  await bank.asOwner('ALTER TABLE facts ENABLE TRIGGER facts_keep');
  await expect(
    bank.asOwner(`INSERT INTO facts (kind, id, version, hash, body, state)
      SELECT kind, id, version, hash, replace(body, '"breachNoticeHours":24', '"breachNoticeHours":99'), 'ACTIVE'
      FROM fact_versions WHERE id = '${id}'`),
  ).rejects.toThrow('its terms never change');
});

test('a draft may still be replaced, and its signature binds only what was signed', async () => {
  const { id, body } = await version('DRAFT', 4);
  await change(id, 1, { ...body, state: 'DRAFT', terms: { ...body.terms, title: 'Another' } });
  expect((await readFact(bank.db, 'agreement', id))?.body.terms.title).toBe('Another');
});

test('bytes edited with the trigger off are found by their hash, and putting the recorded ones back is allowed', async () => {
  const { id } = await version('ACTIVE', 5);
  await editSigned(bank, `UPDATE facts SET body = replace(body, '"breachNoticeHours":24', '"breachNoticeHours":99') WHERE id = '${id}'`); // prettier-ignore
  expect((await readFact(bank.db, 'agreement', id))?.isIntact).toBe(false);
  await bank.asOwner(`UPDATE facts f SET body = v.body FROM fact_versions v
    WHERE f.id = '${id}' AND v.kind = f.kind AND v.id = f.id AND v.version = f.version`);
  expect((await readFact(bank.db, 'agreement', id))?.isIntact).toBe(true);
});
