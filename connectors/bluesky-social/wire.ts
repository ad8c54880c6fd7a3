/**
 * What the AppView sends, in its own spelling, as far as we read it (lexicons app.bsky.actor.defs and app.bsky.feed.defs).
 */
import { z } from 'zod';
import { integer, maybe, parseInstant, type Instant } from '../../src/sdk/index.ts';

const instant = (): z.ZodType<Instant> =>
  z.string().transform((text, ctx) => {
    const at = parseInstant(text);
    if (at === null) ctx.addIssue({ code: 'custom', message: 'expected an RFC 3339 time' });
    return at as Instant;
  });

export const profile = z.object({
  did: z.string(),
  handle: z.string(),
  displayName: maybe(z.string()),
  description: maybe(z.string()),
  website: maybe(z.string()),
  followersCount: maybe(integer()),
  followsCount: maybe(integer()),
  createdAt: maybe(instant()),
});

const postView = z.object({
  uri: z.string(),
  record: z.object({
    text: z.string(),
    /** Declared by the author's software: may lie in the future or be no time at all. */
    createdAt: z.string(),
  }),
  likeCount: maybe(integer()),
  replyCount: maybe(integer()),
  /** When Bluesky first saw the post. */
  indexedAt: instant(),
});

const feedItem = z.object({
  post: postView,
  /** Present when the post stands here for another reason than being written by the actor: a repost or a pin. */
  reason: maybe(z.object({ by: maybe(z.object({ did: z.string() })), indexedAt: maybe(instant()) })),
});

export const feedPage = z.object({ cursor: maybe(z.string()), feed: z.array(feedItem) });

export type Profile = z.infer<typeof profile>;
export type FeedItem = z.infer<typeof feedItem>;
export type FeedPage = z.infer<typeof feedPage>;
