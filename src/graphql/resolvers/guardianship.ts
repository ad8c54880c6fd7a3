/**
 * Guardianships: who may consent for whom.
 */
import { invalidInput } from '../../domain/errors.ts';
import type { Fact } from '../../domain/fact.ts';
import type { GuardianshipDraft } from '../../governance/guardianships/port.ts';
import type { Guardianship, RecordGuardianshipInput, Resolvers } from '../generated/resolvers-types.ts';
import { toConnection } from './connection.ts';
import { readCustomerId, readPage } from './input.ts';

export const guardianshipResolvers = {
  Query: {
    guardianships: async (_root, { customerId, ...page }, { actor, governance: { guardianships } }) =>
      toConnection(
        await guardianships.list(actor, readCustomerId('customerId', customerId), readPage(page)),
        toGuardianship,
      ),
  },
  Mutation: {
    recordGuardianship: async (_root, { input }, { actor, governance: { guardianships } }) =>
      toGuardianship(await guardianships.record(actor, toDraft(input))),
    endGuardianship: async (_root, { input: { id, because } }, { actor, governance: { guardianships } }) =>
      toGuardianship(await guardianships.end(actor, id, because)),
  },
} satisfies Resolvers;

const toGuardianship = ({ id, version, body: { guardian, ...body } }: Fact<'guardianship'>): Guardianship => ({
  ...body,
  id,
  version,
  guardianId: 'customerId' in guardian ? guardian.customerId : null,
});

function toDraft({ customerId, guardianId, documentNumber, ...input }: RecordGuardianshipInput): GuardianshipDraft {
  if ((guardianId == null) === (documentNumber == null))
    throw invalidInput('`input` must name the guardian by exactly one of guardianId and documentNumber.');
  const guardian =
    guardianId == null
      ? { documentNumber: documentNumber ?? '' }
      : { customerId: readCustomerId('input.guardianId', guardianId) };
  return { ...input, customerId: readCustomerId('input.customerId', customerId), guardian };
}
