/**
 * Which references each partner's connector asks for: of its endpoints, and of its credentials where a customer grants them.
 */
import type { Connector } from '../sdk/index.ts';
import type { KnownReferences } from '../subjects/import-columns.ts';

export const knownReferences = (
  entries: readonly { readonly connector: Pick<Connector, 'id' | 'auth' | 'endpoints'> }[],
): KnownReferences =>
  new Map(
    entries.map(({ connector: { id, auth, endpoints } }) => [
      id,
      new Set([
        ...(auth.type === 'customer-token' ? [auth.reference, ...(auth.refresh ? [auth.refresh.reference] : [])] : []),
        ...endpoints.flatMap(({ references }) => references),
      ]),
    ]),
  );
