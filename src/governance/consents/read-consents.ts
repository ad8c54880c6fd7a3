/**
 * A consent's history, its record in the form of ISO/IEC TS 27560, and the signed receipt over it. The same version always gives the same
 * record and the same receipt.
 */
import { canonicalJson } from '../../domain/canonical-json.ts';
import { invalidInput } from '../../domain/errors.ts';
import type { Subject } from '../../domain/fact.ts';
import type { Actor, FactVersion } from '../port.ts';
import { isShown, unknownConsent } from './consent-access.ts';
import { consentRecord } from './consent-record.ts';
import type { ConsentRules } from './consents.ts';

/** `typ` of a receipt's header. */
export const RECEIPT_TYPE = 'consent-receipt+jws';

export async function readConsentHistory(
  about: ConsentRules,
  actor: Actor,
  consentId: string,
): Promise<readonly FactVersion<'consent'>[]> {
  return (await readVersions(about, actor, consentId)).versions;
}

export const readConsentRecord = async (
  about: ConsentRules,
  actor: Actor,
  consentId: string,
  version?: number,
): Promise<string> => canonicalJson(await recordOf(about, actor, consentId, version));

export const readConsentReceipt = async (
  about: ConsentRules,
  actor: Actor,
  consentId: string,
  version?: number,
): Promise<string> => about.sign(await recordOf(about, actor, consentId, version), RECEIPT_TYPE);

async function recordOf(about: ConsentRules, actor: Actor, consentId: string, version?: number): Promise<object> {
  const { versions, subject } = await readVersions(about, actor, consentId);
  const until = versions.filter(({ fact }) => version === undefined || fact.version <= version);
  const last = until.at(-1);
  if (last === undefined || (version !== undefined && last.fact.version !== version))
    throw invalidInput(`version: the consent has no version ${version}.`);
  // What was edited outside of the gateway is no proof of anything.
  if (until.some(({ fact }) => !fact.isIntact))
    throw invalidInput('id: this consent was changed outside of the gateway; nothing can be attested about it.');
  const { notice, purpose } = last.fact.body;
  return consentRecord({
    versions: until,
    subject,
    notice: await about.rules.read('notice', notice.id),
    purpose: await about.rules.read('purpose', purpose),
    catalogue: about.catalogue,
  });
}

async function readVersions(
  { rules, authorise }: ConsentRules,
  actor: Actor,
  consentId: string,
): Promise<{ readonly versions: readonly FactVersion<'consent'>[]; readonly subject: Subject }> {
  const scope = await authorise(actor, 'consent:read');
  const versions = await rules.history('consent', consentId);
  // Looked up for a consent that nobody has as well: how long the refusal takes must not tell the two apart.
  const subject = await rules.read('subject', versions[0]?.fact.body.customerId ?? '');
  if (subject === null || !isShown(scope, subject.body)) throw unknownConsent(consentId);
  return { versions, subject: subject.body };
}
