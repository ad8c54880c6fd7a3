/**
 * An error without its message, which could quote a partner, a query or a value: class, code and our own frames. Never throws.
 */
const NAME = /^\w{1,64}$/;
const MAX_CAUSES = 4;
const MAX_FRAMES = 8;

export function describeError(err: unknown, causes = MAX_CAUSES): object {
  if (!(err instanceof Error)) return { type: typeof err };
  try {
    const { code, internal } = err as { code?: unknown; internal?: unknown };
    const frames = framesOf(err);
    return {
      type: NAME.test(err.name) ? err.name : 'Error',
      ...(typeof code === 'string' && NAME.test(code) ? { code } : {}),
      ...(typeof internal === 'string' ? { internal } : {}),
      frames,
      ...(err.cause === undefined || causes === 0 ? {} : { cause: describeError(err.cause, causes - 1) }),
    };
  } catch {
    return { type: 'Error' };
  }
}

/** Only the trailing block of frames: lines above it belong to the message, whatever they look like. */
function framesOf({ stack = '', message }: Error): readonly string[] {
  const at = message === '' ? -1 : stack.indexOf(message);
  const lines = (at < 0 ? stack : stack.slice(at + message.length)).split('\n');
  const first = lines.findLastIndex((line) => line !== '' && !/^ {4}at /.test(line)) + 1;
  return lines
    .slice(first)
    .filter((line) => line !== '')
    .slice(0, MAX_FRAMES)
    .map((line) => line.trim());
}
