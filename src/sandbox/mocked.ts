/**
 * A connector whose sandbox was replaced by a contract mock or a vendor's test host. Such a host answers about its own example
 * customer, whoever is asked about, so every answer counts as one about the customer asked. Sandbox mode only:
 * production keeps it.
 */
import type { Connector, Endpoint } from '../sdk/index.ts';

export const mocked = (connector: Connector): Connector => ({
  ...connector,
  endpoints: connector.endpoints.map((endpoint): Endpoint => ({ ...endpoint, isAbout: () => true })),
});
