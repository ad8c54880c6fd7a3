/**
 * Counters and timings about calls to partners. Labels are names from our own vocabulary.
 */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export interface PartnerMetrics {
  readonly partnerCalls: Counter<'partner' | 'endpoint' | 'outcome'>;
  readonly partnerDurationS: Histogram<'partner' | 'endpoint'>;
  readonly partnerAnswerS: Histogram<'partner' | 'endpoint'>;
  readonly partnerDecisions: Counter<'partner' | 'step' | 'decision' | 'reason'>;
  readonly partnerMessages: Counter<'partner' | 'outcome'>;
  readonly partnerBudgetSpentRatio: Gauge<'partner' | 'meter' | 'agreement'>;
  readonly partnerDrift: Counter<'partner' | 'endpoint' | 'kind'>;
}

export function createPartnerMetrics(registers: Registry[], seconds: number[]): PartnerMetrics {
  return {
    partnerCalls: new Counter({
      name: 'gateway_partner_calls_total',
      help: 'Calls to partners by outcome.',
      labelNames: ['partner', 'endpoint', 'outcome'],
      registers,
    }),
    ...createTimings(registers, seconds),
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
      help: 'How much of a quota or budget was spent when this process last counted a call in it: 0 to 1. No agreement: a quota of the partner.',
      labelNames: ['partner', 'meter', 'agreement'],
      registers,
    }),
    partnerDrift: createDriftCounter(registers),
  };
}

const createTimings = (
  registers: Registry[],
  buckets: number[],
): Pick<PartnerMetrics, 'partnerDurationS' | 'partnerAnswerS'> => ({
  partnerDurationS: new Histogram({
    name: 'gateway_partner_call_duration_seconds',
    help: 'Time of one partner call, from asking to its outcome, waits included.',
    labelNames: ['partner', 'endpoint'],
    buckets,
    registers,
  }),
  partnerAnswerS: new Histogram({
    name: 'gateway_partner_answer_seconds',
    help: 'Time a partner took for one request, from sending it to the end of its answer, or until nobody waited any more.',
    labelNames: ['partner', 'endpoint'],
    buckets,
    registers,
  }),
});

const createDriftCounter = (registers: Registry[]): PartnerMetrics['partnerDrift'] =>
  new Counter({
    name: 'gateway_partner_drift_total',
    help: 'Ways in which answers of partners came to differ from what is usual, noticed by this process.',
    labelNames: ['partner', 'endpoint', 'kind'],
    registers,
  });
