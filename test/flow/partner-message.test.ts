/**
 * A partner sends a message by itself: signed, timely, taken once, newer never undone by older. It changes what is stored and creates
 * nothing.
 */
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { sandboxSecret } from '../../src/sandbox/partners.ts';
import { SHOWCASE } from '../../src/sandbox/demo-bank/showcase.ts';
import { type Connector, defineWebhook, parseInstant, standardWebhookSignature } from '../../src/sdk/index.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { customerQuery, read, viewOf } from '../support/reading.ts';

const PARTNER = 'mx-credit';
const NOW_S = Math.floor(Date.now() / 1_000);

const instant = z.string().transform((text) => parseInstant(text)!);
const webhook = defineWebhook({
  signature: standardWebhookSignature('WEBHOOK_SECRET'),
  toleranceS: 300,
  wire: z.object({ type: z.string(), user_guid: z.string(), at: instant, profile: z.unknown().optional() }),
  read: ({ user_guid, at, profile }, headers) => ({
    id: headers['webhook-id'] ?? '',
    changes: [
      {
        reference: { name: 'userGuid', value: user_guid },
        occurredAt: at,
        endpoints: ['monthly-cash-flow'],
        ...(profile === undefined ? {} : { answer: { monthly_cash_flow_profile: profile } }),
      },
    ],
  }),
});

const withWebhook = (connector: Connector): Connector =>
  connector.id === PARTNER ? { ...connector, webhook } : connector;

let gateway: TestGateway;
let userGuid: string;
beforeAll(async () => {
  gateway = await startTestGateway({ adapt: withWebhook });
  await income();
  userGuid = /USR-[0-9a-f-]+/.exec(gateway.partner(PARTNER).calls.of()[0]?.path ?? '')?.[0] ?? '';
});
afterAll(() => gateway.close());

beforeEach(async () => {
  await gateway.app.partners.drain();
  await gateway.database.asOwner('TRUNCATE stored_records, partner_messages, partner_message_order');
  gateway.partner(PARTNER).calls.reset();
});

const calls = (): number => gateway.partner(PARTNER).calls.count({ path: /monthly_cash_flow/ });

async function income(): Promise<string> {
  const query = customerQuery('credit { cashFlow { monthlyIncome } }');
  const answer = await gateway.ask('credit-officer', query, { id: SHOWCASE.customerId, purpose: 'CREDIT_DECISION' });
  await gateway.app.partners.drain();
  return (viewOf(answer).credit?.['cashFlow'] as { monthlyIncome: string }).monthlyIncome;
}

interface Sent {
  readonly id?: string;
  readonly body?: object;
  readonly timestampS?: number;
  readonly secret?: string;
  readonly partner?: string;
}

const message = (at: string, more: object = {}): object => ({ type: 'cash-flow', user_guid: userGuid, at, ...more });

