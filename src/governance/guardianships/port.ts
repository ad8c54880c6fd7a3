/**
 * Who may consent for whom (PIPL art. 31). Errors: FORBIDDEN, INVALID_INPUT, AUDIT_UNAVAILABLE.
 */
import type { Fact } from '../../domain/fact.ts';
import type { Guardianship } from '../../domain/guardianship.ts';
import type { Actor, Page, PageRequest } from '../port.ts';

export interface GuardianshipDraft extends Pick<Guardianship, 'customerId' | 'relation' | 'evidence'> {
  /** A customer of the bank, or the number of the guardian's document, of which only a keyed digest is kept. */
  readonly guardian: { readonly customerId: string } | { readonly documentNumber: string };
}

export interface Guardianships {
  list(actor: Actor, customerId: string, page: PageRequest): Promise<Page<Fact<'guardianship'>>>;
  record(actor: Actor, draft: GuardianshipDraft): Promise<Fact<'guardianship'>>;
  /** From then on the guardian consents to nothing new, and gate 3 no longer accepts what rests on it. */
  end(actor: Actor, id: string, because: string): Promise<Fact<'guardianship'>>;
}
