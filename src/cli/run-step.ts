/**
 * One step of starting as a person follows it on stderr: its name, a bar while it runs, and how long it took.
 */
import { type Progress, startProgress } from './progress.ts';

export async function runStep<T>(
  title: string,
  run: (report: (done: number, total: number) => void) => Promise<T>,
): Promise<T> {
  const startedAt = performance.now();
  let progress: Progress | undefined;
  try {
    return await run((done, total) => {
      progress ??= startProgress(title, total);
      progress.update(done);
    });
  } finally {
    progress?.stop();
    process.stderr.write(`  ${title} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)\n`);
  }
}
