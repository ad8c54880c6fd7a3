/**
 * One step of starting as a person follows it on stderr: its name and a bar while it runs, and how long it took. A step that
 * failed is not told as done.
 */
import { type Progress, startProgress } from './progress.ts';

const CLEAR_LINE = '\r\u001b[K';

export async function runStep<T>(
  title: string,
  run: (report: (done: number, total: number) => void) => Promise<T>,
  out: NodeJS.WriteStream = process.stderr,
): Promise<T> {
  const startedAt = performance.now();
  const clear = out.isTTY ? CLEAR_LINE : '';
  let progress: Progress | undefined;
  if (out.isTTY) out.write(`  ${title} …`);
  try {
    const result = await run((done, total) => {
      if (progress === undefined) out.write(clear);
      progress ??= startProgress(title, total, out);
      progress.update(done);
    });
    progress?.stop();
    out.write(`${clear}  ${title} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)\n`);
    return result;
  } catch (err) {
    progress?.stop();
    out.write(clear);
    throw err;
  }
}
