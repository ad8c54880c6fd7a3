/**
 * One connection to Redis (or Valkey) for small, quick scripts. Whoever asks gets an answer or a rejection within a quarter of a second:
 * nothing is queued for a server that is away, and one that was slow is left alone for a second. Reconnects by itself. Knows which run of
 * the server it talks to, because another run may have forgotten what was written.
 */
import { createHash } from 'node:crypto';
import { createClient } from '@redis/client';

export interface RedisOptions {
  /** `redis://` or `rediss://`, with user, password and database number where needed. */
  readonly url: string;
  /** Before every key. */
  readonly keyPrefix?: string;
  /** Told once when the server goes away, with a name of what happened, and once when it is back. */
  readonly onAway?: (reason: string) => void;
  readonly onBack?: () => void;
}

export interface RedisRun {
  /** Another one after every start of the server. */
  readonly runId: string;
  /** By its own clock. */
  readonly startedAtUs: number;
}

export interface Redis {
  readonly keyPrefix: string;
  /** `run` is that of the server which will execute the script. Rejects with RedisAway where no answer came in time. */
  script(script: string, command: (run: RedisRun) => ScriptCall): Promise<unknown>;
  close(): Promise<void>;
}

export interface ScriptCall {
  readonly keys: readonly string[];
  readonly args: readonly string[];
}

export class RedisAway extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'RedisAway';
  }
}

const ANSWER_WITHIN_MS = 250;
const LEFT_ALONE_MS = 1_000;
const RECONNECT_WITHIN_MS = 1_000;
const CONNECT_WITHIN_MS = 1_000;

/** Never rejects: a server that is not there yet is away. */
export async function openRedis(options: RedisOptions): Promise<Redis> {
  const client = createClient({
    url: options.url,
    name: 'data-partner-gateway',
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    commandsQueueMaxLength: 10_000,
    socket: { connectTimeout: 1_000, reconnectStrategy: (tries) => Math.min(50 * 2 ** tries, RECONNECT_WITHIN_MS) },
  });
  const current = watchRun(client, options);
  let leftAloneUntil = 0;
  await Promise.race([client.connect().catch(() => undefined), delay(CONNECT_WITHIN_MS)]);
  await Promise.race([current.met(), delay(ANSWER_WITHIN_MS)]);
  return {
    keyPrefix: options.keyPrefix ?? 'gateway:',
    async script(script, command) {
      const run = current.run();
      if (run === null || performance.now() < leftAloneUntil) throw new RedisAway('not-connected');
      try {
        return await within(evaluate(client, script, command(run)));
      } catch (err) {
        leftAloneUntil = performance.now() + LEFT_ALONE_MS;
        throw err instanceof RedisAway ? err : new RedisAway('refused');
      }
    },
    close: async () => client.destroy(),
  };
}

interface Watched extends Client {
  readonly isReady: boolean;
  on(event: 'ready' | 'reconnecting' | 'error', listener: () => void): unknown;
}

/** Which run of the server answers on the connection of this moment; null while nobody knows. */
function watchRun(client: Watched, { onAway, onBack }: RedisOptions) {
  let run: RedisRun | null = null;
  let isAway = false;
  let meeting: Promise<void> = Promise.resolve();
  const lose = (reason: string): void => {
    run = null;
    if (isAway) return;
    isAway = true;
    onAway?.(reason);
  };
  const meet = async (): Promise<void> => {
    try {
      const info = await within(client.sendCommand(['INFO', 'server']));
      run = runOf(typeof info === 'string' ? info : '');
      if (isAway) onBack?.();
      isAway = false;
    } catch {
      lose('no-answer');
      setTimeout(() => void (client.isReady && run === null && meet()), LEFT_ALONE_MS).unref();
    }
  };
  // `ready` comes before any command of a new connection: until it is known which run answers there, nobody is let through.
  client.on('ready', () => {
    run = null;
    meeting = meet();
  });
  client.on('reconnecting', () => lose('connection-lost'));
  client.on('error', () => lose('connection-lost'));
  return { run: () => run, met: () => meeting };
}

interface Client {
  sendCommand(args: readonly string[]): Promise<unknown>;
}

const shaByScript = new Map<string, string>();

async function evaluate(client: Client, script: string, { keys, args }: ScriptCall): Promise<unknown> {
  const sha = shaByScript.get(script) ?? createHash('sha1').update(script).digest('hex');
  shaByScript.set(script, sha);
  const rest = [String(keys.length), ...keys, ...args];
  try {
    return await client.sendCommand(['EVALSHA', sha, ...rest]);
  } catch (err) {
    if (!(err instanceof Error) || !err.message.startsWith('NOSCRIPT')) throw err;
    return client.sendCommand(['EVAL', script, ...rest]);
  }
}

/** Later than asked, the answer is nobody's: what it took is given back by time. */
async function within<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new RedisAway('no-answer')), ANSWER_WITHIN_MS);
  });
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
    answer.catch(() => undefined);
  }
}

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

/** Uptime is told in whole seconds, rounded down: the start may seem later than it was, never earlier. */
function runOf(info: string): RedisRun {
  const field = (name: string): string => new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1] ?? '';
  const runId = field('run_id');
  const startedAtUs = Number(field('server_time_usec')) - Number(field('uptime_in_seconds')) * 1_000_000;
  if (runId === '' || !(startedAtUs > 0)) throw new RedisAway('unknown-server');
  return { runId, startedAtUs };
}
