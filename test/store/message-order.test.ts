/**
 * What a partner sends by itself against answers it was asked for before: whichever order they reach the database in, on whichever replica,
 * the older one never stands last.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogEntries } from '../../src/app.ts';
import type { Instant } from '../../src/domain/instant.ts';
import type { NewRecord, RecordOrigin } from '../../src/partners/port.ts';
import { createCallLedger } from '../../src/store/call-ledger.ts';
import type { Database } from '../../src/store/database.ts';
import { putFacts } from '../../src/store/fact-writer.ts';
import { createPartnerMessages, type PartnerMessages } from '../../src/store/partner-messages.ts';
import { createRecords } from '../../src/store/records.ts';
import type { WrappedKey } from '../../src/subjects/port.ts';
import { createVault } from '../../src/subjects/vault.ts';
import { needsServer, openTestDatabase, type TestDatabase } from '../support/database.ts';
import { eraseSubject, SUBJECT } from './record-facts.ts';

const SOURCE = 'alpha-credit';
const ENDPOINT = 'score';

let bank: TestDatabase;
let messagesOn: (db: Database) => PartnerMessages;
beforeAll(async () => {
  bank = await openTestDatabase();
  const kept = new Map<string, WrappedKey>();
  const keys = {
    find: async (ids: readonly string[]) => ids.flatMap((id) => kept.get(id) ?? []),
    insertIfAbsent: async (fresh: readonly WrappedKey[]) => fresh.forEach((key) => kept.set(key.customerId, key)),
  };
  const vault = createVault({ keyEncryptionKey: { id: 'k', bytes: new Uint8Array(32) }, keys, cacheSize: 10 });
  const entries = await createLogEntries(vault, 'schema');
  messagesOn = (db) =>
    createPartnerMessages(db, ({ messageId, outcome }) =>
      // About nobody: the log's own keys are not what is tried here.
      entries.partnerEvent(null, {
        action: 'TAKE_MESSAGE',
        partner: SOURCE,
        endpoint: ENDPOINT,
        target: messageId,
        outcome,
      }),
    );
});
afterAll(() => bank.close());

async function newCustomer(): Promise<string> {
  const id = `C-${randomUUID()}`;
  await bank.db.transaction(async (tx) => void (await putFacts(tx, [{ kind: 'subject', id, body: SUBJECT }], 'test')));
  return id;
}

const keyOf = (customerId: string) => ({ customerId, source: SOURCE, endpoint: ENDPOINT });

const record = (customerId: string, text: string, origin: RecordOrigin | null, fetchedAt = Date.now()): NewRecord => ({
  ...keyOf(customerId),
  sealed: Buffer.from(text),
  fetchedAt: new Date(fetchedAt).toISOString(),
  keepUntil: '2100-01-01T00:00:00.000Z',
  requires: [[]],
  origin,
});

/** As a request does before it asks the partner. */
const lookUp = async (customerId: string, db = bank.db): Promise<RecordOrigin> => ({
  how: 'ASKED',
  at: (await createRecords(db).find([keyOf(customerId)])).at,
});

const save = (one: NewRecord, db = bank.db) => createRecords(db).save([one]);

const read = async (customerId: string): Promise<string | null> => {
  const [found] = (await createRecords(bank.db).find([keyOf(customerId)])).records;
  return found === undefined ? null : Buffer.from(found.sealed).toString();
};

const send = (customerId: string, text: string | null, occurredAt = new Date().toISOString(), db = bank.db) =>
  messagesOn(db).take({
    partner: SOURCE,
    messageId: randomUUID(),
    receivedAt: new Date().toISOString() as Instant,
    changes: [
      {
        customerId,
        endpoint: ENDPOINT,
        occurredAt: occurredAt as Instant,
        sealed: text === null ? null : Buffer.from(text),
      },
    ],
  });

const sentFile = (occurredAt: string | null = null): RecordOrigin => ({
  how: 'SENT',
  occurredAt: occurredAt as Instant | null,
});

