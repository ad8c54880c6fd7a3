/**
 * MX says 404 for an unknown user or member and for a wrong URL alike. Only its own JSON answer counts as "no record": an
 * HTML page comes from something in between and says nothing about the customer.
 */
import type { FaultRule } from '../../src/sdk/index.ts';

export const faults: FaultRule = ({ status, body }) => {
  const isOwnAnswer = typeof body === 'object' && body !== null;
  return status === 404 && !isOwnAnswer ? 'PARTNER_BROKE_CONTRACT' : null;
};
