/**
 * The surface a connector had when it was last committed. A tree without git, or a folder that was never committed, has none.
 */
import { execFileSync } from 'node:child_process';
import type { ConnectorSurface } from './surface.ts';

/** A revision as git takes it, and nothing that could be an option. */
const REVISION = /^[\w][\w./~^@{}-]*$/;

export function lastVersion(root: string, connector: string, revision: string): ConnectorSurface | null {
  const text = git(root, 'show', `${revision}:./connectors/${connector}/surface.json`);
  try {
    return text === null ? null : (JSON.parse(text) as ConnectorSurface);
  } catch {
    // Committed half merged: nothing to compare with either.
    return null;
  }
}

/** What is wrong with a revision somebody asked for; null for a good one, and for HEAD where there is no history at all. */
export function objectionToRevision(root: string, revision: string): string | null {
  const isKnown =
    REVISION.test(revision) && git(root, 'rev-parse', '--verify', '--quiet', `${revision}^{commit}`) !== null;
  return isKnown || revision === 'HEAD' ? null : `There is no git revision "${revision}" here.`;
}

function git(root: string, ...args: readonly string[]): string | null {
  try {
    return execFileSync('git', ['-C', root, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return null;
  }
}
