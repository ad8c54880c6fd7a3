/**
 * Notices: what customers are told before they consent.
 */
import type { Fact } from '../../domain/fact.ts';
import type { NoticeVersion as Told } from '../../domain/notice.ts';
import type { NoticeDraft } from '../../governance/notices/port.ts';
import type { Notice, NoticeVersion, PublishNoticeInput, Resolvers } from '../generated/resolvers-types.ts';
import { toConnection } from './connection.ts';
import { readPage, readPatterns } from './input.ts';

export const noticeResolvers = {
  Query: {
    notices: async (_root, page, { actor, governance: { notices } }) =>
      toConnection(await notices.list(actor, readPage(page)), toNotice),
    async notice(_root, { id, version, language }, { actor, governance: { notices } }) {
      const shown = await notices.text(actor, id, version ?? undefined, language);
      return shown === null ? null : { ...shown, id: shown.noticeId };
    },
  },
  Mutation: {
    publishNotice: async (_root, { input }, { actor, governance: { notices } }) =>
      toNotice(await notices.publish(actor, toDraft(input))),
    retireNotice: async (_root, { input: { id, because } }, { actor, governance: { notices } }) =>
      toNotice(await notices.retire(actor, id, because)),
  },
} satisfies Resolvers;

const toNotice = ({ id, version, body }: Fact<'notice'>): Notice => ({
  id,
  version,
  title: body.title,
  isInUse: body.state === 'IN_USE',
  acceptedFrom: body.acceptedFrom,
  versions: body.versions.map(toVersion),
});

const toVersion = ({ texts, sources, ...told }: Told): NoticeVersion => ({
  ...told,
  languages: Object.keys(texts),
  sources: sources === '*' ? null : sources,
});

const toDraft = ({ sources, coordinates, ...input }: PublishNoticeInput): NoticeDraft => ({
  ...input,
  coordinates: readPatterns('input.coordinates', coordinates),
  sources: sources ?? '*',
});
