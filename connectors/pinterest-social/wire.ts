/**
 * What Pinterest's API v5 sends, in its own spelling, as far as we read it. The vendor's schema marks nearly nothing as
 * required; `id` and `all` are required here, so that an error object in a 200 cannot pass for an account without facts.
 */
import { z } from 'zod';
import { integer, maybe, parseInstant, type Instant } from '../../src/sdk/index.ts';

/** Times come with a zone as the schema says, or without one as the API also sends them; both are UTC. */
const instant = (): z.ZodType<Instant> =>
  z.string().transform((text, ctx) => {
    const at = parseInstant(text) ?? parseInstant(`${text}Z`);
    if (at === null) ctx.addIssue({ code: 'custom', message: 'expected a date and time' });
    return at as Instant;
  });

export const account = z.object({
  id: z.string().regex(/^\d+$/),
  username: maybe(z.string()),
  /** PINNER or BUSINESS; further kinds are accepted and mean neither. */
  account_type: maybe(z.string()),
  business_name: maybe(z.string()),
  about: maybe(z.string()),
  website_url: maybe(z.string()),
  follower_count: maybe(integer()),
  following_count: maybe(integer()),
  monthly_views: maybe(integer()),
});

const figures = z.object({
  summary_metrics: maybe(z.object({ IMPRESSION: maybe(integer()), ENGAGEMENT: maybe(integer()) })),
});

/** Named blocks, one per value of `split_field`; without it there is one, named `all`. */
const analytics = z.object({ all: figures });

const accountStep = account.transform((account): AudienceWire => ({ account, figures: undefined }));
const analyticsStep = analytics.transform(({ all }): AudienceWire => ({ account: undefined, figures: all }));

/** Either step of the audience: an account has an `id`, and nothing else does. */
export const audience: z.ZodType<AudienceWire> = z.unknown().transform((body, ctx) => {
  const isAnalytics = typeof body === 'object' && body !== null && 'all' in body;
  const result = (isAnalytics ? analyticsStep : accountStep).safeParse(body);
  if (result.success) return result.data;
  for (const issue of result.error.issues) ctx.addIssue({ code: 'custom', message: issue.message, path: issue.path });
  return z.NEVER;
});

export const pinPage = z.object({
  items: z.array(z.object({ id: z.string(), created_at: maybe(instant()) })),
  bookmark: maybe(z.string()),
});

export type Account = z.infer<typeof account>;
export type PinPage = z.infer<typeof pinPage>;
export interface AudienceWire {
  readonly account: Account | undefined;
  readonly figures: z.infer<typeof figures> | undefined;
}
