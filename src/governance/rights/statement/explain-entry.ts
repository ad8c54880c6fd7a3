/**
 * Explains one past decision about a customer from its RELEASED entry (PIPL art. 24; GDPR art. 22, 15(1)(h)): purpose, fields, sources,
 * every reason in plain words, the versions it rested on. No value stands in an entry, so none can be told.
 */
import type { LineGroup, ReleasedContent } from '../../../audit/entry-content.ts';
import type { KeptEntry } from '../../../audit/entry-store.ts';
import { readEntry } from '../../../audit/entry.ts';
import type { MaskRule } from '../../../domain/classification.ts';
import { invalidInput } from '../../../domain/errors.ts';
import type { ReasonCode } from '../../../domain/reason.ts';
import { REASON_WORDS } from '../../../domain/reason-words.ts';
import type { RightsParts } from '../parts.ts';
import type { RightsFact } from '../port.ts';
import { statePurpose } from './compose-statement.ts';
import type { DecisionExplanation, ExplainedReason, StatedPurpose } from './content.ts';

const ID = /^[A-Za-z0-9._-]{1,100}$/;

export async function explainEntry(
  parts: RightsParts,
  request: RightsFact,
  entry: string,
): Promise<DecisionExplanation> {
  const found = await findReleased(parts, request.body.customerId, entry);
  if (found === null) throw invalidInput('entry: the log has no decision of this id about this customer.');
  const { kept, content } = found;
  return {
    explanation: 'DECISION',
    version: 1,
    requestId: request.id,
    entry: kept.id,
    at: content.decidedAt,
    application: content.application,
    roles: content.caller?.roles ?? [],
    purpose: await purposeOf(parts, content),
    fields: content.groups.map(explainGroup),
    facts: content.facts.map(({ kind, id, version }) => `${kind}:${id}@${version}`),
    person: PERSON,
  };
}

/** By the entry's own id, or by that of the request it answered; only ever about this customer. */
async function findReleased(
  { entryStore, digestOf }: RightsParts,
  customerId: string,
  entry: string,
): Promise<{ readonly kept: KeptEntry; readonly content: ReleasedContent } | null> {
  if (!ID.test(entry)) throw invalidInput('entry: the id of a log entry, or of the request that was answered.');
  const [kept] = await entryStore.find({
    kinds: ['RELEASED'],
    subjectDigest: digestOf(customerId),
    tags: [],
    idOrRequestId: entry,
    limit: 1,
  });
  if (kept === undefined) return null;
  const content = readEntry(kept.text);
  return content.kind === 'RELEASED' ? { kept, content } : null;
}

/** As it stood at the decision, where the decision pinned it. */
async function purposeOf({ rules }: RightsParts, { purpose, facts }: ReleasedContent): Promise<StatedPurpose | null> {
  if (purpose === null) return null;
  const pinned = facts.find(({ kind }) => kind === 'purpose');
  const fact =
    pinned === undefined
      ? await rules.read('purpose', purpose)
      : await rules.readVersion('purpose', pinned.id, pinned.version);
  return fact === null ? null : statePurpose(fact);
}

const explainGroup = ({
  coordinates,
  source,
  outcome,
  treatment,
  reasons,
  agreement,
  consent,
}: LineGroup): DecisionExplanation['fields'][number] => ({
  coordinates,
  source,
  outcome,
  treatment: treatment as MaskRule | null,
  reasons: reasons.map(explainReason),
  agreement: agreement?.id ?? null,
  consent: consent?.id ?? null,
});

/** A code of a later version of the gateway is told as it stands. */
function explainReason(code: ReasonCode): ExplainedReason {
  const words = Object.hasOwn(REASON_WORDS, code) ? REASON_WORDS[code] : { law: '', en: code, zh: code };
  return { code, law: words.law, en: words.en, zh: words.zh };
}

const PERSON: DecisionExplanation['person'] = {
  en: 'You may ask for a person to look at the decision again, say what you think of it and refuse a decision that was made by machine alone (GDPR art. 22(3); PIPL art. 24). Ask at any branch or reply to this letter.',
  zh: '您有权要求人工复核、陈述意见，并有权拒绝仅通过自动化决策的方式作出的决定（《个人信息保护法》第二十四条）。请到任一网点提出，或回复本函。',
};
