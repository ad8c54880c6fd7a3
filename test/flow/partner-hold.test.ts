/**
 * A person stops all calls to a partner, and lets them go on: who may, what callers see meanwhile, and what stands in the log.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { needsServer } from '../support/database.ts';
import { type Answer, type Asker, post, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { codesOf, customerQuery, pickCustomer, read, type View, viewOf } from '../support/reading.ts';
import { readTrail } from '../support/trail.ts';

const ENGINEER = 'integration-engineer';
const OFFICER = 'credit-officer';
const MX = 'mx-credit';
const SELECTION = 'credit { cashFlow { monthlyIncome } }';

interface Shown {
  readonly id: string;
  readonly isActive: boolean;
  readonly version: number;
  readonly hold: { readonly by: string; readonly at: string; readonly because: string } | null;
}

let gateway: TestGateway;
let customerId = '';
beforeAll(async () => {
  gateway = await startTestGateway();
  customerId = pickCustomer({ kind: 'PERSON', knownTo: [MX], unknownTo: ['mastercard-credit'], credit: 'GIVEN' }).id;
});
afterAll(() => gateway.close());

const change = (mutation: 'hold' | 'release', who: Asker, input: object): Promise<Answer> =>
  gateway.ask(
    who,
    `mutation ($input: ${mutation === 'hold' ? 'Hold' : 'Release'}PartnerInput!) {
      ${mutation}Partner(input: $input) { id isActive version hold { by at because } } }`,
    { input: { partner: MX, because: 'Their new release loses accounts.', ...input } },
  );
const hold = async (input: object = {}): Promise<Shown> => read(await change('hold', ENGINEER, input), 'holdPartner');
const release = async (input: object = {}): Promise<Shown> =>
  read(await change('release', ENGINEER, input), 'releasePartner');
const calls = (): number => gateway.partner(MX).calls.count();
const ask = async (): Promise<View> =>
  viewOf(await gateway.ask(OFFICER, customerQuery(SELECTION), { id: customerId, purpose: 'CREDIT_DECISION' }));
const gapsOf = (view: View) => view.gaps.map(({ partner, code }) => `${partner} ${code}`);
const shown = async (): Promise<Shown | undefined> => {
  const answer = await gateway.ask(
    ENGINEER,
    '{ partners(first: 100) { edges { node { id isActive version hold { by at because } } } } }',
  );
  return read<{ edges: { node: Shown }[] }>(answer, 'partners').edges.find(({ node }) => node.id === MX)?.node;
};

async function forgetRecords(): Promise<void> {
  await gateway.app.partners.drain();
  await gateway.database.db.query({ text: 'DELETE FROM stored_records' });
}

describe('holding a partner', () => {
  it('is refused to whoever may only read partners, and the refusal is in the trail', async () => {
    const analyst: Asker = { role: 'risk-analyst', application: 'risk-desk', subject: 'eve.risk' };
    for (const mutation of ['hold', 'release'] as const) {
      const answer = await change(mutation, analyst, {});
      expect([codesOf(answer), answer.data]).toEqual([['FORBIDDEN'], null]);
    }
    const entries = await readTrail(gateway, { kinds: ['REFUSED'], caller: 'eve.risk' });
    expect(entries.map(({ event, target }) => [event, target])).toEqual([['FORBIDDEN', 'partner:operate']]);
    expect((await shown())?.hold).toBeNull();
  });

  it('is refused without a reason, for an unknown partner and on another version than was read', async () => {
    for (const input of [
      { because: '  ' },
      { because: 'x'.repeat(501) },
      { partner: 'no-such' },
      { expectedVersion: 99 },
    ]) {
      expect(codesOf(await change('hold', ENGINEER, input))).toEqual(['INVALID_INPUT']);
    }
    for (const because of ['a\u001b[31mb', '\u202eabc', '\u0007']) {
      const answer = await change('hold', ENGINEER, { because });
      expect([because, codesOf(answer)]).toEqual([because, ['INVALID_INPUT']]);
    }
    const answer = await change('release', ENGINEER, {});
    expect(codesOf(answer)).toEqual(['INVALID_INPUT']);
    expect(answer.errors[0]?.message).toContain('reset: true');
  });
});

describe('while a partner is held', () => {
  beforeEach(async () => {
    await forgetRecords();
    if ((await shown())?.hold != null) await release();
  });

  it('its circuit reads HELD at once and is closed at once afterwards, without a call', async () => {
    const state = async (): Promise<unknown> => {
      const answer = await gateway.ask(ENGINEER, '{ partners(first: 100) { edges { node { id health { circuit { state } } } } } }');
      const { edges } = read<{ edges: { node: { id: string; health: { circuit: { state: string } } } }[] }>(answer, 'partners');
      return edges.find(({ node }) => node.id === MX)?.node.health.circuit.state;
    }; // prettier-ignore
    const before = calls();
    await hold();
    expect(await state()).toBe('HELD');
    await release();
    expect([await state(), calls()]).toEqual(['CLOSED', before]);
  });

  it('the next request gets a typed gap and the partner hears nothing, until it is released', async () => {
    const before = await shown();
    expect(gapsOf(await ask())).toEqual([]);
    await forgetRecords();
    await hold({ because: '😀'.repeat(500) });
    await release();
    const held = await hold({ expectedVersion: (before?.version ?? 0) + 2 });
    expect(held).toMatchObject({
      isActive: true,
      hold: { by: 'ola.berg', because: 'Their new release loses accounts.' },
    });
    expect(held.version).toBe((before?.version ?? 0) + 3);

    const asked = calls();
    const view = await ask();
    expect([view.credit, new Set(gapsOf(view))]).toEqual([null, new Set([`${MX} PARTNER_UNAVAILABLE`])]);
    expect(calls()).toBe(asked);
    expect(await shown()).toEqual(held);

    expect((await release()).hold).toBeNull();
    expect(gapsOf(await ask())).toEqual([]);
    expect(calls()).toBeGreaterThan(asked);
  });

  it('stored records still serve', async () => {
    await ask();
    await gateway.app.partners.drain();
    await hold();
    const asked = calls();
    const view = await ask();
    expect(gapsOf(view)).toEqual([]);
    expect(view.credit).not.toBeNull();
    expect(view.disclosures.map(({ cache }) => cache)).toContain('FRESH');
    expect(calls()).toBe(asked);
  });

  it('nobody holds it twice, and who changes an older version is told', async () => {
    const { version } = await hold();
    const again = await change('hold', ENGINEER, {});
    expect(codesOf(again)).toEqual(['INVALID_INPUT']);
    expect(again.errors[0]?.message).toContain('ola.berg');
    expect(codesOf(await change('release', ENGINEER, { expectedVersion: version - 1 }))).toEqual(['INVALID_INPUT']);
    expect((await release({ expectedVersion: version })).hold).toBeNull();
  });

  it('every replica knows on its next request', async (ctx) => {
    needsServer(ctx);
    const { url } = await gateway.replica();
    await hold();
    const asked = calls();
    const answer = await post(
      url,
      { authorization: `Bearer ${await gateway.token(OFFICER)}` },
      JSON.stringify({ query: customerQuery(SELECTION), variables: { id: customerId, purpose: 'CREDIT_DECISION' } }),
    );
    expect(new Set(gapsOf(viewOf(answer)))).toEqual(new Set([`${MX} PARTNER_UNAVAILABLE`]));
    expect(calls()).toBe(asked);
  });

  it('each step is in the trail, with who, what, which version and why, though others followed', async () => {
    await hold({ because: 'Their desk asked us to.' });
    const { version } = await release({ because: 'Ticket 12 is closed.' });
    await hold();
    await release();
    const [, , released, held] = await readTrail(gateway, { kinds: ['GOVERNANCE_CHANGED'], partner: MX });
    expect([held, released]).toMatchObject([
      {
        event: 'HOLD_PARTNER',
        target: `partner:${MX}`,
        caller: 'ola.berg',
        facts: [`partner:${MX}@${version - 1}`],
        because: 'Their desk asked us to.',
      },
      {
        event: 'RELEASE_PARTNER',
        target: `partner:${MX}`,
        caller: 'ola.berg',
        facts: [`partner:${MX}@${version}`],
        because: 'Ticket 12 is closed.',
      },
    ]);
    const stored = await gateway.database.db.query<{ entry: string }>({
      text: "SELECT row_to_json(e)::text AS entry FROM audit_entries e WHERE kind = 'GOVERNANCE_CHANGED'",
    });
    expect(stored.filter(({ entry }) => /desk asked|Ticket 12/.test(entry))).toEqual([]);
  });
});

describe('a circuit that failures opened', () => {
  it('is closed by a person, and the next request calls again', async () => {
    const off = gateway.partner(MX).faults.set({ kind: 'status', status: 500 });
    for (let i = 0; i < 12; i += 1) {
      await forgetRecords();
      await ask();
    }
    off();
    const asked = calls();
    const view = await ask();
    expect(gapsOf(view)).toContain(`${MX} PARTNER_UNAVAILABLE`);
    expect(view.gaps[0]?.retryAfterMs).toBeGreaterThan(0);
    expect(calls()).toBe(asked);

    expect((await release({ reset: true })).hold).toBeNull();
    expect(gapsOf(await ask())).toEqual([]);
    expect(calls()).toBeGreaterThan(asked);
    const said = gateway.logLines.filter((line) => /circuit/.test(line) && !/decision/.test(line));
    expect(said).toHaveLength(2);
    expect(said.join()).toContain('reset-by-person');
  });
});
