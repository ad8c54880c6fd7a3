/**
 * Every connector folder as a test sees it. One folder that does not even load must not silence the others.
 */
import { fileURLToPath } from 'node:url';
import { connectorFolders } from '../../src/cli/generate-connectors.ts';
import type { Connector, SandboxPartner } from '../../src/sdk/index.ts';
import { readCassettes, type Cassette } from '../../src/cli/connector/cassette.ts';

export const CONNECTORS = new URL('../../connectors/', import.meta.url);

export interface ConnectorFolder {
  readonly folder: string;
  readonly connector: Connector;
  readonly sandbox: SandboxPartner;
  readonly cassettes: readonly Cassette[];
}

export type Loaded = ConnectorFolder | { readonly folder: string; readonly cause: Error };

export const loadConnectors = (): Promise<readonly Loaded[]> => Promise.all(connectorFolders().map(load));

async function load(folder: string): Promise<Loaded> {
  const at = new URL(`${folder}/`, CONNECTORS);
  try {
    const { default: connector } = (await import(new URL('connector.ts', at).href)) as { default: Connector };
    const { sandbox } = (await import(new URL('sandbox.ts', at).href)) as { sandbox: SandboxPartner };
    return { folder, connector, sandbox, cassettes: cassettesOf(connector, fileURLToPath(at)) };
  } catch (cause) {
    return { folder, cause: told(cause) };
  }
}

function cassettesOf(connector: Connector, folder: string): readonly Cassette[] {
  const cassettes = readCassettes(folder);
  const names = connector.endpoints.map(({ name }) => name);
  const strange = cassettes.find(({ endpoint }) => !names.includes(endpoint));
  if (strange === undefined) return cassettes;
  throw new Error(
    `cassettes/${strange.name}.json: there is no endpoint "${strange.endpoint}"; there are: ${names.join(', ')}`,
  );
}

/** Where it is in the tree, and not where the tree is. */
function told(cause: unknown): Error {
  const text = cause instanceof Error ? cause.message : String(cause);
  return new Error(text.replace(/(file:\/\/)?\S*\/connectors\//g, 'connectors/'));
}
