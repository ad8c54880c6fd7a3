/**
 * A text that a document's pattern takes, for patterns as vendors write them: literals, classes, groups, counts. undefined where it finds
 * none; what it answers has been held against the pattern. Pure.
 */
export function textForPattern(pattern: string, leastLength = 0): string | undefined {
  const short = read(pattern, 1);
  return short === undefined || short.length >= leastLength ? short : (read(pattern, leastLength) ?? short);
}

function read(pattern: string, openEnded: number): string | undefined {
  try {
    const reader: Reader = { rest: pattern, openEnded };
    const text = readChoices(reader);
    return reader.rest === '' && new RegExp(pattern, 'u').test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

interface Reader {
  rest: string;
  /** How often to repeat what may be repeated without end. */
  readonly openEnded: number;
}

const take = (reader: Reader, form: RegExp): RegExpExecArray | null => {
  const found = form.exec(reader.rest);
  if (found !== null) reader.rest = reader.rest.slice(found[0].length);
  return found;
};

/** The first of several. */
function readChoices(reader: Reader): string {
  const texts = [readSequence(reader)];
  while (take(reader, /^\|/) !== null) texts.push(readSequence(reader));
  return texts[0] ?? '';
}

function readSequence(reader: Reader): string {
  let text = '';
  while (reader.rest !== '' && !/^[|)]/.test(reader.rest)) {
    if (take(reader, /^(\^|\$|\\b|\\A|\\[zZ])/) !== null) continue;
    text += readOne(reader).repeat(readCount(reader));
  }
  return text;
}

function readOne(reader: Reader): string {
  if (take(reader, /^\((\?:|\?<\w+>)?(?!\?)/) !== null) {
    const text = readChoices(reader);
    if (take(reader, /^\)/) === null) throw new Error('a group has no end');
    return text;
  }
  const set = take(reader, /^\[(\^?)((?:\\.|[^\]\\])*)\]/);
  if (set !== null) return memberOf(`[${set[1] ?? ''}${set[2] ?? ''}]`);
  const escaped = take(reader, /^\\(?:[dwsDWS]|p\{\w+\})/);
  if (escaped !== null) return memberOf(escaped[0]);
  return (
    take(reader, /^\\(.)/)?.[1] ??
    take(reader, /^\./)?.[0].replace('.', 'a') ??
    take(reader, /^[^()[\]|*+?{]/)?.[0] ??
    fail()
  );
}

const fail = (): never => {
  throw new Error('a form that is not read here');
};

const COMMON = [...'aA0b1 -_.:/@+,#=$%&'];

const memberOf = (set: string): string => COMMON.find((one) => new RegExp(`^${set}$`, 'u').test(one)) ?? fail();

/** As few as are allowed, and one where none is; more only of what has no end. */
function readCount(reader: Reader): number {
  const counted = take(reader, /^(?:\{(\d+)(?:,(\d*))?\}|([*+?]))\??/);
  if (counted === null) return 1;
  const [, least, most, sign] = counted;
  if (least === undefined) return sign === '?' ? 1 : reader.openEnded;
  if (most === '') return Math.max(Number(least), reader.openEnded);
  return Number(least) > 0 || most === '0' ? Number(least) : 1;
}