describe('an answer that was asked for before a message came', () => {
  it('is not stored after it, and says why', async () => {
    const id = await newCustomer();
    const asked = await lookUp(id);
    await send(id, null);
    expect(await save(record(id, 'older', asked))).toEqual([{ ...keyOf(id), reason: 'newer-was-sent' }]);
    expect(await read(id)).toBeNull();
  });

  it('does not replace what the message brought, whatever its replica’s clock says', async () => {
    const id = await newCustomer();
    await save(record(id, 'first', await lookUp(id)));
    const asked = await lookUp(id);
    await send(id, 'pushed');
    await save(record(id, 'older', asked, Date.now() + 3_600_000));
    expect(await read(id)).toBe('pushed');
  });

  it('is not stored where nobody knows when it was asked for', async () => {
    const id = await newCustomer();
    await save(record(id, 'first', { how: 'ASKED', at: null }));
    expect(await read(id)).toBe('first');
    await send(id, null);
    expect(await save(record(id, 'perhaps older', { how: 'ASKED', at: null }))).toHaveLength(1);
  });

  it('gives way to a line of a file that came meanwhile, too', async () => {
    const id = await newCustomer();
    const asked = await lookUp(id);
    expect(await save(record(id, 'line', sentFile()))).toEqual([]);
    await save(record(id, 'older', asked, Date.now() + 1_000));
    expect(await read(id)).toBe('line');
  });

  it('may be of another customer: theirs is stored', async () => {
    const [one, other] = [await newCustomer(), await newCustomer()];
    const asked = await lookUp(other);
    await send(one, null);
    expect(await save(record(other, 'theirs', asked))).toEqual([]);
  });
});

it('an answer that was asked for after the message is stored, and the next one again', async () => {
  const id = await newCustomer();
  await send(id, null);
  expect(await save(record(id, 'new', await lookUp(id)))).toEqual([]);
  expect(await save(record(id, 'newer', await lookUp(id)))).toEqual([]);
  expect(await read(id)).toBe('newer');
});

describe('two answers that were asked for, the later one stored first', () => {
  const bothAsked = async (id: string) => [await lookUp(id), await lookUp(id)] as const;

  it('are no message to each other: the earlier one is not called older than what was sent, nor does it stand last', async () => {
    const id = await newCustomer();
    const [earlier, later] = await bothAsked(id);
    const fetchedAt = Date.now();
    expect(await save(record(id, 'later', later, fetchedAt))).toEqual([]);
    expect(await save(record(id, 'earlier', earlier, fetchedAt - 1))).toEqual([]);
    expect(await read(id)).toBe('later');
  });

  it('count as what came later where that was asked for first', async () => {
    const id = await newCustomer();
    const [earlier, later] = await bothAsked(id);
    await save(record(id, 'came first', later, Date.now() - 1_000));
    expect(await save(record(id, 'came last', earlier, Date.now() + 1_000))).toEqual([]);
    expect(await read(id)).toBe('came last');
  });
});

it('an answer that was asked for after the message is stored although the clock of its replica is behind', async () => {
  const id = await newCustomer();
  await save(record(id, 'first', await lookUp(id)));
  await send(id, 'pushed');
  await save(record(id, 'new', await lookUp(id), Date.now() - 3_600_000));
  expect(await read(id)).toBe('new');
});

it('a billed answer of before the message is not shared any more, one of after it is, whatever was stored since', async () => {
  const id = await newCustomer();
  const ledger = createCallLedger(bank.db, () => expect.unreachable('nothing is reconciled'));
  const answered = () => ledger.answered(id, { endpoint: ENDPOINT, notOlderThanS: 60, heldSince: null });
  const answer = async (): Promise<void> => {
    const call = { id: randomUUID(), key: id, partnerId: SOURCE, endpoint: ENDPOINT, agreementId: 'A', customerId: id, request: null, forMs: 60_000 }; // prettier-ignore
    expect(await ledger.open(call)).toBeNull();
    await ledger.settle(call.id, { state: 'ANSWERED', outcome: 'ANSWER', sealed: Buffer.from('x'), holdForS: 0 });
  };
  await answer();
  await save(record(id, 'asked for later', await lookUp(id)));
  expect(await answered()).toHaveLength(1);
  await send(id, null);
  expect(await answered()).toEqual([]);
  await answer();
  await save(record(id, 'asked for later', await lookUp(id)));
  expect(await answered()).toHaveLength(1);
});

