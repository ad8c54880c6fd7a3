/**
 * Bluesky's public AppView: who an actor is, how many follow, what they wrote lately. Everything here is public and needs
 * no credentials. The partner knows customers by `actor`, a handle or a DID.
 */
import {
  defineConnector,
  defineEndpoint,
  reference,
  type PartnerRequest,
  type RequestContext,
} from '../../src/sdk/index.ts';
import { faults } from './faults.ts';
import { mapActivity, mapAudience, mapProfile, oldestShownAt, windowStart } from './map.ts';
import { feedPage, profile } from './wire.ts';

const MINUTES = 60_000;

/** The next page, unless this one already reaches behind the days that count. */
const nextPage = (
  page: { readonly cursor?: string | undefined; readonly feed: Parameters<typeof oldestShownAt>[0] },
  request: PartnerRequest,
  ctx: RequestContext,
): PartnerRequest | null => {
  const oldest = oldestShownAt(page.feed);
  const reachesBehind = oldest !== null && oldest < windowStart(ctx.today);
  if (page.cursor === undefined || reachesBehind) return null;
  return { ...request, query: { ...request.query, cursor: page.cursor } };
};

const getProfile = (ctx: RequestContext): PartnerRequest => ({
  method: 'GET',
  path: '/xrpc/app.bsky.actor.getProfile',
  query: { actor: reference(ctx, 'actor') },
});

export default defineConnector({
  id: 'bluesky-social',
  displayName: 'Bluesky',
  kind: 'SOCIAL',
  baseUrl: 'https://public.api.bsky.app',
  allowedHosts: [],
  auth: { type: 'bearer', secret: 'ACCESS_TOKEN', isOptional: true },
  limits: { windows: [{ calls: 3_000, perMs: 5 * MINUTES }], concurrency: 16 },
  price: { amount: '0', currency: 'USD' },
  sideEffect: 'free',
  deadlineMs: 4_000,
  faults,
  endpoints: [
    // Profile and audience are one answer of Bluesky's and two datasets of ours, because they are permitted separately. Both
    // endpoints build the same request; calls are keyed by their canonical request, so asking for both costs one call.
    defineEndpoint({
      name: 'profile',
      dataset: 'social.profile',
      supplies: ['network', 'handle', 'displayName', 'about', 'website', 'joinedAt'],
      references: ['actor'],
      cacheTtlS: 6 * 3_600,
      request: getProfile,
      wire: profile,
      map: mapProfile,
    }),
    defineEndpoint({
      name: 'audience',
      dataset: 'social.audience',
      supplies: ['network', 'followers', 'following'],
      references: ['actor'],
      cacheTtlS: 6 * 3_600,
      request: getProfile,
      wire: profile,
      map: mapAudience,
    }),
    defineEndpoint({
      name: 'author-feed',
      dataset: 'social.activity',
      supplies: ['network', 'posts', 'likesReceived', 'repliesReceived', 'lastPostAt', 'recentPosts'],
      references: ['actor'],
      cacheTtlS: 3_600,
      request: (ctx) => ({
        method: 'GET',
        path: '/xrpc/app.bsky.feed.getAuthorFeed',
        query: { actor: reference(ctx, 'actor'), limit: 100, filter: 'posts_with_replies' },
      }),
      wire: feedPage,
      map: mapActivity,
      pages: {
        maxPages: 2,
        next: nextPage,
        // The last page's cursor stays: it says whether posts were left unread.
        join: (pages) => ({ cursor: pages.at(-1)?.cursor, feed: pages.flatMap((page) => page.feed) }),
      },
    }),
  ],
});
