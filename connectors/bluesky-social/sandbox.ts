/**
 * Bluesky's side of each exchange for the demo bank. Deterministic: the same customer and day give the same answer.
 */
import { json, type SandboxCustomer, type SandboxPartner, type SandboxRequest } from '../../src/sdk/index.ts';

const DAY_MS = 86_400_000;
const TOPICS = [
  'Opening hours change next week, see you soon.',
  'Thank you all for the kind words this month.',
  'New season, new things on the shelf.',
  'Looking for a good accountant in town. Any hints?',
  'Travelling again, back on Monday.',
  'The workshop is full, next one in spring.',
];

const notFound = json({ error: 'InvalidRequest', message: 'Profile not found' }, 400);

export const sandbox: SandboxPartner = (request, world) => {
  const answer = ANSWERS[request.path];
  if (answer === undefined || request.method !== 'GET') return null;
  const actor = request.query['actor'];
  if (actor === undefined)
    return json({ error: 'InvalidRequest', message: 'Error: Params must have the property "actor"' }, 400);
  const customer = world.customerBy('actor', actor);
  return customer === undefined ? notFound : json(answer(customer, request));
};

const ANSWERS: Readonly<Record<string, (customer: SandboxCustomer, request: SandboxRequest) => unknown>> = {
  '/xrpc/app.bsky.actor.getProfile': profileOf,
  '/xrpc/app.bsky.feed.getAuthorFeed': feedOf,
};

const whole = (customer: SandboxCustomer, topic: string, below: number): number =>
  Math.floor(customer.chance(topic) * below);

const didOf = (customer: SandboxCustomer): string =>
  `did:plc:${Array.from({ length: 24 }, (_, i) => 'abcdefghijklmnopqrstuvwxyz234567'[whole(customer, `did ${i}`, 32)]).join('')}`;

/** An actor reference is a DID or a handle; a handle is always a domain name. */
const handleOf = (customer: SandboxCustomer): string => {
  const actor = customer.references['actor'] ?? customer.handle;
  if (actor.includes('.')) return actor;
  return `${customer.handle.toLowerCase().replace(/[^a-z0-9-]/g, '') || 'member'}.bsky.social`;
};

const postsOf = (customer: SandboxCustomer): number => whole(customer, 'posts', 160);

function authorOf(customer: SandboxCustomer) {
  const actor = customer.references['actor'] ?? '';
  return {
    did: actor.startsWith('did:') ? actor : didOf(customer),
    handle: handleOf(customer),
    displayName: customer.name,
    createdAt: new Date(Date.UTC(2023, 4, 1) + whole(customer, 'joined', 700) * DAY_MS).toISOString(),
    labels: [],
  };
}

function profileOf(customer: SandboxCustomer) {
  return {
    ...authorOf(customer),
    description: `${customer.address.city ?? 'Somewhere'}. Opinions are my own.`,
    followersCount: whole(customer, 'followers', 20_000),
    followsCount: whole(customer, 'follows', 1_500),
    postsCount: postsOf(customer),
    indexedAt: authorOf(customer).createdAt,
  };
}

function feedOf(customer: SandboxCustomer, request: SandboxRequest) {
  const limit = Math.min(Number(request.query['limit'] ?? 50), 100);
  const first = Number(request.query['cursor'] ?? 0);
  const total = postsOf(customer);
  const feed = Array.from({ length: total }, (_, i) => itemOf(customer, i, request.today)).slice(first, first + limit);
  const isLast = first + limit >= total;
  return isLast ? { feed } : { feed, cursor: String(first + limit) };
}

/** Every seventh item is somebody else's post that the customer reposted. */
function itemOf(customer: SandboxCustomer, index: number, today: string) {
  const at = new Date(
    Date.parse(`${today}T09:30:00Z`) - (index * (1 + whole(customer, 'pace', 6)) + 1) * DAY_MS,
  ).toISOString();
  const author = authorOf(customer);
  const isRepost = index % 7 === 6;
  const post = {
    uri: `at://${author.did}/app.bsky.feed.post/3k${String(index).padStart(11, '2')}`,
    cid: `bafyrei${'a'.repeat(50)}${String(index).padStart(2, '2')}`,
    author: isRepost ? { did: 'did:plc:z72i7hdynmk6r22z27h6tvur', handle: 'news.example.com', labels: [] } : author,
    record: {
      $type: 'app.bsky.feed.post',
      text: TOPICS[whole(customer, `topic ${index}`, TOPICS.length)],
      createdAt: at,
    },
    replyCount: whole(customer, `replies ${index}`, 12),
    repostCount: whole(customer, `reposts ${index}`, 8),
    likeCount: whole(customer, `likes ${index}`, 90),
    quoteCount: 0,
    indexedAt: at,
    labels: [],
  };
  return isRepost
    ? { post, reason: { $type: 'app.bsky.feed.defs#reasonRepost', by: author, indexedAt: at } }
    : { post };
}
