/**
 * A progress bar on stderr where that is a terminal; elsewhere a line at each tenth, so that logs stay readable.
 */
import { SingleBar } from 'cli-progress';

export interface Progress {
  readonly update: (done: number) => void;
  /** Clears the bar. Call it once, also after a failure. */
  readonly stop: () => void;
}

/** `total` in whatever unit `update` counts: bytes, rows. */
export function startProgress(title: string, total: number, out: NodeJS.WriteStream = process.stderr): Progress {
  if (!out.isTTY) return lines(title, total, out);
  const bar = new SingleBar({ format: `  ${title} {bar} {percentage}%`, clearOnComplete: true, stream: out });
  bar.start(Math.max(total, 1), 0);
  return { update: (done) => bar.update(Math.min(done, total)), stop: () => bar.stop() };
}

function lines(title: string, total: number, out: NodeJS.WriteStream): Progress {
  let told = 0;
  return {
    update(done) {
      const tenth = Math.floor((done / Math.max(total, 1)) * 10);
      if (tenth <= told || tenth > 10) return;
      told = tenth;
      out.write(`  ${title}: ${tenth * 10} %\n`);
    },
    stop: () => undefined,
  };
}
