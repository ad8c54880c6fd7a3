/**
 * The table a run prints: each variant's figures, the ratio against the row's baseline, and the target beside it.
 */
import { cpus, totalmem } from 'node:os';
import { canPin } from './child.ts';
import type { Measured } from './measure.ts';
import type { Row } from './rows.ts';

export const machineLine = (database: string): string => {
  const model = cpus()[0]?.model.trim() ?? 'unknown';
  const pinned = canPin
    ? 'server on core 0, load and partners on core 1'
    : 'not pinned: taskset or a second core is missing';
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  return `Node ${process.version}, ${cpus().length} × ${model}, ${memory}; ${pinned}; ${database}`;
};

const HEAD = ['row', 'variant', 'customers/s', 'p50 ms', 'p99 ms', 'CPU µs', 'ratio', 'target', ''];

export function rowLines(row: Row, [baseline, subject]: readonly Measured[]): readonly (readonly string[])[] {
  if (baseline === undefined || subject === undefined) throw new Error(`row ${row.id} was not measured`);
  const ratio = row.compares === 'CPU' ? subject.cpuUs / baseline.cpuUs : subject.perSecond / baseline.perSecond;
  return [
    [row.id, baseline.variant.name, ...figures(baseline), '1.00', '', ''],
    ['', subject.variant.name, ...figures(subject), ratio.toFixed(2), row.target?.text ?? '', verdict(row, ratio)],
  ];
}

function verdict({ target, compares }: Row, ratio: number): string {
  if (target === null) return '';
  const isReached = compares === 'CPU' ? ratio <= target.ratio : ratio >= target.ratio;
  return isReached ? 'reached' : 'missed';
}

const figures = ({ perSecond, p50, p99, cpuUs }: Measured): readonly string[] =>
  [perSecond, p50, p99, cpuUs].map((value) => String(Math.round(value)));

export function table(lines: readonly (readonly string[])[]): string {
  const all = [HEAD, ...lines];
  const widths = HEAD.map((_, i) => Math.max(...all.map((line) => (line[i] ?? '').length)));
  const isText = (i: number): boolean => i < 2 || i > 6;
  const pad = (cell: string, i: number): string =>
    isText(i) ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0);
  return all.map((line) => line.map(pad).join('  ').trimEnd()).join('\n');
}

/** What one request alone asks of the database. */
export const statementLine = ({ variant, statements }: Measured): string =>
  `${variant.name}: ${Object.entries(statements)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ')}`;
