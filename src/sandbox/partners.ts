/**
 * All sandbox partners of the first run: one simulator per connector, each on its own loopback port.
 */
import type { Connector, SandboxPartner } from '../sdk/index.ts';
import { createSandboxWorld } from './demo-bank/world.ts';
import { SHOWCASE } from './demo-bank/showcase.ts';
import { createPartnerSimulator, type PartnerSimulator } from './partner-simulator.ts';

export interface SandboxPartners {
  readonly byId: ReadonlyMap<string, PartnerSimulator>;
  close(): Promise<void>;
}

export interface SandboxConnector {
  readonly connector: Connector;
  readonly sandbox: SandboxPartner;
}

/** Ports from `firstPort` on, in the order given; 0 takes any free ones. */
export async function startSandboxPartners(
  connectors: readonly SandboxConnector[],
  firstPort: number,
): Promise<SandboxPartners> {
  const today = (): string => new Date().toISOString().slice(0, 10);
  const started = await Promise.all(
    connectors.map(async ({ connector, sandbox }, i) => {
      const port = firstPort === 0 ? 0 : firstPort + i;
      const world = createSandboxWorld(connector.id);
      return [connector.id, await createPartnerSimulator({ connector, sandbox, world, today, port })] as const;
    }),
  );
  const byId = new Map(started);
  const { partner, fault, customerId } = SHOWCASE.throttled;
  byId.get(partner)?.faults.set(fault, { customerId });
  return { byId, close: async () => void (await Promise.all([...byId.values()].map((one) => one.close()))) };
}

/** The sandbox partners take any credential, so any will do. */
export const sandboxSecret = (_partnerId: string, name: string): string => `sandbox-${name.toLowerCase()}`;
