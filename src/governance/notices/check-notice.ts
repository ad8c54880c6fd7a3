/**
 * Does a notice say what the law wants said (PIPL art. 17; GDPR art. 13), in words the gates can read? Says everything that is wrong at
 * once. Pure.
 */
import { checkPatterns, checkText, report, unless, type Vocabulary } from '../check-terms.ts';
import type { NoticeDraft } from './port.ts';

const ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
const LANGUAGE = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
const MAX_TEXT = 50_000;

/** Throws INVALID_INPUT. */
export function checkNotice(draft: NoticeDraft, vocabulary: Vocabulary): void {
  const { id, title, texts, purposes, coordinates, recipients, sources, method, withdrawal } = draft;
  const languages = texts.map(({ language }) => language);
  report([
    ...unless(ID.test(id), 'id: 1 to 64 letters, digits, "-", "_" and ".".'),
    ...checkText('title', title),
    ...unless(texts.length > 0 && texts.length <= 20, 'texts: 1 to 20, one for each language.'),
    ...unless(new Set(languages).size === languages.length, 'texts: one language stands there twice.'),
    ...languages
      .filter((language) => !LANGUAGE.test(language))
      .map((language) => `texts: "${language.slice(0, 40)}" is no BCP 47 tag such as zh-CN.`),
    ...unless(
      texts.every(({ text }) => text.trim() !== '' && text.length <= MAX_TEXT && !text.includes('\0')),
      `texts: each 1 to ${MAX_TEXT} characters.`,
    ),
    ...unless(purposes.length > 0, 'purposes: at least one.'),
    ...purposes
      .filter((purpose) => !vocabulary.isPurpose(purpose))
      .map((purpose) => `purposes: no purpose "${purpose.slice(0, 80)}" is registered.`),
    ...checkPatterns(coordinates, 'input', vocabulary),
    ...unless(recipients.length > 0, 'recipients: at least one.'),
    ...unless(sources === '*' || sources.length > 0, 'sources: at least one, or leave it out to name categories only.'),
    ...(sources === '*' ? [] : sources)
      .filter((source) => !vocabulary.isPartner(source))
      .map((source) => `sources: no partner "${source.slice(0, 80)}" is registered.`),
    ...checkText('method', method),
    ...checkText('withdrawal', withdrawal),
  ]);
}
