/**
 * A consent is never wider than what the customer was told: the notice it names is in use, has this version and language, and covers its
 * purpose, coordinates, recipients and sources (PIPL art. 14 and 17). Says everything that is wrong at once. Pure.
 */
import type { Fact } from '../../domain/fact.ts';
import type { ConsentContent } from '../consents/port.ts';
import { coversPattern, coversSources } from '../covers-patterns.ts';

export function problemsWithNotice(notice: Fact<'notice'> | null, content: ConsentContent): readonly string[] {
  const { id, version, language } = content.notice;
  if (notice?.isIntact !== true || notice.body.state !== 'IN_USE')
    return [`noticeId: no notice "${id.slice(0, 80)}" is in use. Publish it with publishNotice first.`];
  const told = notice.body.versions.find((one) => one.version === version);
  if (told === undefined) return [`noticeVersion: "${notice.id}" has no version ${version}.`];
  const wider = content.coordinates.filter((pattern) => !coversPattern(told.coordinates, pattern));
  return [
    ...(version >= notice.body.acceptedFrom
      ? []
      : [`noticeVersion: version ${version} was superseded; consents need ${notice.body.acceptedFrom} or later.`]),
    ...(Object.hasOwn(told.texts, language)
      ? []
      : [`noticeLanguage: the notice is written in ${Object.keys(told.texts).join(', ')}.`]),
    ...(told.purposes.includes(content.purpose) ? [] : [`purpose: the notice does not name "${content.purpose}".`]),
    ...wider.map((pattern) => `coordinates: the notice does not name "${pattern}".`),
    ...content.recipients
      .filter((recipient) => !told.recipients.includes(recipient))
      .map((recipient) => `recipients: the notice does not name ${recipient}.`),
    ...(coversSources(told.sources, content.sources)
      ? []
      : ['sources: the notice names other partners; name only those.']),
  ];
}
