/**
 * Gauges of partners that are read when the page is made, not when something changes: a state that nobody reported anew is still true.
 */
import { Gauge, type Registry } from 'prom-client';

export interface PartnerGauges {
  readonly partner: string;
  readonly circuit: string;
  readonly quarantinedFields: number;
  readonly driftAlerts: number;
}

const CIRCUIT_STATES = ['CLOSED', 'THROTTLED', 'HALF_OPEN', 'OPEN', 'HELD'];

export function registerPartnerGauges(registers: Registry[], read: () => readonly PartnerGauges[]): void {
  const circuit = new Gauge({
    name: 'gateway_partner_circuit_state',
    help: 'The circuit of each partner in this process: 0 closed, 1 throttled, 2 half open, 3 open, 4 held by a person.',
    labelNames: ['partner'],
    registers,
    collect() {
      for (const { partner, circuit: state } of read()) circuit.set({ partner }, CIRCUIT_STATES.indexOf(state));
    },
  });
  const drift = new Gauge({
    name: 'gateway_partner_drift_alerts',
    help: 'Ways in which answers of partners are unlike usual now, whoever noticed: this process, another one, or a command.',
    labelNames: ['partner'],
    registers,
    collect() {
      for (const { partner, driftAlerts } of read()) drift.set({ partner }, driftAlerts);
    },
  });
  const quarantined = new Gauge({
    name: 'gateway_partner_quarantined_fields',
    help: 'Fields of partners that are withheld because their unit changed.',
    labelNames: ['partner'],
    registers,
    collect() {
      for (const { partner, quarantinedFields } of read()) quarantined.set({ partner }, quarantinedFields);
    },
  });
}
