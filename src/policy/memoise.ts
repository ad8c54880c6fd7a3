/**
 * Works a value out once per key, for the life of one decision. A throw is not kept, so it repeats.
 */
export function memoise<K, V>(work: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const value = work(key);
    known.set(key, value);
    return value;
  };
}
