/**
 * Notices: published version by version, never changed. Where a version asks for new consents, older ones stop counting the moment it is
 * published; marking them as superseded follows (consents/sweep-consents.ts).
 */
import { createHash } from 'node:crypto';
import { invalidInput } from '../../domain/errors.ts';
import type { Fact } from '../../domain/fact.ts';
import type { Notice, NoticeVersion } from '../../domain/notice.ts';
import type { Authorise } from '../authorise.ts';
import type { Actor, RuleStore, RuleTransaction } from '../port.ts';
import type { ReadVocabulary } from '../vocabulary.ts';
import { checkNotice } from './check-notice.ts';
import { isMaterial } from './is-material.ts';
import type { NoticeDraft, Notices, NoticeTexts, ShownText } from './port.ts';

export interface NoticeRules {
  readonly rules: RuleStore;
  readonly authorise: Authorise;
  readonly vocabulary: ReadVocabulary;
  readonly noticeTexts: NoticeTexts;
}

export function createNotices(about: NoticeRules): Notices {
  return {
    async list(actor, page) {
      await about.authorise(actor, 'consent:read');
      return about.rules.list('notice', {}, page);
    },
    text: (...asked) => readText(about, ...asked),
    publish: (...given) => publish(about, ...given),
    retire: (...given) => retire(about, ...given),
  };
}

async function readText(
  { rules, authorise, noticeTexts }: NoticeRules,
  actor: Actor,
  id: string,
  version: number | undefined,
  language: string,
): Promise<ShownText | null> {
  await authorise(actor, 'consent:read');
  const notice = await rules.read('notice', id);
  const told = notice?.body.versions.find((one) => version === undefined || one.version === version);
  const newest = version === undefined ? notice?.body.versions.at(-1) : told;
  if (newest === undefined) return null;
  const text = await noticeTexts.read(id, newest.version, language);
  if (text === null) return null;
  const isIntact = notice?.isIntact === true && newest.texts[language] === sha256(text);
  return { noticeId: id, version: newest.version, language, text, isIntact };
}

async function publish(
  { rules, authorise, vocabulary }: NoticeRules,
  actor: Actor,
  draft: NoticeDraft,
): Promise<Fact<'notice'>> {
  await authorise(actor, 'notice:publish');
  checkNotice(draft, await vocabulary(draft.purposes, draft.sources === '*' ? [] : draft.sources));
  return rules.transaction(async (tx) => {
    const known = await tx.lock('notice', draft.id);
    if (known?.body.state === 'RETIRED')
      throw invalidInput(`id: the notice "${known.id}" is retired. Publish this one under another id.`);
    if (known?.isIntact === false)
      throw invalidInput('id: this notice was changed outside of the gateway. Retire it and publish another.');
    const by = actor.caller.subject;
    const body = nextOf(known?.body ?? null, draft, tx, by);
    const fact = known === null ? await tx.create('notice', draft.id, body, by) : await tx.change(known, body, by);
    const version = body.versions.length;
    await tx.addNoticeTexts(draft.texts.map((text) => ({ ...text, noticeId: draft.id, version })));
    await tx.append({ actor, action: 'PUBLISH_NOTICE', fact, previous: known });
    return fact;
  });
}

function nextOf(
  known: Notice | null,
  { id: _, title, texts, ...told }: NoticeDraft,
  { now }: Pick<RuleTransaction, 'now'>,
  publishedBy: string,
): Notice {
  const versions = known?.versions ?? [];
  const version: NoticeVersion = {
    ...told,
    version: versions.length + 1,
    texts: Object.fromEntries(texts.map(({ language, text }) => [language, sha256(text)])),
    publishedAt: now,
    publishedBy,
  };
  const last = versions.at(-1);
  const asksAnew = last === undefined || isMaterial(last, version);
  const acceptedFrom = asksAnew ? version.version : (known?.acceptedFrom ?? 1);
  return { title, state: 'IN_USE', acceptedFrom, versions: [...versions, version] };
}

async function retire(
  { rules, authorise }: NoticeRules,
  actor: Actor,
  id: string,
  because: string,
): Promise<Fact<'notice'>> {
  await authorise(actor, 'notice:publish');
  if (because.trim() === '' || because.length > 500) throw invalidInput('because: 1 to 500 characters.');
  return rules.transaction(async (tx) => {
    const known = await tx.lock('notice', id);
    if (known === null) throw invalidInput(`id: there is no notice "${id.slice(0, 80)}".`);
    if (known.body.state === 'RETIRED') return known;
    const retired: Notice = { ...known.body, state: 'RETIRED', retiredBecause: because };
    const fact = await tx.change(known, retired, actor.caller.subject);
    await tx.append({ actor, action: 'RETIRE_NOTICE', fact, previous: known });
    return fact;
  });
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
