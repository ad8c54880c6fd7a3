/**
 * A notice that changes in purpose, method or category (PIPL art. 14) ends the consents on its older versions with the answer that it is
 * published: long before anybody marked them, on every replica, whoever reads.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFact } from '../../src/store/fact-reader.ts';
import { consentInput } from '../support/consent-input.ts';
import { hasServer, needsServer } from '../support/database.ts';
import { type Answer, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { customerQuery, linesOf, pickCustomers, read, viewOf } from '../support/reading.ts';
import { emptyTally, type Phase, readOn, releasedUnder } from './racing-readers.ts';

const ROUNDS = 6;
const READERS = 6;
const CREDIT = 'CREDIT_DECISION';
const CUSTOMERS = pickCustomers(ROUNDS + 2, { kind: 'PERSON', credit: 'NEVER_ASKED' }).map(({ id }) => id);

let gateway: TestGateway;
let urls: readonly string[];
beforeAll(async () => {
  gateway = await startTestGateway({
    env: { CALLER_LIMIT_PER_ADDRESS: '1000000', CALLER_LIMIT_PER_APPLICATION: '1000000', LOG_LEVEL: 'error' },
  });
  urls = hasServer ? [gateway.url, (await gateway.replica()).url] : [gateway.url];
});
afterAll(() => gateway.close());

interface Published {
  readonly acceptedFrom: number;
  /** Of the record, as releases pin it. */
  readonly version: number;
}

const publish = async (id: string, method: string, text = 'We ask about you.'): Promise<Published> => {
  const input = {
    id, title: 'Loans', purposes: [CREDIT], coordinates: ['*'], recipients: ['BANK_INTERNAL'], method, withdrawal: 'in the app',
    texts: [{ language: 'en', text }],
  }; // prettier-ignore
  const query = 'mutation ($input: PublishNoticeInput!) { publishNotice(input: $input) { acceptedFrom version } }';
  return read(await gateway.ask('compliance-officer', query, { input }), 'publishNotice');
};

const grant = async (customerId: string, noticeId: string, noticeVersion: number): Promise<string> => {
  const input = consentInput(customerId, { noticeId, noticeVersion, noticeLanguage: 'en' });
  const query = 'mutation ($input: GrantConsentInput!) { grantConsent(input: $input) { id } }';
  return read<{ id: string }>(await gateway.ask('consent-officer', query, { input }), 'grantConsent').id;
};

const reasons = async (id: string): Promise<readonly string[]> => {
  const answer = await gateway.ask('credit-officer', customerQuery('identity { name }'), { id, purpose: CREDIT });
  return linesOf(viewOf(answer), 'Identity.name')[0]?.reasons ?? [];
};

describe('a notice', () => {
  it('reworded leaves its consents; with another method it ends them on the very next request, before any is marked', async () => {
    const customerId = CUSTOMERS[ROUNDS] ?? '';
    await publish('NOTICE-NEXT', 'by a person');
    const consentId = await grant(customerId, 'NOTICE-NEXT', 1);
    expect(await reasons(customerId)).toEqual(['ALLOW_OK']);
    await publish('NOTICE-NEXT', 'by a person', 'Reworded.');
    expect(await reasons(customerId)).toEqual(['ALLOW_OK']);
    expect(await publish('NOTICE-NEXT', 'by a computer')).toMatchObject({ acceptedFrom: 3 });
    expect(await reasons(customerId)).toEqual(['CONSENT_NOTICE_SUPERSEDED']);
    await gateway.app.consents.sweep();
    expect(await reasons(customerId)).toEqual(['CONSENT_NOTICE_SUPERSEDED']);
    expect((await readFact(gateway.database.db, 'consent', consentId))?.body.state).toBe('SUPERSEDED');
    await grant(customerId, 'NOTICE-NEXT', 3);
    expect(await reasons(customerId)).toEqual(['ALLOW_OK']);
  });

  it('retired ends them too', async () => {
    const customerId = CUSTOMERS[ROUNDS + 1] ?? '';
    await publish('NOTICE-GONE', 'by a person');
    await grant(customerId, 'NOTICE-GONE', 1);
    expect(await reasons(customerId)).toEqual(['ALLOW_OK']);
    const query = 'mutation { retireNotice(input: { id: "NOTICE-GONE", because: "trial over" }) { isInUse } }';
    await gateway.ask('compliance-officer', query);
    expect(await reasons(customerId)).toEqual(['CONSENT_NOTICE_SUPERSEDED']);
  });

  it('that changes while readers read on two replicas: no entry under the old version follows the answer', async (ctx) => {
    needsServer(ctx);
    const token = await gateway.token('credit-officer');
    const shows = (answer: Answer): boolean =>
      (answer.data?.['customer'] as { identity?: { name?: string } } | undefined)?.identity?.name != null;
    const tally = emptyTally();
    let last = await publish('NOTICE-RACE', 'method 0');
    for (let round = 0; round < ROUNDS; round += 1) {
      const customerId = CUSTOMERS[round] ?? '';
      await grant(customerId, 'NOTICE-RACE', last.acceptedFrom);
      const phase: Phase = { number: 0 };
      let isOver = false;
      const readers = Array.from({ length: READERS }, (_, i) =>
        readOn(
          {
            url: urls[i % urls.length] ?? '',
            token,
            customerId,
            purpose: CREDIT,
            selection: 'identity { name }',
            shows,
          },
          phase,
          tally,
          () => isOver,
        ),
      );
      const old = { kind: 'notice', id: 'NOTICE-RACE', version: last.version };
      const [shownBefore, hiddenBefore] = [tally.shown, tally.hidden];
      let under: readonly string[] = [];
      try {
        await expect.poll(() => tally.shown, { timeout: 20_000 }).toBeGreaterThan(shownBefore + READERS);
        last = await publish('NOTICE-RACE', `method ${round + 1}`);
        phase.number = 1;
        under = await releasedUnder(gateway.database.db, old);
        await expect.poll(() => tally.hidden, { timeout: 20_000 }).toBeGreaterThan(hiddenBefore + READERS * 2);
      } finally {
        isOver = true;
        await Promise.all(readers);
      }
      expect(under.length).toBeGreaterThan(0);
      expect(await releasedUnder(gateway.database.db, old)).toEqual(under);
    }
    expect(tally.failures).toEqual([]);
    expect(tally.leaked).toBe(0);
  }, 120_000);
});
