/**
 * A connector whose sandbox was replaced by a contract mock or a vendor's test host. Such a host answers about its own example
 * customer, whoever is asked about, so the check that an answer is about the customer asked is left out. Sandbox mode only:
 * production keeps it.
 */
import type { Connector, Endpoint } from '../sdk/index.ts';

export const mocked = (connector: Connector): Connector => ({
  ...connector,
  endpoints: connector.endpoints.map(({ isAbout: _dropped, ...endpoint }): Endpoint => endpoint),
});
