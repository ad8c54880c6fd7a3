/** Answers of billed calls against what the partner sends by itself: nothing from before a message is handed to whoever asks after it. */
import { expect, it } from 'vitest';
import { AAA, ask, billed, execute, gate, noted, price, replica, until } from './guarded.ts';
import { sendJson, startPartner } from './partner-on-socket.ts';
import { quote, startStage } from './stage.ts';

const other = { ...quote, name: 'other' };
const both = billed({ endpoints: [quote, other] });
const OTHER = { ...AAA, endpoint: 'other' };

/** As a message of the partner's about this customer leaves it. */
const sendAbout = (endpoint: string) =>
  execute(`INSERT INTO partner_message_order (partner_id, endpoint, customer_id, occurred_at, taken_at)
    VALUES ('acme-market', '${endpoint}', 'c-1', '-infinity', clock_timestamp())`);

it('an answer of no use is held no longer', async () => {
  const partner = await startPartner((_request, res, number) => sendJson(res, { price: number === 1 ? '?' : 1 }));
  const stage = startStage([billed()], partner.baseUrl);
  for (let i = 0; i < 2; i += 1) expect(await ask(stage)).toBe('PARTNER_BROKE_CONTRACT wire:/price');
  expect(partner.received).toHaveLength(1);
  await sendAbout('quote');
  expect(await ask(stage)).toBe('record');
});

it('the answer to one endpoint is not shared with another that the message is about', async () => {
  const partner = await startPartner(price);
  const next = () => replica(both, partner.baseUrl);
  await ask(next());
  await sendAbout('other');
  await ask(next());
  expect(partner.received).toHaveLength(1);
  expect(await ask(next(), OTHER)).toBe('record');
  expect(partner.received).toHaveLength(2);
});

it.each([
  ['the endpoint that called', 'quote', AAA],
  ['the endpoint that waits', 'other', OTHER],
])('whoever waits for a call of before a message about %s asks anew', async (_name, endpoint, late) => {
  const { answer, open } = gate();
  const partner = await startPartner(answer);
  const [one, another] = [replica(both, partner.baseUrl), replica(both, partner.baseUrl)];
  const early = ask(one);
  await until(() => partner.received.length === 1);
  await sendAbout(endpoint);
  const waiting = ask(another, late);
  await until(() => noted(another).includes('wait same-call-under-way'));
  open();
  expect(await Promise.all([early, waiting])).toEqual(['record', 'record']);
  expect(partner.received).toHaveLength(2);
});
