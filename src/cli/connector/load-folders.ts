/**
 * Loads connector folders one by one, so that a folder that throws, does not compile or lacks an export takes down nobody but itself:
 * it is quarantined with the reason, and the gateway and the other connectors serve. Never rejects; only a folder that never gives the
 * thread back ends the process, by name.
 */
import { readFileSync } from 'node:fs';
import type { Connector, SandboxPartner } from '../../sdk/index.ts';
import { objectionToFolder } from './object-to-folder.ts';
import { watchLoading } from './watch-loading.ts';

/** A line of connectors/index.ts: literal imports, so that the compiler checks both modules and a reviewer sees them. */
export interface ConnectorFolder {
  readonly folder: string;
  readonly connector: () => Promise<{ readonly default: Connector }>;
  readonly sandbox: () => Promise<{ readonly sandbox: SandboxPartner }>;
}

export interface LoadedConnector {
  readonly connector: Connector;
  readonly sandbox: SandboxPartner;
}

export interface BrokenFolder {
  readonly folder: string;
  /** One line for the person who mends it. */
  readonly reason: string;
}

export interface LoadedFolders {
  readonly connectors: readonly LoadedConnector[];
  readonly broken: readonly BrokenFolder[];
}

/** A module that awaits for ever at its top level would hold up the start. */
const LOAD_WITHIN_MS = 15_000;

export async function loadFolders(
  folders: readonly ConnectorFolder[],
  withinMs = LOAD_WITHIN_MS,
): Promise<LoadedFolders> {
  const watch = watchLoading(withinMs);
  const loaded: (LoadedConnector | BrokenFolder)[] = [];
  // One after another: whoever stops the process must be known by name.
  for (const one of folders) {
    watch.entering(one.folder);
    loaded.push(await load(one, withinMs));
  }
  await watch.end();
  return {
    connectors: loaded.flatMap((one) => ('reason' in one ? [] : [one])),
    broken: loaded.flatMap((one) => ('reason' in one ? [one] : [])),
  };
}

async function load(files: ConnectorFolder, withinMs: number): Promise<LoadedConnector | BrokenFolder> {
  const { folder } = files;
  try {
    const { default: connector } = await within(files.connector(), withinMs, 'connector.ts');
    const { sandbox } = await within(files.sandbox(), withinMs, 'sandbox.ts');
    const objection = objectionToFolder(folder, connector, sandbox);
    return objection === null ? { connector, sandbox } : { folder, reason: objection };
  } catch (error) {
    return { folder, reason: describe(error) };
  }
}

function within<T>(loading: Promise<T>, ms: number, file: string): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${file} did not finish loading within ${ms} ms`)), ms);
    loading.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** The line that says what is wrong and where; the folder's own code speaks here, no partner does. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return `it throws ${typeof error} while loading`;
  const lines = error.message.split('\n').filter((text) => text.trim() !== '');
  const line = lines.find((text) => text.includes('ERROR:')) ?? lines[0] ?? '';
  return `${error.name}: ${line.trim().replace(/(file:\/\/)?\S*\/connectors\//g, 'connectors/')}`.slice(0, 300);
}

/** What a folder declared when it was last sound, from its committed surface.json; null when there is none to read. */
export function lastSurface(connectors: URL, folder: string): KnownSurface | null {
  try {
    const { endpoints } = JSON.parse(
      readFileSync(new URL(`${folder}/surface.json`, connectors), 'utf8'),
    ) as KnownSurface;
    return { id: folder, endpoints: endpoints.map(({ name, dataset, supplies }) => ({ name, dataset, supplies })) };
  } catch {
    return null;
  }
}

export type KnownSurface = {
  readonly id: string;
  readonly endpoints: readonly Pick<Connector['endpoints'][number], 'name' | 'dataset' | 'supplies'>[];
};
