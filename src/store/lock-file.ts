/**
 * One process per embedded data folder. The lock is a file beside the folder with the owner's process id; one whose owner
 * is dead is taken over, a live one is refused with what to do about it.
 */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

export interface FolderLock {
  release(): void;
}

const heldHere = new Set<string>();

export function lockFolder(folder: string): FolderLock {
  const file = `${folder}.lock`;
  if (heldHere.has(file)) throw new Error(refusal(folder, process.pid));
  if (!tryCreate(file)) {
    removeIfStale(file, folder);
    if (!tryCreate(file)) throw new Error(refusal(folder, ownerOf(file)?.pid));
  }
  heldHere.add(file);
  const release = (): void => {
    if (!heldHere.delete(file)) return;
    process.off('exit', release);
    rmSync(file, { force: true });
  };
  process.on('exit', release);
  return { release };
}

function refusal(folder: string, pid: number | undefined): string {
  const owner = pid === undefined ? 'another process' : `process ${pid}`;
  return (
    `The embedded database in ${folder} is in use by ${owner}. ` +
    'Stop that process first, or point this one at another folder; two processes on one folder would corrupt it.'
  );
}

interface Owner {
  readonly pid: number;
  /** When the kernel started that process, so that a reused id is not taken for the owner; null where unknown. */
  readonly startedAt: string | null;
}

/** Writes the whole content before the name appears: nobody can ever read half a lock. */
function tryCreate(file: string): boolean {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid) } satisfies Owner));
  try {
    linkSync(draft, file);
    return true;
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw err;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Moves the stale lock aside, then looks again: between reading and moving somebody else may have taken it over. */
function removeIfStale(file: string, folder: string): void {
  const owner = ownerOf(file);
  if (owner !== undefined && isAlive(owner)) throw new Error(refusal(folder, owner.pid));
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw err;
  }
  const moved = ownerOf(aside);
  if (moved !== undefined && isAlive(moved)) linkSync(aside, file);
  rmSync(aside, { force: true });
}

function ownerOf(file: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, startedAt }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return startedAt === startOf(pid);
}

/** Field 22 of /proc/<pid>/stat (proc(5)); the command name before it may hold blanks, so count after its bracket. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
