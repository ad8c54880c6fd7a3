/** Signatures of messages in the forms of vendors that do not follow Standard Webhooks, by their published examples where there are any. */
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createReceiveMessage } from '../../src/partners/push/receive-message.ts';
import { verifyMessage } from '../../src/partners/push/verify-message.ts';
import { defineWebhook, type HmacSignature, parseInstant } from '../../src/sdk/index.ts';
import { acme, START } from './stage.ts';
import { webhookOf } from './webhook-of.ts';

/** `name=value` items separated by commas, in order. */
const itemsOf = (text = ''): readonly (readonly [string, string])[] =>
  text.split(',').map((item) => [item.slice(0, item.indexOf('=')), item.slice(item.indexOf('=') + 1)]);

const plain = { type: 'hmac', secret: 'SECRET', secretForm: 'text', algorithm: 'sha256', encoding: 'hex' } as const;

describe('the form of', () => {
  it('Slack holds its published example', async () => {
    // Slack, "Verifying requests from Slack", compared 2026-11-28.
    const signature: HmacSignature = {
      ...plain,
      read: (headers) => {
        const timestampS = headers['x-slack-request-timestamp'];
        const given = /^v0=(?<hex>[0-9a-f]{64})$/.exec(headers['x-slack-signature'] ?? '')?.groups?.['hex'];
        return timestampS === undefined || given === undefined ? null : { timestampS, signatures: [given] };
      },
      prefix: (_, timestampS) => `v0:${timestampS}:`,
    };
    const body = 'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c'; // prettier-ignore
    const headers = {
      'x-slack-request-timestamp': '1531420618',
      'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
    };
    const verify = (bytes: string, nowMs = 1_531_420_618_000) => verifyMessage(webhookOf(signature), { headers, body: Buffer.from(bytes) }, () => '8f742231b10e8888abcd99yyyzzz85a5', nowMs); // prettier-ignore
    expect(await verify(body)).toBeNull();
    expect(await verify(`${body}&x=1`)).toBe('signature-wrong');
    expect(await verify(body, 1_531_420_618_000 + 301_000)).toBe('time-off');
  });

  it('Stripe takes any of several signatures beside one time, and no other version', async () => {
    // Stripe's form, of which it publishes no example: `t=…,v1=…,v0=…`, signed `<t>.<body>`.
    const signature: HmacSignature = {
      ...plain,
      read: (headers) => {
        const items = itemsOf(headers['stripe-signature']);
        const timestampS = items.find(([name]) => name === 't')?.[1];
        return timestampS === undefined ? null : { timestampS, signatures: items.flatMap(([name, value]) => (name === 'v1' ? value : [])) }; // prettier-ignore
      },
      prefix: (_, timestampS) => `${timestampS}.`,
    };
    const body = Buffer.from('{"id":"evt_1"}');
    const signed = createHmac('sha256', 'whsec_1').update('1731705121.').update(body).digest('hex');
    const verify = (header: string) =>
      verifyMessage(webhookOf(signature), { headers: { 'stripe-signature': header }, body }, () => 'whsec_1', 1_731_705_121_000); // prettier-ignore
    expect(await verify(`t=1731705121,v1=${'0'.repeat(64)},v1=${signed},v0=aa`)).toBeNull();
    expect(await verify(`t=1731705121,v0=${signed}`)).toBe('signature-missing');
    expect(await verify(`t=1731705122,v1=${signed}`)).toBe('signature-wrong');
  });
});

describe('a signature without a time', () => {
  // GitHub, "Validating webhook deliveries", "Testing the webhook payload validation", compared 2026-11-28.
  const signature: HmacSignature = {
    ...plain,
    isUntimed: true,
    read: (headers) => {
      const given = /^sha256=(?<hex>[0-9a-f]{64})$/.exec(headers['x-hub-signature-256'] ?? '')?.groups?.['hex'];
      return given === undefined ? null : { timestampS: '', signatures: [given] };
    },
    prefix: () => '',
  };
  const secret = "It's a Secret to Everybody";

  it('holds the published example', async () => {
    const headers = {
      'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
    };
    const verify = (body: string) =>
      verifyMessage(webhookOf(signature), { headers, body: Buffer.from(body) }, () => secret, 0);
    expect([await verify('Hello, World!'), await verify('Hello, World?')]).toEqual([null, 'signature-wrong']);
  });

  it('is as old as what it tells: an old message cannot be sent again', async () => {
    const wire = z.object({ id: z.string(), at: z.string() });
    const webhook = defineWebhook<z.output<typeof wire>>({
      signature,
      toleranceS: 300,
      wire,
      read: ({ id, at }) => ({
        id,
        changes: [{ reference: null, occurredAt: parseInstant(at)!, endpoints: ['quote'] }],
      }),
    });
    const lines: object[] = [];
    const take: string[] = [];
    const receive = createReceiveMessage({
      connectors: [acme({ webhook })],
      secretOf: () => secret,
      store: { take: async ({ messageId }) => (take.push(messageId), 'TAKEN') },
      customers: { findByReference: async () => new Map(), referencesAt: async () => new Map() },
      contractOf: () => ({}) as never,
      vault: {} as never,
      now: () => START,
      log: { info: () => undefined, warn: (fields) => void lines.push(fields) },
    });
    const send = (id: string, atMs: number) => {
      const body = Buffer.from(JSON.stringify({ id, at: new Date(atMs).toISOString() }));
      const hex = createHmac('sha256', secret).update(body).digest('hex');
      return receive({ partner: 'acme-market', headers: { 'x-hub-signature-256': `sha256=${hex}` }, body });
    };
    expect(await send('now', START)).toBe('TAKEN');
    expect(await send('old', START - 301_000)).toBe('NOT_SIGNED');
    expect(await send('early', START + 301_000)).toBe('NOT_SIGNED');
    expect(take).toEqual(['now']);
    // One line a minute, with how many there were.
    expect(lines).toEqual([{ partner: 'acme-market', reason: 'time-off', messages: 1 }]);
  });
});
