/**
 * Runs the conformance suite for one connector and answers each guarantee with its outcome. The suite is test/contract/connectors*.test.ts,
 * run by the test runner itself: there is no second implementation. A development tool: the gateway never loads this.
 */
import type { TestCase } from 'vitest/node';

export interface Guarantee {
  /** The endpoint, `cassettes`, or empty for what concerns the whole connector. */
  readonly about: string;
  readonly title: string;
  /** The cassette where it is about one. */
  readonly member: string | null;
  readonly outcome: 'ok' | 'FAILED' | 'skipped';
  /** Why it failed or was skipped; empty otherwise. */
  readonly why: string;
}

export interface ConformanceOptions {
  readonly root: string;
  readonly connector: string;
  /** An OpenAPI document to judge by instead of the usual one. */
  readonly document?: string;
}

const SUITE = ['test/contract/connectors.test.ts', 'test/contract/connectors-over-http.test.ts'];

export async function runConformance(options: ConformanceOptions): Promise<readonly Guarantee[]> {
  const { root, connector, document } = options;
  const { startVitest } = await import('vitest/node');
  const guarantees: Guarantee[] = [];
  const vitest = await startVitest('test', SUITE, {
    root,
    config: `${root}/test/vitest.config.ts`,
    watch: false,
    testNamePattern: new RegExp(`^${connector} `),
    env: document === undefined ? {} : { VENDOR_DOCUMENT: `${connector} ${document}` },
    reporters: [
      {
        // In the order they are written, not in which they end: many run at the same time.
        onTestModuleEnd(module) {
          for (const test of module.children.allTests()) guarantees.push(...guaranteesOf(test, connector));
          for (const error of module.errors()) guarantees.push(unrunnable(module.relativeModuleId, error.message));
        },
      },
    ],
  });
  const crashed = vitest.state
    .getUnhandledErrors()
    .map((error) => unrunnable('the suite', String((error as Error).message)));
  await vitest.close();
  // The runner states its own view of success; ours is the list.
  process.exitCode = 0;
  return [...guarantees, ...crashed];
}

/** One, or none where the test is about another connector. */
function guaranteesOf(test: TestCase, connector: string): readonly Guarantee[] {
  const [of, ...names] = namesOf(test);
  if (of !== connector && !`${of} `.startsWith(`${connector} `)) return [];
  const title = names.length === 0 ? of.slice(connector.length + 1) : (names.at(-1) ?? '');
  const { state, errors } = test.result();
  const place = names.length > 1 ? (names[0] ?? '') : '';
  const cassette = /^cassette ([\w-]+)/.exec(place)?.[1] ?? /^cassette ([\w-]+) /.exec(title)?.[1] ?? null;
  const about = { about: cassette === null ? place : 'cassettes', title: cassette === null ? title : title.replace(/^cassette \S+ /, ''), member: cassette }; // prettier-ignore
  if (state === 'passed') return [{ ...about, outcome: 'ok', why: '' }];
  if (state === 'failed') return [{ ...about, outcome: 'FAILED', why: errors?.map(whyOf).join('; ') ?? '' }];
  const { note } = test.result() as { readonly note?: string };
  return [{ ...about, outcome: 'skipped', why: note ?? '' }];
}

/** Names from the outermost group to the test. */
function namesOf(test: TestCase): [string, ...string[]] {
  const names: string[] = [test.name];
  let parent = test.parent;
  while (parent.type === 'suite') {
    names.unshift(parent.name);
    parent = parent.parent;
  }
  return names as [string, ...string[]];
}

const unrunnable = (what: string, message: string): Guarantee => ({
  about: '',
  title: `${what} runs`,
  member: null,
  outcome: 'FAILED',
  why: oneLine(message),
});

/** What was expected and what came, where the message alone shows only how long both are. */
function whyOf({ message, diff = '' }: { readonly message: string; readonly diff?: string }): string {
  const changed = uncoloured(diff)
    .split('\n')
    .filter((line) => /^[-+] /.test(line) && !/^(- Expected|\+ Received)/.test(line))
    .slice(0, 6);
  return oneLine(
    changed.length === 0 || (!message.includes('…') && !/(Array|Object)\(\d/.test(message))
      ? message
      : `${message}: ${changed.join(' ')}`,
  );
}

const uncoloured = (text: string): string => text.replace(/\u001b\[[0-9;]*m/g, '');

/** Colour codes out, breaks closed up: one guarantee is one line. */
const oneLine = (message: string): string => {
  const plain = uncoloured(message).replace(/\s+/g, ' ').trim();
  return plain.length > 400 ? `${plain.slice(0, 400)} …` : plain;
};
