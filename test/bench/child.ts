/**
 * A process of the bench and how its parent speaks to it: pinned to one core where `taskset` exists, ready when it says so, and
 * telling the CPU it used. Children end when their parent does.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import type { Server } from 'node:http';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createProfiler } from './profile.ts';

export interface Usage {
  /** User and system CPU of the process since its start, microseconds. */
  readonly cpuUs: number;
  /** Statements by name since the process started. */
  readonly statements: Readonly<Record<string, number>>;
}

export interface Child<Hello> {
  readonly hello: Hello;
  ask<T>(question: string, about?: unknown): Promise<T>;
  stop(): Promise<void>;
}

export const canPin = spawnSync('taskset', ['--version']).status === 0 && cpus().length >= 2;

export interface ChildOptions {
  readonly file: string;
  readonly about: unknown;
  readonly core: number;
  /** Node's own, before the script. */
  readonly flags?: readonly string[];
}

export async function startChild<Hello>({ file, about, core, flags = [] }: ChildOptions): Promise<Child<Hello>> {
  const script = fileURLToPath(new URL(file, import.meta.url));
  const command = [process.execPath, ...flags, '--import', 'tsx', script, JSON.stringify(about)];
  const [program = '', ...args] = canPin ? ['taskset', '-c', String(core), ...command] : command;
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const hello = await answerOf<Hello>(child, 'ready');
  return {
    hello,
    ask(question, asked) {
      const answer = answerOf<never>(child, question);
      child.send({ question, asked });
      return answer;
    },
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.disconnect();
      await gone;
    },
  };
}

interface Message {
  readonly to: string;
  readonly answer?: unknown;
  readonly failure?: string;
}

const answerOf = <T>(child: ChildProcess, question: string): Promise<T> =>
  new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`a bench process ended with ${code}`));
    const onMessage = ({ to, answer, failure }: Message): void => {
      if (to !== question) return;
      child.off('exit', onExit).off('message', onMessage);
      if (failure === undefined) resolve(answer as T);
      else reject(new Error(failure));
    };
    child.on('exit', onExit).on('message', onMessage);
  });

export type Answers = Readonly<Record<string, (asked: never) => unknown>>;

/** The child's side: says hello, answers questions, ends with its parent after `close`. */
export function serveParent(
  hello: unknown,
  answers: Answers,
  close: () => Promise<void> = () => Promise.resolve(),
): void {
  const profiler = createProfiler();
  const known: Answers = {
    ...answers,
    'profile-start': () => profiler.start(),
    'profile-stop': (file) => profiler.stop(file),
  };
  process.on('message', ({ question, asked }: { question: string; asked: never }) => {
    Promise.resolve(known[question]?.(asked)).then(
      (answer) => process.send?.({ to: question, answer }),
      (err: unknown) => process.send?.({ to: question, failure: String(err) }),
    );
  });
  process.once('disconnect', () => void close().finally(() => process.exit(0)));
  process.send?.({ to: 'ready', answer: hello });
}

export function usedCpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

export function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen');
  return `http://127.0.0.1:${address.port}`;
}
