/**
 * The demo bank's only source of chance: a fixed seed and a topic give the same number on every machine. No clock, no state,
 * so that adding a topic never changes what another one drew.
 */
const SEED = 0x5eed_ba4c;

/** A stable number in [0, 1): FNV-1a over the topic, then the finaliser of splitmix32. */
export function chanceOf(topic: string): number {
  let hash = SEED;
  for (let i = 0; i < topic.length; i += 1) hash = Math.imul(hash ^ topic.charCodeAt(i), 0x0100_0193);
  return splitmix32(hash) / 2 ** 32;
}

function splitmix32(seed: number): number {
  let mixed = (seed + 0x9e37_79b9) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0_aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

/** A whole number from 0 to below `limit`. */
export const wholeOf = (topic: string, limit: number): number => Math.floor(chanceOf(topic) * limit);

export const pickOf = <T>(topic: string, choices: readonly [T, ...T[]]): T =>
  choices[wholeOf(topic, choices.length)] ?? choices[0];

export const digitsOf = (topic: string, length: number): string =>
  Array.from({ length }, (_, i) => wholeOf(`${topic} ${i}`, 10)).join('');

/** Version 4 form of RFC 9562, made of stable numbers. */
export function uuidOf(topic: string): string {
  const hex = Array.from({ length: 32 }, (_, i) => wholeOf(`${topic} ${i}`, 16).toString(16));
  hex[12] = '4';
  hex[16] = '89ab'.charAt(wholeOf(`${topic} variant`, 4));
  const text = hex.join('');
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-');
}
