/**
 * From bytes to a losslessly parsed body: content encodings undone under the same size cap (a small body may unpack to gigabytes),
 * UTF-8 checked, JSON parsed. Never throws; what cannot be read has a named reason.
 */
import { isUtf8 } from 'node:buffer';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { parseWire } from '../../sdk/index.ts';
import type { BodyProblem, ReadAnswer } from '../ask.ts';
import { MAX_BODY_BYTES } from './client.ts';
import type { RawAnswer } from './collect-answer.ts';

const DECODERS = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const;

/** What the gateway asks for; the others are understood because some partners send them unasked. */
export const ACCEPT_ENCODING = 'gzip';

export async function readAnswer({ status, headers, body }: RawAnswer): Promise<ReadAnswer> {
  const read = typeof body === 'string' ? { problem: body } : parse(await decode(body, headers['content-encoding']));
  return 'problem' in read
    ? { status, headers, body: undefined, bodyProblem: read.problem }
    : { status, headers, body: read.parsed, bodyProblem: null };
}

type Problem = { readonly problem: BodyProblem };

async function decode(bytes: Buffer, encoding: string | undefined): Promise<Buffer | Problem> {
  const name = encoding?.trim().toLowerCase();
  if (name === undefined || name === '' || name === 'identity') return bytes;
  const decoder = Object.hasOwn(DECODERS, name) ? DECODERS[name as keyof typeof DECODERS] : undefined;
  if (decoder === undefined) return { problem: 'content-encoding' };
  try {
    return await decoder(bytes, { maxOutputLength: MAX_BODY_BYTES });
  } catch (error) {
    const isTooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return { problem: isTooLarge ? 'body-too-large' : 'content-encoding' };
  }
}

function parse(bytes: Buffer | Problem): Problem | { readonly parsed: unknown } {
  if ('problem' in bytes) return bytes;
  if (bytes.length === 0) return { problem: 'empty-body' };
  if (!isUtf8(bytes)) return { problem: 'not-utf8' };
  try {
    // A byte order mark may be ignored (RFC 8259, 8.1).
    return { parsed: parseWire(bytes.toString('utf8').replace(/^\uFEFF/, '')) };
  } catch {
    return { problem: 'not-json' };
  }
}