describe('a file', () => {
  it('whose lines are dated does not undo a later message or file, and a later one does', async () => {
    const id = await newCustomer();
    await save(record(id, 'first', await lookUp(id)));
    await send(id, 'message', '2026-02-02T00:00:00.000Z');
    expect(await save(record(id, 'old line', sentFile('2026-02-01T00:00:00.000Z')))).toHaveLength(1);
    expect(await read(id)).toBe('message');
    expect(await save(record(id, 'new line', sentFile('2026-02-03T00:00:00.000Z')))).toEqual([]);
    await send(id, 'late message', '2026-02-02T12:00:00.000Z');
    expect(await read(id)).toBe('new line');
  });

  it('is taken although the clock of the machine that takes it is behind', async () => {
    const id = await newCustomer();
    await save(record(id, 'asked', await lookUp(id)));
    await save(record(id, 'line', sentFile(), Date.now() - 3_600_000));
    expect(await read(id)).toBe('line');
  });
});

describe('a message', () => {
  it('dated in the future does not shut out the ones after it', async () => {
    const id = await newCustomer();
    await save(record(id, 'first', await lookUp(id)));
    await send(id, 'from 2090', '2090-01-01T00:00:00.000Z');
    await send(id, 'of now');
    expect(await read(id)).toBe('of now');
  });

  it('does not make a record live longer than the right it was stored under', async () => {
    const id = await newCustomer();
    const keepUntil = new Date(Date.now() + 60_000).toISOString();
    await save({ ...record(id, 'first', null, Date.now() - 3_600_000), keepUntil });
    await send(id, 'pushed');
    const [found] = (await createRecords(bank.db).find([keyOf(id)])).records;
    expect(found?.keepUntil).toBe(keepUntil);
  });

  it('about a customer who was erased meanwhile leaves nothing behind', async () => {
    const id = await newCustomer();
    await bank.asOwner(eraseSubject(id));
    expect(await send(id, null)).toBe('TAKEN');
    const text = 'SELECT 1 FROM partner_message_order WHERE customer_id = $1';
    expect(await bank.db.query({ text, values: [id] })).toEqual([]);
  });

  it('that says two things of one answer counts once, by the later one', async () => {
    const id = await newCustomer();
    await save(record(id, 'first', null));
    const change = (text: string, occurredAt: string) => ({
      customerId: id,
      endpoint: ENDPOINT,
      occurredAt: occurredAt as Instant,
      sealed: Buffer.from(text),
    });
    const changes = [change('later', '2026-01-02T00:00:00.000Z'), change('earlier', '2026-01-01T00:00:00Z')];
    await messagesOn(bank.db).take({ partner: SOURCE, messageId: randomUUID(), receivedAt: '2026-01-03T00:00:00.000Z' as Instant, changes }); // prettier-ignore
    expect(await read(id)).toBe('later');
  });
});

describe('on two replicas at once', () => {
  it('a save waits for a message under way, and then keeps nothing older', async (ctx) => {
    needsServer(ctx);
    const id = await newCustomer();
    const asked = await lookUp(id);
    const other = bank.replica();
    let saving: Promise<unknown> = Promise.resolve();
    await bank.db.transaction(async (tx) => {
      await tx.query({
        text: `INSERT INTO partner_message_order VALUES ($1, $2, $3, clock_timestamp(), clock_timestamp())`,
        values: [SOURCE, ENDPOINT, id],
      });
      saving = save(record(id, 'older', asked), other);
      await wait(100);
    });
    expect(await saving).toHaveLength(1);
    expect(await read(id)).toBeNull();
    await other.close();
  });

  it('300 messages race 600 older answers, and none of those is left', async (ctx) => {
    needsServer(ctx);
    const [one, other] = [bank.replica(), bank.replica()];
    const ids = await Promise.all(Array.from({ length: 300 }, newCustomer));
    const race = async (id: string, n: number): Promise<void> => {
      const asked = await Promise.all([lookUp(id, one), lookUp(id, other)]);
      if (n % 3 === 0) await save(record(id, 'older', asked[0]), one);
      await Promise.all([
        save(record(id, 'older', asked[0]), one),
        send(id, n % 2 === 0 ? null : 'pushed', undefined, n % 4 < 2 ? one : other),
        save(record(id, 'older', asked[1]), other),
      ]);
    };
    for (let from = 0; from < ids.length; from += 20) {
      await Promise.all(ids.slice(from, from + 20).map((id, n) => race(id, from + n)));
    }
    const left = await Promise.all(ids.map(read));
    expect(left.filter((text) => text === 'older')).toEqual([]);
    expect(left.filter((text) => text === 'pushed').length).toBeGreaterThan(0);
    await Promise.all([one.close(), other.close()]);
  }, 60_000);
});
