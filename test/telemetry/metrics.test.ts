/**
 * The metrics page: the text form of Prometheus, with labels of our own vocabulary.
 */
import { expect, it } from 'vitest';
import { createMetrics } from '../../src/telemetry/metrics.ts';

it('shows what was counted and timed, by outcome, partner and endpoint', async () => {
  const metrics = createMetrics();
  metrics.requests.inc({ outcome: '2xx' });
  metrics.requestDurationS.observe({ outcome: '2xx' }, 0.004);
  metrics.partnerCalls.inc({ partner: 'mx-credit', endpoint: 'accounts', outcome: 'record' });
  metrics.partnerDurationS.observe({ partner: 'mx-credit', endpoint: 'accounts' }, 0.02);
  const { contentType, body } = await metrics.page();
  expect(contentType).toContain('text/plain');
  expect(body).toContain('gateway_requests_total{outcome="2xx"} 1');
  expect(body).toContain('gateway_request_duration_seconds_bucket{le="0.005",outcome="2xx"} 1');
  expect(body).toContain('gateway_request_duration_seconds_bucket{le="0.0025",outcome="2xx"} 0');
  expect(body).toContain('gateway_partner_calls_total{partner="mx-credit",endpoint="accounts",outcome="record"} 1');
  expect(body).toMatch(/^process_cpu_seconds_total /m);
});

it('of two gateways in one process count apart', async () => {
  const [one, other] = [createMetrics(), createMetrics()];
  one.requests.inc({ outcome: '5xx' });
  expect((await other.page()).body).not.toContain('outcome="5xx"');
});

it('refuse a label that is not declared', () => {
  const labels: Record<string, string> = { customer: 'CUST-000001' };
  expect(() => createMetrics().requests.inc(labels)).toThrow(/label/);
});
