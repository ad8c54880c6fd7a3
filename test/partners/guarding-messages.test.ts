/** Answers of billed calls against what the partner sends by itself: nothing from before a message is handed to whoever asks after it. */
import { expect, it } from 'vitest';
import { ask, billed, execute } from './guarded.ts';
import { sendJson, startPartner } from './partner-on-socket.ts';
import { startStage } from './stage.ts';

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
