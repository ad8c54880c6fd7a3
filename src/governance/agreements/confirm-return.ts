/**
 * Somebody answers for a place that an ended agreement left: for the partner's copy with the partner's certificate, for references by
 * having them deleted in the same transaction. Our stored records are the gateway's own to answer for.
 */
import type { Agreement, AgreementCertificate, AgreementPlace } from '../../domain/agreement.ts';
import { invalidInput } from '../../domain/errors.ts';
import type { Fact } from '../../domain/fact.ts';
import type { Actor, RuleTransaction } from '../port.ts';
import { type ChangeParts, lockToChange, record } from './change-agreement.ts';
import type { ReturnConfirmation } from './port.ts';
import { isCovering, settlePlace } from './settlement.ts';

const ACTION = 'CONFIRM_AGREEMENT_RETURN';

export async function confirmReturn(
  about: ChangeParts,
  actor: Actor,
  confirmation: ReturnConfirmation,
): Promise<Fact<'agreement'>> {
  await about.authorise(actor, 'agreement:operate');
  const { place, certificate } = confirmation;
  if (place === 'STORED_RECORDS')
    throw invalidInput('place: STORED_RECORDS are deleted by the gateway itself, within the hour after the end.');
  if (certificate !== undefined) checkCertificate(certificate);
  if (place === 'PARTNER_COPY' && certificate === undefined)
    throw invalidInput(
      "certificate: name the partner's document and its SHA-256; without it PARTNER_COPY stays pending.",
    );
  return about.rules.transaction(async (tx) => {
    const known = await lockToChange(tx, about, confirmation);
    const signed = {
      doneAt: tx.now,
      doneBy: actor.caller.subject,
      ...(certificate === undefined ? {} : { certificate }),
    };
    const body =
      place === 'REFERENCES' ? await endReferences(tx, known, signed) : settlePlace(known.body, place, signed);
    return record(tx, actor, ACTION, known, body);
  });
}

/** Another agreement may have come into force since: then they stay, and the place is carried over. */
async function endReferences(
  tx: RuleTransaction,
  known: Fact<'agreement'>,
  signed: Omit<AgreementPlace, 'name' | 'state'>,
): Promise<Agreement> {
  const settled = settlePlace(known.body, 'REFERENCES', signed);
  const { partnerId } = known.body.terms;
  const all = await tx.agreementsWith(partnerId);
  if (all.some((other) => other.id !== known.id && isCovering(other, tx.now))) return carriedOver(settled);
  const removed = await tx.purgeReferences(partnerId);
  return settlePlace(known.body, 'REFERENCES', { ...signed, removed });
}

function carriedOver(agreement: Agreement): Agreement {
  const { settlement } = agreement;
  if (settlement === undefined) return agreement;
  const places = settlement.places.map((place): AgreementPlace =>
    place.name === 'REFERENCES' ? { ...place, state: 'CARRIED_OVER' } : place,
  );
  return { ...agreement, settlement: { ...settlement, places } };
}

function checkCertificate({ reference, hash }: AgreementCertificate): void {
  if (reference.trim() === '' || reference.length > 500)
    throw invalidInput('certificate.reference: 1 to 500 characters.');
  if (!/^[0-9a-f]{64}$/.test(hash))
    throw invalidInput('certificate.hash: the SHA-256 of the document, 64 hexadecimal digits in lower case.');
}
