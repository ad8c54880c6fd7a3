/** Every call is told with its outcome, whatever it was, by names alone. */
import { expect, it } from 'vitest';
import type { ObservedCall } from '../../src/partners/observe-calls.ts';
import { startPartner } from './partner-on-socket.ts';
import { acme, startStage, want } from './stage.ts';

it('answers, absences and faults are told with partner, endpoint and duration', async () => {
  const seen: ObservedCall[] = [];
  const statuses = [200, 404, 500];
  const partner = await startPartner((_req, res) => {
    res.writeHead(statuses.shift() ?? 200, { 'content-type': 'application/json' }).end('{"price":1}');
  });
  const { fetch } = startStage([acme()], partner.baseUrl, { observe: (call) => void seen.push(call) });
  for (const ticker of ['A', 'B', 'C']) await fetch([want('c-1', { ticker })]);
  expect(seen.map(({ partner: id, endpoint, outcome }) => [id, endpoint, outcome])).toEqual([
    ['acme-market', 'quote', 'ANSWER'],
    ['acme-market', 'quote', 'NO_RECORD'],
    ['acme-market', 'quote', 'PARTNER_UNAVAILABLE'],
  ]);
  expect(seen.every(({ durationS }) => durationS > 0)).toBe(true);
});
