/**
 * One at a time, and who asks the same meanwhile gets the same answer: each impact reads the facts of all customers, and somebody who asks
 * again and again must not keep the database from everybody else. A failure is its askers' alone: the next one starts anew.
 */
export function createTurns<T>(): (key: string, work: () => Promise<T>) => Promise<T> {
  const running = new Map<string, Promise<T>>();
  let last: Promise<unknown> = Promise.resolve();
  return (key, work) => {
    const known = running.get(key);
    if (known !== undefined) return known;
    const mine = last.then(work).finally(() => running.delete(key));
    running.set(key, mine);
    last = mine.catch(() => undefined);
    return mine;
  };
}