async function send({
  id = 'msg_1',
  body = message('2026-01-01T00:00:00Z'),
  timestampS = NOW_S,
  secret,
  partner = PARTNER,
}: Sent) {
  const text = JSON.stringify(body);
  const key = Buffer.from(secret ?? sandboxSecret(partner, 'WEBHOOK_SECRET'), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestampS}.${text}`).digest('base64');
  const response = await fetch(new URL(`/partners/${partner}/messages`, gateway.url), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(timestampS),
      'webhook-signature': `v1,bm90IHRoaXMgb25l v1,${signature}`,
    },
    body: text,
  });
  return { status: response.status, text: await response.text() };
}

describe('a message is refused', () => {
  it('for a partner that sends none, and for one that does not exist, as for a signature that is wrong', async () => {
    const refusals = [
      await send({ secret: 'c29tZWJvZHkgZWxzZQ==' }),
      await send({ partner: 'finnhub-market' }),
      await send({ partner: 'nobody-credit', secret: 'c29tZWJvZHkgZWxzZQ==' }),
    ].map(({ status, text }) => [status, text.replace(/"requestId":"[^"]+"/, '')]);
    expect(refusals[0]?.[0]).toBe(401);
    expect(refusals.slice(1)).toEqual([refusals[0], refusals[0]]);
  });

  it('in one line of the log, however many come', async () => {
    const lines = (): number => gateway.logLines.filter((line) => line.includes('signature-missing')).length;
    for (let n = 0; n < 30; n += 1) {
      const unsigned = await fetch(new URL(`/partners/${PARTNER}/messages`, gateway.url), {
        method: 'POST',
        body: '{}',
      });
      expect(unsigned.status).toBe(401);
    }
    expect(lines()).toBe(1);
  });

  it.each([
    ['signed with another secret', { secret: 'c29tZWJvZHkgZWxzZQ==' }],
    ['older than the window', { timestampS: NOW_S - 3_600 }],
    ['from the future', { timestampS: NOW_S + 3_600 }],
  ] as const)('when it is %s, and nothing is forgotten', async (_, wrong) => {
    await income();
    expect((await send(wrong)).status).toBe(401);
    await income();
    expect(calls()).toBe(1);
  });

  it('when it is signed and not what was agreed', async () => {
    expect((await send({ body: { type: 'cash-flow' } })).status).toBe(400);
  });

  it('and says nothing of what was sent in the log', () => {
    const lines = gateway.logLines.join('\n');
    expect(lines).toContain('signature-wrong');
    expect(lines).toContain('time-off');
    expect(lines).not.toContain(userGuid);
    expect(lines).not.toContain(sandboxSecret(PARTNER, 'WEBHOOK_SECRET'));
  });
});

describe('in the log', () => {
  const trail = async (
    kind: string,
  ): Promise<readonly { readonly event: string; readonly target: string | null }[]> => {
    const answer = await gateway.ask(
      'auditor',
      `{ auditTrail(filter: { kinds: [${kind}] }, first: 100) { edges { node { event target } } } }`,
    );
    return read<{ edges: { node: { event: string; target: string | null } }[] }>(answer, 'auditTrail').edges.map(
      ({ node }) => node,
    );
  };

  it('a message in a partner’s name that does not hold is a refusal', async () => {
    expect((await send({ secret: 'c29tZWJvZHkgZWxzZQ==' })).status).toBe(401);
    expect((await send({ body: { type: 'cash-flow' } })).status).toBe(400);
    const refused = await trail('REFUSED');
    expect(refused).toContainEqual({ event: 'UNAUTHENTICATED', target: `message:${PARTNER}` });
    expect(refused).toContainEqual({ event: 'INVALID_INPUT', target: `message:${PARTNER}` });
  });

  it('a message about nobody the bank knows is a message all the same', async () => {
    const body = { type: 'cash-flow', user_guid: 'USR-nobody', at: '2026-01-01T00:00:00Z' };
    expect((await send({ id: 'msg_nobody', body })).text).toContain('TAKEN');
    expect(await trail('PARTNER_EVENT')).toContainEqual({
      event: 'TAKE_MESSAGE',
      target: `${PARTNER} msg_nobody NO_CHANGE`,
    });
  });
});

describe('a message is taken', () => {
  it('and what was stored is asked for anew', async () => {
    await income();
    await income();
    expect(calls()).toBe(1);
    expect(await send({})).toMatchObject({ status: 200, text: '{"outcome":"TAKEN"}' });
    await income();
    expect(calls()).toBe(2);
  });

  it('with the new answer, which is served without asking, under the same rights', async () => {
    await income();
    const profile = { user_guid: userGuid, budgeted_income: 77_421.5 };
    expect((await send({ body: message('2026-01-01T00:00:00Z', { profile }) })).status).toBe(200);
    expect(await income()).toMatch(/^77/);
    expect(calls()).toBe(1);
  });

  it('with an answer about somebody else: what is known is forgotten, and theirs is not shown', async () => {
    await income();
    const profile = { user_guid: 'USR-other', budgeted_income: 77_421.5 };
    expect((await send({ body: message('2026-01-01T00:00:00Z', { profile }) })).status).toBe(200);
    expect(await income()).not.toMatch(/^77/);
    expect(calls()).toBe(2);
  });

  it('and its answer counts towards what is usual, by which drift is noticed', async () => {
    await income();
    const answers = async (): Promise<number> => {
      const { datasets } = await gateway.app.partners.health.read(PARTNER, 15, []);
      return datasets.find(({ dataset }) => dataset === 'credit.cashFlow')?.baselineAnswers ?? 0;
    };
    const before = await answers();
    const profile = { user_guid: userGuid, budgeted_income: 4_000, mood: 'new' };
    for (const n of [1, 2, 3]) await send({ id: `msg_${n}`, body: message(`2026-01-0${n}T00:00:00Z`, { profile }) });
    expect(await answers()).toBe(before + 3);
  });

  it('and creates no record where nobody had one', async () => {
    const profile = { user_guid: userGuid, budgeted_income: 77_421.5 };
    expect((await send({ body: message('2026-01-01T00:00:00Z', { profile }) })).status).toBe(200);
    const rows = await gateway.database.db.query({ text: 'SELECT 1 FROM stored_records' });
    expect(rows).toEqual([]);
  });

  it('once: sent again it changes nothing', async () => {
    expect((await send({ id: 'msg_7' })).text).toContain('TAKEN');
    await income();
    expect((await send({ id: 'msg_7' })).text).toContain('DUPLICATE');
    await income();
    expect(calls()).toBe(1);
  });

  it('once, however many copies arrive together', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => send({ id: 'msg_8' })));
    expect(outcomes.filter(({ text }) => text.includes('TAKEN'))).toHaveLength(1);
    expect(outcomes.filter(({ text }) => text.includes('DUPLICATE'))).toHaveLength(19);
  });

  it('and an older one about the same customer undoes nothing', async () => {
    await income();
    const newer = { user_guid: userGuid, budgeted_income: 77_421.5 };
    const older = { user_guid: userGuid, budgeted_income: 99_999 };
    await send({ id: 'msg_new', body: message('2026-01-02T00:00:00Z', { profile: newer }) });
    await send({ id: 'msg_old', body: message('2026-01-01T00:00:00Z', { profile: older }) });
    expect(await income()).toMatch(/^77/);
    expect(calls()).toBe(1);
  });

  it('while the partner is being asked: that answer is not kept, nor for whoever joins its call later', async () => {
    const hasten = gateway.partner(PARTNER).faults.set({ kind: 'latency', ms: 1_000 });
    const first = income();
    await vi.waitFor(() => expect(calls()).toBe(1));
    expect((await send({})).text).toContain('TAKEN');
    const joining = income();
    await Promise.all([first, joining]);
    hasten();
    expect(calls()).toBe(1);
    await income();
    expect(calls()).toBe(2);
  });

  it('and stands in the log, by partner and customer, with what came of it', async () => {
    await income();
    await send({ id: 'msg_logged' });
    const trail = await gateway.ask(
      'auditor',
      `query ($id: ID!) { auditTrail(filter: { customerId: $id, kinds: [PARTNER_EVENT] }, first: 5) {
        edges { node { event target customerId } } } }`,
      { id: SHOWCASE.customerId },
    );
    expect(trail.errors).toEqual([]);
    const nodes = (trail.data?.['auditTrail'] as { edges: { node: object }[] } | undefined)?.edges.map(
      ({ node }) => node,
    );
    expect(nodes?.[0]).toEqual({
      event: 'TAKE_MESSAGE',
      target: 'mx-credit monthly-cash-flow msg_logged FORGOTTEN',
      customerId: SHOWCASE.customerId,
    });
  });
});
