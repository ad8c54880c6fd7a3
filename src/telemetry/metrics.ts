/**
 * Counters and timings in the Prometheus text form. Labels are names from our own vocabulary: never an id of a customer or caller.
 */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type PartnerGauges, registerPartnerGauges } from './partner-gauges.ts';
import { createPartnerMetrics, type PartnerMetrics } from './partner-metrics.ts';

export interface Metrics extends PartnerMetrics {
  readonly requests: Counter<'outcome'>;
  readonly requestDurationS: Histogram<'outcome'>;
  /** Word to recipients that a consent ended, by what became of an attempt. */
  readonly notifications: Counter<'outcome'>;
  /** Set by the chore that looks for them. */
  readonly remindersOverdue: Gauge<'kind'>;
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
    notifications: new Counter({
      name: 'gateway_notifications_total',
      help: 'Attempts to tell recipients that a consent ended: delivered, retried, given-up.',
      labelNames: ['outcome'],
      registers,
    }),
    remindersOverdue: new Gauge({
      name: 'gateway_agreement_reminders_overdue',
      help: 'What should have been done about agreements and impact assessments by now, at most an hour ago; see agreementReminders.',
      labelNames: ['kind'],
      registers,
    }),
    ...createPartnerMetrics(registers, SECONDS),
    watchPartners: (read) => registerPartnerGauges(registers, read),
    page: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  };
}
