/** The throttled state, over real sockets: how long a partner is left alone, and on whose word. */
import { describe, expect, it, vi } from 'vitest';
import { aboutCustomer, type FaultRule } from '../../src/sdk/index.ts';
import { database } from '../support/partner-stores.ts';
import { sendJson } from './partner-on-socket.ts';
import { decisionsOf, priced, startCircuit, stateOf, status } from './circuit.ts';
import { acme, outcomeOf, type Stage, startStage, want } from './stage.ts';

/** The pause that all replicas share, once it is written, ends by the database's clock. */
async function pass({ clock }: Stage, ms: number): Promise<void> {
  const count = async (): Promise<number> =>
    (await database.db.query<{ n: number }>({ text: 'SELECT count(*)::int AS n FROM call_pauses' }))[0]?.n ?? 0;
  await vi.waitUntil(async () => (await count()) > 0);
  await database.asOwner(`UPDATE call_pauses SET until = until - interval '${ms} ms'`);
  clock.nowMs += ms;
}

describe('a throttled partner', () => {
  const THROTTLED = 'PARTNER_THROTTLED throttled';
  const waitOf = async ({ fetch }: Stage): Promise<number | undefined> => {
    const [fetched] = await fetch([want('c', { ticker: 'W' })]);
    return fetched?.result && 'gap' in fetched.result ? fetched.result.gap.fault.retryAfterMs : undefined;
  };

  it('is left alone until the time it said, whoever asks, and the circuit does not open', async () => {
    const { partner, stage, call, say } = await startCircuit(status(429, { 'retry-after': '30' }));
    expect(await call()).toBe('PARTNER_THROTTLED status-429');
    say(priced);
    await pass(stage, 10_000);
    expect(await call()).toBe(THROTTLED);
    expect(await waitOf(stage)).toBe(20_000);
    expect(stateOf(stage)).toBe('THROTTLED');
    await pass(stage, 19_999);
    expect(await call()).toBe(THROTTLED);
    await pass(stage, 1);
    expect(await call()).toBe('record');
    expect(partner.received).toHaveLength(2);
    expect(decisionsOf(stage)).not.toContain('trip server-error');
  });

  it('that does not say when is asked after 1 s, 2 s, 4 s … up to a minute, and from the start once it answered', async () => {
    const { stage, call, say } = await startCircuit(status(429));
    const waits: number[] = [];
    const step = async (): Promise<void> => {
      await call();
      const waitMs = stage.notes.findLast(({ decision }) => decision === 'pause')?.waitMs ?? 0;
      waits.push(waitMs);
      await pass(stage, waitMs);
    };
    for (let i = 0; i < 8; i += 1) await step();
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    say(priced);
    expect(await call()).toBe('record');
    say(status(429));
    await step();
    expect(waits.at(-1)).toBe(1_000);
  });

  it('counts refusals of calls that were under way together once', async () => {
    const { stage } = await startCircuit(status(429));
    await stage.fetch(Array.from({ length: 20 }, (_, i) => want(`c-${i}`, { ticker: `T${i}` })));
    expect(decisionsOf(stage).filter((one) => one.startsWith('pause'))).toEqual(['pause partner-silent']);
  });

  it('that only throttles one customer is asked about the others', async () => {
    const faults: FaultRule = ({ status: code }) => (code === 400 ? aboutCustomer('PARTNER_THROTTLED') : null);
    const { call, say } = await startCircuit(status(400, { 'retry-after': '30' }), { faults });
    expect(await call()).toBe('PARTNER_THROTTLED fault-rule-400');
    say(priced);
    expect(await call()).toBe('record');
  });

  it('that says with its last answer that nothing is left is not asked for a refusal', async () => {
    const spent = { ratelimit: '"burst";r=3;t=1, "daily";r=0;t=40' };
    const { partner, stage, call, say } = await startCircuit((_request, res) =>
      sendJson(res, '{"price": 1}', 200, spent),
    );
    expect(await call()).toBe('record');
    expect(await call()).toBe(THROTTLED);
    expect(decisionsOf(stage)).toEqual(['pause quota-announced', 'refuse throttled']);
    await pass(stage, 40_000);
    say((_request, res) => sendJson(res, '{"price": 1}', 200, { ratelimit: '"burst";r=1;t=40' }));
    expect([await call(), await call()]).toEqual(['record', 'record']);
    expect(partner.received).toHaveLength(3);
  });

  it('is left alone by every replica, from the first refusal on', async () => {
    const { partner, call } = await startCircuit(status(429, { 'retry-after': '30' }));
    const twin = startStage([acme()], partner.baseUrl);
    expect(outcomeOf((await twin.fetch([want('c-0', { ticker: 'BEFORE' })]))[0]!)).toBe('PARTNER_THROTTLED status-429');
    await pass(twin, 0);
    const asked = partner.received.length;
    expect(await call()).toBe('PARTNER_THROTTLED partner-paused');
    expect(partner.received).toHaveLength(asked);
  });
});
