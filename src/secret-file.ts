/**
 * Secrets kept in files, as secret stores mount them. Looked at on every use and read again when the file is another or has changed, so that
 * a rotated secret counts at once, without a restart. Holds the text of each file once; tells names and error codes, never content.
 */
import { isUtf8 } from 'node:buffer';
import { type BigIntStats, readFileSync, statSync } from 'node:fs';

export interface SecretFiles {
  /** Without the newline at its end; undefined when the file is empty or cannot be read. */
  read(path: string): string | undefined;
  /** Why a file gives no secret: an error code of the system, `not-a-file`, `too-large`, `not-utf8` or `empty`; null when it gives one. */
  problemOf(path: string): string | null;
}

interface Known {
  readonly edition: string;
  /** Not a plain property: printing this object shows no secret. */
  readonly text: () => string;
}

type Look = { readonly text: () => string } | { readonly problem: string };

const MAX_BYTES = 1024 * 1024;
/** File times are coarse: a file written twice within this time may show one edition for both. */
const SETTLED_AFTER_MS = 1_000;

export function createSecretFiles(): SecretFiles {
  const knownByPath = new Map<string, Known>();
  const look = (path: string): Look => {
    try {
      const before = statSync(path, { bigint: true });
      const known = knownByPath.get(path);
      if (known?.edition === editionOf(before)) return known;
      const problem = problemOfFile(before);
      if (problem !== null) return { problem };
      const read = textOf(readFileSync(path));
      // Written while or just before it was read: what stands here may be half of it, or be replaced unseen, and is read again next time.
      const isSettled = Date.now() - Number(before.ctimeMs) > SETTLED_AFTER_MS;
      const isSame = editionOf(statSync(path, { bigint: true })) === editionOf(before);
      if ('text' in read && isSettled && isSame) knownByPath.set(path, { edition: editionOf(before), text: read.text });
      return read;
    } catch (error) {
      return { problem: error instanceof Error && 'code' in error ? String(error.code) : 'unreadable' };
    }
  };
  return {
    read(path) {
      const looked = look(path);
      return 'text' in looked ? looked.text() : undefined;
    },
    problemOf(path) {
      const looked = look(path);
      return 'text' in looked ? null : looked.problem;
    },
  };
}

/** Reading a pipe would wait for a writer, and a device never ends. */
function problemOfFile(stats: BigIntStats): string | null {
  if (!stats.isFile()) return 'not-a-file';
  return stats.size > MAX_BYTES ? 'too-large' : null;
}

/** Editors on some systems put a byte order mark in front. */
function textOf(bytes: Buffer): Look {
  if (!isUtf8(bytes)) return { problem: 'not-utf8' };
  const text = bytes
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .replace(/\r?\n$/, '');
  return text === '' ? { problem: 'empty' } : { text: () => text };
}

/** Follows links: stores replace a secret by turning a link. */
const editionOf = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string =>
  [dev, ino, size, mtimeNs, ctimeNs].join(' ');
