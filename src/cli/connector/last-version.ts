/**
 * The surface a connector had when it was last committed. A tree without git, or a folder that was never committed, has none.
 */
import { execFileSync } from 'node:child_process';
import type { ConnectorSurface } from './surface.ts';

/** A revision as git takes it, and nothing that could be an option. */
const REVISION = /^[\w][\w./~^@{}-]*$/;

export function lastVersion(root: string, connector: string, revision: string): ConnectorSurface | null {
  if (!REVISION.test(revision)) throw new Error(`"${revision}" is no git revision`);
  try {
    const args = ['-C', root, 'show', `${revision}:./connectors/${connector}/surface.json`];
    return JSON.parse(
      execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    ) as ConnectorSurface;
  } catch {
    return null;
  }
}
