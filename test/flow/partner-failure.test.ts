/**
 * A partner that fails, in whatever way, is a typed gap within the deadline, and nobody else's facts suffer.
 */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { customerQuery, pickCustomer, viewOf, type Wanted } from '../support/reading.ts';

const CREDIT = 'CREDIT_DECISION';
const OFFICER = 'credit-officer';

const DEADLINE_MS = 2_000;
const ALL = customerQuery('identity { name } credit { cashFlow { monthlyIncome } } social { profiles { network } }');
const KNOWN: Wanted = {
  kind: 'PERSON',
  knownTo: ['mx-credit', 'bluesky-social'],
  unknownTo: ['mastercard-credit', 'pinterest-social'],
  credit: 'GIVEN',
};

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ env: { REQUEST_DEADLINE_MS: String(DEADLINE_MS), RELEASE_RESERVE_MS: '800' } });
  // The first requests of a process wait for what later ones find ready, longer than this deadline on a busy machine.
  const { id } = pickCustomer(KNOWN);
  for (let i = 0; i < 3; i += 1) await gateway.ask(OFFICER, ALL, { id, purpose: CREDIT });
});
afterAll(() => gateway.close());

/** One failure after the other is what opens it. */
async function closeCircuit(partner: string): Promise<void> {
  const answer = await gateway.ask(
    'integration-engineer',
    'mutation ($input: ReleasePartnerInput!) { releasePartner(input: $input) { version } }',
    { input: { partner, because: 'The next case.', reset: true } },
  );
  expect(answer.errors).toEqual([]);
}

describe('a partner that', () => {
  const FAULTS = [
    ['answers HTML with 200', { kind: 'garbage' }, 'PARTNER_BROKE_CONTRACT'],
    ['hangs', { kind: 'hang' }, 'PARTNER_TIMEOUT'],
    ['cuts the answer', { kind: 'cut' }, 'PARTNER_BROKE_CONTRACT'],
    ['sends half a JSON', { kind: 'truncated' }, 'PARTNER_BROKE_CONTRACT'],
    ['sends nothing', { kind: 'empty' }, 'PARTNER_BROKE_CONTRACT'],
    ['drips', { kind: 'drip', everyMs: 200 }, 'PARTNER_TIMEOUT'],
    ['sends 20 MB', { kind: 'oversized', bytes: 20_000_000 }, 'PARTNER_BROKE_CONTRACT'],
    ['redirects elsewhere', { kind: 'redirect', to: 'http://127.0.0.1:1/' }, 'PARTNER_BROKE_CONTRACT'],
    ['refuses our credentials', { kind: 'refuse' }, 'PARTNER_REFUSED_CREDENTIALS'],
    ['fails', { kind: 'status', status: 503 }, 'PARTNER_UNAVAILABLE'],
    ['renames its fields', { kind: 'drift', change: 'rename' }, 'PARTNER_BROKE_CONTRACT'],
  ] as const;

  test.each(FAULTS)('%s is a typed gap in time, while the others answer', async (_name, fault, code) => {
    const { id } = pickCustomer(KNOWN);
    await gateway.app.partners.drain();
    await gateway.database.db.query({ text: 'DELETE FROM stored_records' });
    await closeCircuit('mx-credit');
    const off = gateway.partner('mx-credit').faults.set(fault);
    const startedAt = performance.now();
    const answer = await gateway.ask(OFFICER, ALL, { id, purpose: CREDIT });
    const tookMs = performance.now() - startedAt;
    off();
    expect([answer.status, answer.errors]).toEqual([200, []]);
    const view = viewOf(answer);
    expect(view.identity?.['name']).toEqual(expect.any(String));
    expect(view.credit).toBeNull();
    expect(view.social?.['profiles']).toEqual([{ network: 'bluesky' }]);
    expect(new Set(view.gaps.map((gap) => `${gap.partner} ${gap.code}`))).toEqual(new Set([`mx-credit ${code}`]));
    expect(view.gaps.map(({ dataset }) => dataset).sort()).toEqual(['credit.cashFlow', 'identity.party']);
    expect(tookMs).toBeLessThan(DEADLINE_MS);
    expect(answer.text).not.toMatch(/<html|doctype/i);
  });

  it('hangs after a billed call was sent leaves its outcome unknown', async () => {
    const { id } = pickCustomer({
      kind: 'PERSON',
      knownTo: ['mastercard-credit'],
      unknownTo: ['mx-credit'],
      credit: 'GIVEN',
    });
    const off = gateway.partner('mastercard-credit').faults.set({ kind: 'hang' }, { customerId: id });
    const answer = await gateway.ask(OFFICER, customerQuery('credit { scores { value } }'), { id, purpose: CREDIT });
    off();
    expect(viewOf(answer).gaps).toMatchObject([
      { partner: 'mastercard-credit', dataset: 'credit.score', code: 'PARTNER_OUTCOME_UNKNOWN' },
    ]);
    expect(gateway.partner('mastercard-credit').calls.count({ path: /payment-success/ })).toBe(1);
  });
});
