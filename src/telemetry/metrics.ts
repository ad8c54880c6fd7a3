/**
 * Counters and timings in the Prometheus text form. Labels are names from our own vocabulary: never an id of a customer or caller.
 */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type PartnerGauges, registerPartnerGauges } from './partner-gauges.ts';

export interface Metrics {
  readonly requests: Counter<'outcome'>;
  readonly requestDurationS: Histogram<'outcome'>;
  readonly partnerCalls: Counter<'partner' | 'endpoint' | 'outcome'>;
  readonly partnerDurationS: Histogram<'partner' | 'endpoint'>;
  readonly partnerDecisions: Counter<'partner' | 'step' | 'decision' | 'reason'>;
  readonly partnerMessages: Counter<'partner' | 'outcome'>;
  readonly partnerBudgetSpentRatio: Gauge<'partner' | 'meter'>;
  readonly partnerDrift: Counter<'partner' | 'endpoint' | 'kind'>;
  /** Asks for the present state of circuits and withheld fields whenever the page is made. */
  watchPartners(read: () => readonly PartnerGauges[]): void;
  /** The whole page, with its content type. */
  page(): Promise<{ readonly contentType: string; readonly body: string }>;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    requests: new Counter({
      name: 'gateway_requests_total',
      help: 'GraphQL requests by HTTP outcome.',
      labelNames: ['outcome'],
      registers,
    }),
    requestDurationS: new Histogram({
      name: 'gateway_request_duration_seconds',
      help: 'Time from the first byte of a GraphQL request to the last of its answer.',
      labelNames: ['outcome'],
      buckets: SECONDS,
      registers,
    }),
    partnerCalls: new Counter({
      name: 'gateway_partner_calls_total',
      help: 'Calls to partners by outcome.',
      labelNames: ['partner', 'endpoint', 'outcome'],
      registers,
    }),
    partnerDurationS: new Histogram({
      name: 'gateway_partner_call_duration_seconds',
      help: 'Time of one partner call, from asking to its outcome, waits included.',
      labelNames: ['partner', 'endpoint'],
      buckets: SECONDS,
      registers,
    }),
    partnerMessages: new Counter({
      name: 'gateway_partner_messages_total',
      help: 'Messages that partners sent by themselves, by outcome.',
      labelNames: ['partner', 'outcome'],
      registers,
    }),
    partnerDecisions: new Counter({
      name: 'gateway_partner_decisions_total',
      help: 'What the gateway decided by itself about calls to partners, and why.',
      labelNames: ['partner', 'step', 'decision', 'reason'],
      registers,
    }),
    partnerBudgetSpentRatio: new Gauge({
      name: 'gateway_partner_budget_spent_ratio',
      help: 'How much of a quota or budget was spent when this process last counted a call in it: 0 to 1.',
      labelNames: ['partner', 'meter'],
      registers,
    }),
    partnerDrift: new Counter({
      name: 'gateway_partner_drift_total',
      help: 'Ways in which answers of partners came to differ from what is usual, noticed by this process.',
      labelNames: ['partner', 'endpoint', 'kind'],
      registers,
    }),
    watchPartners: (read) => registerPartnerGauges(registers, read),
    page: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  };
}
