/** Work that is too large to be done for everybody at once. */
import { expect, it } from 'vitest';
import { createTurns } from '../../src/governance/agreements/impact/take-turns.ts';

/** Work that ends when it is told to. */
function openWork() {
  const begun: string[] = [];
  const ends = new Map<string, (answer: string | Error) => void>();
  const work = (name: string) => () => {
    begun.push(name);
    return new Promise<string>((resolve, reject) =>
      ends.set(name, (answer) => (answer instanceof Error ? reject(answer) : resolve(answer))),
    );
  };
  return { begun, work, end: (name: string, answer: string | Error) => ends.get(name)?.(answer) };
}

it('is done once for all who ask the same meanwhile, and anew for whoever asks later', async () => {
  const { begun, work, end } = openWork();
  const inTurn = createTurns<string>();
  const asked = [inTurn('a', work('first')), inTurn('a', work('second')), inTurn('a', work('third'))];
  await expect.poll(() => begun).toEqual(['first']);
  end('first', 'one');
  expect(await Promise.all(asked)).toEqual(['one', 'one', 'one']);
  const later = inTurn('a', work('later'));
  await expect.poll(() => begun).toEqual(['first', 'later']);
  end('later', 'two');
  expect(await later).toBe('two');
});

it('is done one after the other for different questions, also after one that failed', async () => {
  const { begun, work, end } = openWork();
  const inTurn = createTurns<string>();
  const [a, b] = [inTurn('a', work('a')), inTurn('b', work('b'))];
  await expect.poll(() => begun).toEqual(['a']);
  end('a', new Error('lost'));
  await expect(a).rejects.toThrow('lost');
  await expect.poll(() => begun).toEqual(['a', 'b']);
  end('b', 'done');
  expect(await b).toBe('done');
});
