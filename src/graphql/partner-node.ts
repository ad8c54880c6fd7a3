/**
 * A partner as resolvers pass it on: everything but its health, which is read only where it is selected.
 */
import type { Partner } from './generated/resolvers-types.ts';

export type PartnerNode = Omit<Partner, 'health'>;
