/**
 * Every connector of this tree that loads, and every folder that does not with the reason. One broken folder stops nobody: read once, when
 * the process starts.
 */
import { folders } from '../../connectors/index.ts';
import type { Logger } from '../telemetry/log.ts';
import { type BrokenFolder, type KnownSurface, lastSurface, loadFolders } from './connector/load-folders.ts';

export const { connectors, broken } = await loadFolders(folders);

/** What each folder last declared, broken ones included: a field only they supply is then a gap, not a missing agreement. */
export const knownSurfaces: readonly KnownSurface[] = folders.flatMap(
  ({ folder }) => lastSurface(new URL('../../connectors/', import.meta.url), folder) ?? [],
);

/** One line for each folder that is out of service. */
export function reportBroken(log: Logger, quarantined: readonly BrokenFolder[] = broken): void {
  for (const { folder, reason } of quarantined) {
    log.error(
      { partner: folder, folder: `connectors/${folder}`, reason: 'connector-quarantined', objection: reason },
      'a connector folder is broken and out of service; the others serve',
    );
  }
}
