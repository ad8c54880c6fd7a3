/**
 * One connection to Redis (or Valkey) for small, quick scripts. Whoever asks gets an answer or a rejection within a quarter of a second:
 * nothing is queued for a server that is away, and one that was slow is left alone for a second. Reconnects by itself, also where an open
 * connection has fallen silent: behind it there may be nobody any more, which TCP finds out after a quarter of an hour. Knows which run of
 * the server it talks to, because another run may have forgotten what was written.
 */
import { createHash } from 'node:crypto';
import { createClient } from '@redis/client';

export interface RedisOptions {
  /** `redis://` or `rediss://`, with user, password and database number where needed. */
  readonly url: string;
  /** Before every key. */
  readonly keyPrefix?: string;
  /** A connection on which nothing was answered for so long is given up for a new one. Default: five seconds. */
  readonly silentMs?: number;
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
const SILENT_MS = 5_000;

/** Never rejects: a server that is not there yet is away. */
export async function openRedis(options: RedisOptions): Promise<Redis> {
  const told = tellPresence(options);
  let isClosed = false;
  const open = (): Link => {
    const opened = openLink(options, told, () => {
      if (isClosed || link !== opened) return;
      told.away('no-answer');
      opened.client.destroy();
      link = open();
      void link.connect();
    });
    return opened;
  };
  let link = open();
  let leftAloneUntil = 0;
  await Promise.race([link.connect(), delay(CONNECT_WITHIN_MS)]);
  await Promise.race([link.met(), delay(ANSWER_WITHIN_MS)]);
  return {
    keyPrefix: options.keyPrefix ?? 'gateway:',
    async script(script, command) {
      const { client, run, silence } = link;
      const current = run();
      if (current === null || performance.now() < leftAloneUntil) throw new RedisAway('not-connected');
      try {
        const answer = await within(evaluate(client, script, command(current)));
        silence.ended();
        return answer;
      } catch (err) {
        leftAloneUntil = performance.now() + LEFT_ALONE_MS;
        silence.lasts();
        throw err instanceof RedisAway ? err : new RedisAway('refused');
      }
    },
    async close() {
      isClosed = true;
      link.client.destroy();
    },
  };
}

interface Presence {
  readonly away: (reason: string) => void;
  readonly back: () => void;
}

/** Each change once. */
function tellPresence({ onAway, onBack }: RedisOptions): Presence {
  let isAway = false;
  return {
    away(reason) {
      if (!isAway) onAway?.(reason);
      isAway = true;
    },
    back() {
      if (isAway) onBack?.();
      isAway = false;
    },
  };
}

interface Link {
  readonly client: Client & { destroy(): void };
  readonly connect: () => Promise<unknown>;
  /** Which run of the server answers on the connection of this moment; null while nobody knows. */
  readonly run: () => RedisRun | null;
  readonly met: () => Promise<void>;
  readonly silence: Silence;
}

function openLink({ url, silentMs = SILENT_MS }: RedisOptions, told: Presence, onSilent: () => void): Link {
  const client = createClient({
    url,
    name: 'data-partner-gateway',
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    commandsQueueMaxLength: 10_000,
    socket: { connectTimeout: 1_000, reconnectStrategy: (tries) => Math.min(50 * 2 ** tries, RECONNECT_WITHIN_MS) },
  });
  const silence = createSilence(silentMs, () => {
    within(client.sendCommand(['PING'])).then(silence.ended, onSilent);
  });
  return {
    client,
    connect: () => client.connect().catch(() => undefined),
    silence,
    ...watchRun(client, told, silence),
  };
}

interface Silence {
  readonly ended: () => void;
  /** Something was not answered. */
  readonly lasts: () => void;
}

function createSilence(tooLongMs: number, onTooLong: () => void): Silence {
  let timer: NodeJS.Timeout | undefined;
  return {
    ended() {
      clearTimeout(timer);
      timer = undefined;
    },
    lasts() {
      timer ??= setTimeout(onTooLong, tooLongMs).unref();
    },
  };
}

interface Watched extends Client {
  readonly isReady: boolean;
  on(event: 'connect' | 'ready' | 'reconnecting' | 'error', listener: () => void): unknown;
}

function watchRun(client: Watched, told: Presence, silence: Silence): Pick<Link, 'run' | 'met'> {
  let run: RedisRun | null = null;
  let meeting: Promise<void> = Promise.resolve();
  const lose = (reason: string): void => {
    run = null;
    told.away(reason);
  };
  const meet = async (): Promise<void> => {
    try {
      const info = await within(client.sendCommand(['INFO', 'server']));
      run = runOf(typeof info === 'string' ? info : '');
      silence.ended();
      told.back();
    } catch {
      lose('no-answer');
      silence.lasts();
      setTimeout(() => void (client.isReady && run === null && meet()), LEFT_ALONE_MS).unref();
    }
  };
  // Even the greeting may stay unanswered.
  client.on('connect', () => silence.lasts());
  // `ready` comes before any command of a new connection: until it is known which run answers there, nobody is let through.
  client.on('ready', () => {
    run = null;
    silence.ended();
    meeting = meet();
  });
  client.on('reconnecting', () => {
    silence.ended();
    lose('connection-lost');
  });
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
