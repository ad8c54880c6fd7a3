/**
 * A module that never gives the thread back stops every timer of its process, so that nothing in it could set the folder aside. Another
 * thread watches: it names the folder and ends the process, because a start that hangs for ever without a word is worse. A folder that
 * ends the process itself is named too.
 */
import { Worker } from 'node:worker_threads';

export interface LoadingWatch {
  entering(folder: string): void;
  end(): Promise<void>;
}

/** Plain JavaScript, so that the thread needs no loader: it starts before any folder is touched. */
const WATCHER = `
const { workerData: { beats, limitMs }, parentPort } = require('node:worker_threads');
const { writeSync } = require('node:fs');
let folder = '';
parentPort.on('message', (name) => { folder = name; });
let seen = -1;
let since = 0;
setInterval(() => {
  const beat = Atomics.load(beats, 0);
  if (beat !== seen) { seen = beat; since = Date.now(); }
  if (Date.now() - since < limitMs) return;
  writeSync(2, 'connectors/' + folder + ' has kept the process from doing anything else for ' + limitMs + ' ms while loading: ' +
    'an endless loop outside its functions? Mend the folder or take it away, then start again.\\n');
  process.kill(process.pid, 'SIGKILL');
}, limitMs / 10);
`;

export function watchLoading(limitMs: number): LoadingWatch {
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(WATCHER, { eval: true, execArgv: [], workerData: { beats, limitMs } });
  worker.unref();
  let loading = '';
  const onExit = (): void => console.error(`connectors/${loading} ended the process while loading.`);
  process.on('exit', onExit);
  const beating = setInterval(() => Atomics.add(beats, 0, 1), Math.min(250, limitMs / 4));
  return {
    entering(folder) {
      loading = folder;
      worker.postMessage(folder);
    },
    async end() {
      process.off('exit', onExit);
      clearInterval(beating);
      await worker.terminate();
    },
  };
}
