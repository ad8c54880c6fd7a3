/**
 * Bluesky's views → canonical social records. Pure and total over what wire.ts accepts; counts that cannot be known are
 * left out, never guessed.
 */
import {
  epochMsOf,
  parseInstant,
  present,
  sumOfCounts,
  type Instant,
  type LocalDate,
  type Mapped,
  type RequestContext,
} from '../../src/sdk/index.ts';
import type { FeedItem, FeedPage, Profile } from './wire.ts';

const NETWORK = 'bluesky';
const COUNTED_DAYS = 90;
const RECENT_POSTS = 5;

/** What the AppView shows instead of a handle whose domain no longer proves it (atproto.com/specs/handle). */
const UNPROVEN_HANDLE = 'handle.invalid';

const filled = (text: string | undefined): string | undefined => (text?.trim() === '' ? undefined : text);

export function mapProfile(wire: Profile): Mapped<'social.profile'> {
  const record = present({
    network: NETWORK,
    handle: wire.handle === UNPROVEN_HANDLE ? undefined : wire.handle,
    displayName: filled(wire.displayName),
    about: filled(wire.description),
    website: filled(wire.website),
    joinedAt: wire.createdAt,
  });
  return { record: [record], asOf: null };
}

export const mapAudience = (wire: Profile): Mapped<'social.audience'> => ({
  record: [present({ network: NETWORK, followers: wire.followersCount, following: wire.followsCount })],
  asOf: null,
});

/** Epoch milliseconds at which the counted days begin: midnight UTC, 90 days before today. */
export const windowStart = (today: LocalDate): number => Date.parse(`${today}T00:00:00Z`) - COUNTED_DAYS * 86_400_000;

interface OwnPost {
  readonly text: string;
  readonly at: Instant;
  readonly likes: number | undefined;
  readonly replies: number | undefined;
}

/**
 * Posts the actor wrote (reposts excluded) in the 90 days before today. When unread pages may hold more of them, the
 * counts are unknown and left out; the newest posts are known all the same.
 */
export function mapActivity(wire: FeedPage, ctx: RequestContext): Mapped<'social.activity'> {
  const start = windowStart(ctx.today);
  const posts = wire.feed
    .filter((item) => item.reason === undefined)
    .map(ownPost)
    .sort((a, b) => epochMsOf(b.at) - epochMsOf(a.at));
  const counted = posts.filter((post) => epochMsOf(post.at) >= start);
  const oldest = oldestShownAt(wire.feed);
  const isWhole = wire.cursor === undefined || (oldest !== null && oldest < start);
  const record = present({
    network: NETWORK,
    posts: isWhole ? counted.length : undefined,
    likesReceived: isWhole ? sumOfCounts(counted.map((post) => post.likes)) : undefined,
    repliesReceived: isWhole ? sumOfCounts(counted.map((post) => post.replies)) : undefined,
    lastPostAt: posts[0]?.at,
    recentPosts: recentTexts(counted),
  });
  return { record: [record], asOf: null };
}

/** Where in time the shown part of a feed ends (feeds run newest first); null for an empty one. */
export function oldestShownAt(feed: readonly FeedItem[]): number | null {
  const last = feed.at(-1);
  return last === undefined ? null : epochMsOf(last.reason?.indexedAt ?? postedAt(last));
}

const ownPost = (item: FeedItem): OwnPost => ({
  text: item.post.record.text,
  at: postedAt(item),
  likes: item.post.likeCount,
  replies: item.post.replyCount,
});

/** The earlier of declared and seen, as Bluesky itself sorts: a post dated into the future counts when it was seen. */
function postedAt(item: FeedItem): Instant {
  const declared = parseInstant(item.post.record.createdAt);
  const seen = item.post.indexedAt;
  return declared !== null && epochMsOf(declared) < epochMsOf(seen) ? declared : seen;
}

function recentTexts(posts: readonly OwnPost[]): readonly string[] | undefined {
  const texts = posts.map((post) => post.text).filter((text) => text.trim() !== '');
  return texts.length === 0 ? undefined : texts.slice(0, RECENT_POSTS);
}
