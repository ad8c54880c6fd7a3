/**
 * The rows of the bench: what runs against what, and what it must reach. The first variant of a row is its baseline.
 */
import type { BaselineAbout } from './baseline.ts';
import type { GatewayAbout } from './gateway.ts';

export interface Variant {
  readonly name: string;
  readonly runs:
    | { readonly file: './gateway.ts'; readonly about: Pick<GatewayAbout, 'records' | 'governance'> }
    | { readonly file: './baseline.ts'; readonly about: Pick<BaselineAbout, 'kind'> };
  readonly shape: 'one' | 'many';
  readonly connections: number;
}

export interface Row {
  readonly id: string;
  /** Its number in the table of targets. */
  readonly number: number;
  readonly title: string;
  readonly partnerLatencyMs: number;
  readonly variants: readonly [baseline: Variant, subject: Variant];
  readonly compares: 'throughput' | 'CPU';
  readonly target: { readonly ratio: number; readonly text: string } | null;
  readonly note?: string;
}

const CONNECTIONS = 64;
const BATCH_CONNECTIONS = 8;
const SLOW_CONNECTIONS = 256;

const baseline = (kind: BaselineAbout['kind'], name: string, connections = CONNECTIONS): Variant => ({
  name,
  runs: { file: './baseline.ts', about: { kind } },
  shape: 'one',
  connections,
});

const gateway = (
  records: GatewayAbout['records'],
  name: string,
  governance: GatewayAbout['governance'] = 'on',
  differs: Partial<Variant> = {},
): Variant => ({
  name,
  runs: { file: './gateway.ts', about: { records, governance } },
  shape: 'one',
  connections: CONNECTIONS,
  ...differs,
});

const REST = 'Apollo + RESTDataSource, ungoverned';

export const ROWS: readonly Row[] = [
  {
    id: '1',
    number: 1,
    title: 'one customer from stored records',
    partnerLatencyMs: 0,
    variants: [baseline('memory', 'Apollo + Express, in memory'), gateway('stored', 'gateway, governed')],
    compares: 'throughput',
    target: { ratio: 1.5, text: '≥ 1.5' },
  },
  {
    id: '2',
    number: 2,
    title: 'one customer, three partners called, 0 ms',
    partnerLatencyMs: 0,
    variants: [baseline('rest', REST), gateway('live', 'gateway, governed')],
    compares: 'throughput',
    target: { ratio: 2.5, text: '≥ 2.5' },
  },
  {
    id: '3',
    number: 3,
    title: 'one customer, three partners called, 20 ms',
    partnerLatencyMs: 20,
    variants: [
      baseline('rest', REST, SLOW_CONNECTIONS),
      gateway('live', 'gateway, governed', 'on', { connections: SLOW_CONNECTIONS }),
    ],
    compares: 'throughput',
    target: null,
    note: 'Hive Gateway as baseline (target ≥ 5): later; at 0 ms see row 2',
  },
  {
    id: '4',
    number: 4,
    title: 'one caller, three partners called, 20 ms',
    partnerLatencyMs: 20,
    variants: [
      baseline('raw', 'raw node:http, the same calls', 1),
      gateway('live', 'gateway, governed', 'on', { connections: 1 }),
    ],
    compares: 'throughput',
    target: null,
    note: 'target: at most 3 ms more at p50, 10 ms more at p99',
  },
  {
    id: '5',
    number: 5,
    title: 'customers per second, 100 in a query',
    partnerLatencyMs: 0,
    variants: [
      gateway('stored', '100 single queries'),
      gateway('stored', '1 query of 100', 'on', { shape: 'many', connections: BATCH_CONNECTIONS }),
    ],
    compares: 'throughput',
    target: { ratio: 8, text: '≥ 8' },
  },
  {
    id: '7a',
    number: 7,
    title: 'cost of governance, three partners called',
    partnerLatencyMs: 0,
    variants: [gateway('live', 'governance off', 'off'), gateway('live', 'governance on')],
    compares: 'CPU',
    target: { ratio: 1.25, text: '≤ 1.25' },
  },
  {
    id: '7b',
    number: 7,
    title: 'cost of governance, stored records',
    partnerLatencyMs: 0,
    variants: [gateway('stored', 'governance off', 'off'), gateway('stored', 'governance on')],
    compares: 'CPU',
    target: { ratio: 1.25, text: '≤ 1.25' },
  },
];
