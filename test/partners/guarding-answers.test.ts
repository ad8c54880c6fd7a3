/** Answers of billed calls that came in part, or whole and of no use: paid for once, told alike to whoever asks, not asked for again. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { aboutCustomer, type Connector } from '../../src/sdk/index.ts';
import { needsServer } from '../support/database.ts';
import { database } from '../support/partner-stores.ts';
import { AAA, ask, billed, execute, inquiry, noted, price, replica, rows, states } from './guarded.ts';
import { type Answer, sendJson, startPartner } from './partner-on-socket.ts';
import { acme, endpoint, quote, startStage, TERMS, want } from './stage.ts';

const NOTHING_KEPT = { ...AAA, cacheTtlS: 0, retentionDays: 0 };
const JSON_TYPE = { 'content-type': 'application/json' };

const cut: Answer = (_request, res) => {
  res.writeHead(200, { ...JSON_TYPE, 'content-length': 100 });
  res.write('{"price":', () => res.socket?.destroy());
};
const cutChunks: Answer = (_request, res) => {
  res.writeHead(200, JSON_TYPE);
  res.write('{"price": 1}', () => res.socket?.destroy());
};
const stuck: Answer = (_request, res) => {
  res.writeHead(200, { ...JSON_TYPE, 'content-length': 100 });
  res.write('{"price":');
};

describe('an answer that was lost on its way', () => {
  it.each<[string, Answer, Connector, string]>([
    ['cut in the middle', cut, billed(), 'body-cut'],
    ['cut in the middle of an inquiry', cut, inquiry(), 'body-cut'],
    ['cut before its last chunk', cutChunks, billed(), 'body-cut'],
    ['cut, whatever the fault rule makes of it', cut, billed({ faults: () => 'NO_RECORD' }), 'body-cut'],
    ['stuck until the deadline', stuck, billed({ deadlineMs: 500 }), 'deadline-after-send'],
  ])('%s leaves the call UNKNOWN, and nobody makes it again', async (_name, answer, connector, reason) => {
    const partner = await startPartner(answer);
    const stage = startStage([connector], partner.baseUrl);
    expect(await ask(stage)).toBe(`PARTNER_OUTCOME_UNKNOWN ${reason}`);
    const again = await Promise.all(Array.from({ length: 20 }, () => ask(stage)));
    expect(new Set(again)).toEqual(new Set(['PARTNER_OUTCOME_UNKNOWN to-be-reconciled']));
    expect(await states()).toEqual(['UNKNOWN']);
    expect(partner.received).toHaveLength(1);
  });

  it('of a free call breaks the contract, and the call is repeated', async () => {
    const partner = await startPartner((request, res, number) => (number === 1 ? cut : price)(request, res, number));
    expect(await ask(startStage([acme()], partner.baseUrl))).toBe('record');
    expect(await ask(startStage([acme()], (await startPartner(cut)).baseUrl))).toBe('PARTNER_BROKE_CONTRACT body-cut');
  });

  it('together with a refusal leaves the refusal: nothing was served', async () => {
    const partner = await startPartner((_request, res) => {
      res.writeHead(401, { ...JSON_TYPE, 'content-length': 100 });
      res.write('{', () => res.socket?.destroy());
    });
    expect(await ask(startStage([billed()], partner.baseUrl))).toBe('PARTNER_REFUSED_CREDENTIALS status-401');
    expect(await states()).toEqual(['NOT_HAPPENED']);
  });
});

const text =
  (body: string | Buffer, headers: Record<string, string> = {}): Answer =>
  (_request, res) =>
    void res.writeHead(200, { ...JSON_TYPE, ...headers }).end(body);
const good = '{"price": 1}';
const other = endpoint({ isAbout: () => false });
const mayHaveNanos = text('{"price": 1, "nanos": "?"}');
const paged = endpoint({ pages: { maxPages: 2, next: () => null, join: ([page]) => page } });
const throwing = endpoint({
  map: () => {
    throw new Error('a defect of the map');
  },
});

const USELESS: readonly [string, Answer, Partial<Connector>, string][] = [
  ['a page for people', text('<!doctype html>'), {}, 'not-json'],
  ['half a JSON text', text('{"price": '), {}, 'not-json'],
  ['nothing', text(''), {}, 'empty-body'],
  ['no UTF-8', text(Buffer.from([0x22, 0xff, 0x22])), {}, 'not-utf8'],
  ['more than anybody takes', text(`"${'x'.repeat(3_000_000)}"`), {}, 'body-too-large'],
  ['a broken encoding', text(gzipSync(good).subarray(0, 12), { 'content-encoding': 'gzip' }), {}, 'content-encoding'],
  ['what its contract does not say', text('{"price": "?"}'), {}, 'wire:/price'],
  ['an optional place of a type nobody knows', mayHaveNanos, {}, 'wire:/nanos'],
  ['the same on a page', mayHaveNanos, { endpoints: [paged] }, 'wire:/nanos'],
  ['an error that the fault rule knows', text(good), { faults: () => 'PARTNER_BROKE_CONTRACT' }, 'fault-rule-200'],
  ['somebody else’s record', text(good), { endpoints: [other] }, 'answer-about-another'],
  ['what the map cannot take', text(good), { endpoints: [throwing] }, 'map-threw'],
];

describe('a whole answer of no use was paid for:', () => {
  it.each(USELESS)('%s is asked for once, and is the same gap for all', async (_name, answer, changes, reason) => {
    const partner = await startPartner(answer);
    const stage = replica(billed(changes), partner.baseUrl);
    const gaps = [await ask(stage), ...(await Promise.all(Array.from({ length: 20 }, () => ask(stage))))];
    // Nor does it matter whether a good answer would have been kept, or which process asks.
    gaps.push(await ask(stage, NOTHING_KEPT), await ask(replica(billed(changes), partner.baseUrl)));
    expect(new Set(gaps)).toEqual(new Set([`PARTNER_BROKE_CONTRACT ${reason}`]));
    expect(partner.received).toHaveLength(1);
    expect((await rows()).map(({ state, outcome }) => [state, outcome])).toEqual([
      ['ANSWERED', `PARTNER_BROKE_CONTRACT ${reason}`],
    ]);
    expect(noted(stage)).toContain('refuse useless-answer-held');
  });

  it('of a free call is asked for anew', async () => {
    const partner = await startPartner(text('<!doctype html>'));
    const stage = startStage([acme()], partner.baseUrl);
    for (let i = 0; i < 2; i += 1) await ask(stage);
    expect(partner.received).toHaveLength(2);
  });

  it('somebody else’s record is not kept for a moment', async () => {
    const partner = await startPartner(text(good));
    await ask(startStage([billed({ endpoints: [other] })], partner.baseUrl));
    expect((await rows()).map(({ sealed }) => sealed)).toEqual([null]);
  });

  it.each([
    ['two minutes at least', 0, 120],
    ['as long as a good answer is fresh', 600, 600],
    ['an hour at most', 86_400, 3_600],
  ])('the gap stands for %s', async (_name, cacheTtlS, seconds) => {
    const partner = await startPartner(text(''));
    const stage = startStage([billed({ endpoints: [endpoint({ cacheTtlS })] })], partner.baseUrl);
    await ask(stage, { ...AAA, cacheTtlS: 86_400 });
    const held = await database.db.query<{ s: number }>({
      text: 'SELECT round(extract(epoch FROM holds_until - settled_at))::int AS s FROM guarded_calls',
    });
    expect(held).toEqual([{ s: seconds }]);
  });

  it.each([
    ['nothing', ''],
    ['what its contract does not say', '{"price": "?"}'],
  ])('after its time, or once a person closed the circuit, the call is made again: %s', async (_name, body) => {
    const partner = await startPartner(text(body));
    const stage = startStage([billed()], partner.baseUrl);
    await ask(stage);
    const [row] = await database.db.query<{ before: string; after: string }>({
      text: `SELECT to_char((settled_at - interval '1 second') AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS before,
        to_char((settled_at + interval '1 second') AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS after FROM guarded_calls`,
    });
    const closedAt = (resetAt: unknown) => ({ ...AAA, terms: { ...TERMS, resetAt: resetAt as never } });
    await ask(stage, closedAt(row?.before));
    expect(partner.received).toHaveLength(1);
    await ask(stage, closedAt(row?.after));
    expect(partner.received).toHaveLength(2);
    await execute(`UPDATE guarded_calls SET holds_until = clock_timestamp() - interval '1 second'`);
    await ask(stage);
    expect(partner.received).toHaveLength(3);
  });

  it('each endpoint has a contract of its own; what nobody can read is of no use to any', async () => {
    const partner = await startPartner(({ url }, res) =>
      url.pathname.endsWith('AAA') ? sendJson(res, '{"price": "?"}') : sendJson(res, 'nonsense'),
    );
    const lenient = { ...quote, name: 'lenient', wire: z.object({ price: z.string() }) as never };
    const stage = startStage([billed({ endpoints: [quote, lenient] })], partner.baseUrl);
    expect(await ask(stage)).toBe('PARTNER_BROKE_CONTRACT wire:/price');
    await execute('UPDATE guarded_calls SET sealed = NULL');
    expect(await ask(stage, { ...AAA, endpoint: 'lenient' })).toBe('record');
    expect(await ask(stage)).toBe('PARTNER_BROKE_CONTRACT wire:/price');
    expect(partner.received).toHaveLength(2);
    const unreadable = want('c-1', { ticker: 'BBB' });
    expect(await ask(stage, unreadable)).toBe('PARTNER_BROKE_CONTRACT not-json');
    expect(await ask(stage, { ...unreadable, endpoint: 'lenient' })).toBe('PARTNER_BROKE_CONTRACT not-json');
    expect(partner.received).toHaveLength(3);
  });

  describe('and is not handed to another endpoint, which may understand it,', () => {
    const lenient = { ...quote, name: 'lenient', wire: z.object({ price: z.string() }) as never };
    const strict = { ...quote, name: 'strict' };
    const start = async () => {
      const partner = await startPartner(text('{"price": "?"}'));
      const stage = startStage([billed({ endpoints: [quote, lenient, strict] })], partner.baseUrl);
      expect(await ask(stage)).toBe('PARTNER_BROKE_CONTRACT wire:/price');
      return { partner, stage };
    };
    const age = () => execute(`UPDATE guarded_calls SET settled_at = settled_at - interval '3 minutes'`);
    const soon = '2090-01-01T00:00:00.000Z' as never;

    it.each([
      ['older than it asks for', { ...AAA, cacheTtlS: 0 }, 0],
      ['older than any answer is shared', AAA, 3],
      ['of before a person closed the circuit', { ...AAA, terms: { ...TERMS, resetAt: soon } }, 0],
    ])('%s', async (_name, one, minutes) => {
      const { partner, stage } = await start();
      if (minutes > 0) await age();
      await ask(stage, { ...one, endpoint: 'lenient' });
      expect(partner.received).toHaveLength(2);
    });

    it('else it is, and is not paid for twice', async () => {
      const { partner, stage } = await start();
      expect(await ask(stage, { ...AAA, endpoint: 'lenient' })).toBe('record');
      expect(partner.received).toHaveLength(1);
    });

    it('nor do later answers that were of no use to others end what is held', async () => {
      const { partner, stage } = await start();
      await age();
      expect(await ask(stage, { ...AAA, endpoint: 'strict' })).toBe('PARTNER_BROKE_CONTRACT wire:/price');
      await age();
      expect(await ask(stage)).toBe('PARTNER_BROKE_CONTRACT wire:/price');
      expect(partner.received).toHaveLength(2);
    });
  });

  it('whoever waits for it on another replica gets the same gap', async (ctx) => {
    needsServer(ctx);
    const partner = await startPartner((_request, res) => void setTimeout(() => sendJson(res, 'nonsense'), 150));
    const one = replica(billed(), partner.baseUrl);
    const another = replica(billed(), partner.baseUrl, database.replica());
    const gaps = await Promise.all(Array.from({ length: 100 }, (_, i) => ask(i % 2 === 0 ? one : another)));
    expect(new Set(gaps)).toEqual(new Set(['PARTNER_BROKE_CONTRACT not-json']));
    expect(partner.received).toHaveLength(1);
  });
});

describe('what may be asked again:', () => {
  it('an answer that there is nothing yet about this customer', async () => {
    const partner = await startPartner((_request, res, number) =>
      sendJson(res, number === 1 ? '{"status": "IN PROGRESS"}' : good),
    );
    const faults: Connector['faults'] = ({ body }) =>
      'status' in (body as object) ? aboutCustomer('PARTNER_UNAVAILABLE') : null;
    const stage = startStage([billed({ faults })], partner.baseUrl);
    expect(await ask(stage)).toBe('PARTNER_UNAVAILABLE fault-rule-200');
    expect(await ask(stage)).toBe('record');
    expect(partner.received).toHaveLength(2);
  });

  it.each([400, 302, 503, 408])('what the partner did not serve (%i)', async (status) => {
    const partner = await startPartner((_request, res) => sendJson(res, {}, status));
    const stage = startStage([billed()], partner.baseUrl);
    for (let i = 0; i < 2; i += 1) await ask(stage);
    expect(partner.received).toHaveLength(2);
  });
});
