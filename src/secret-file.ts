/**
 * Secrets kept in files, as secret stores mount them. Looked at on every use and read again when the file is another or has changed, so that
 * a rotated secret counts at once, without a restart. Holds the text of each file once; tells names and error codes, never content.
 */
import { readFileSync, statSync } from 'node:fs';

export interface SecretFiles {
  /** Without the newline at its end; undefined when the file is empty or cannot be read. */
  read(path: string): string | undefined;
  /** Why a file gives no secret: an error code of the system, or `empty`; null when it gives one. */
  problemOf(path: string): string | null;
}

interface Known {
  readonly edition: string;
  /** Not a plain property: printing this object shows no secret. */
  readonly text: () => string;
}

export function createSecretFiles(): SecretFiles {
  const knownByPath = new Map<string, Known>();
  const look = (path: string): string => {
    const edition = editionOf(path);
    const known = knownByPath.get(path);
    if (known?.edition === edition) return known.text();
    const text = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    // Written while it was read: what stands here may be half of it, and is read again next time.
    if (editionOf(path) === edition) knownByPath.set(path, { edition, text: () => text });
    return text;
  };
  const problemOf = (path: string): string | null => {
    try {
      return look(path) === '' ? 'empty' : null;
    } catch (error) {
      return error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    }
  };
  return {
    read: (path) => (problemOf(path) === null ? look(path) : undefined),
    problemOf,
  };
}

/** Follows links: stores replace a secret by turning a link. */
function editionOf(path: string): string {
  const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}
