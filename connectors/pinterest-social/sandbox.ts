/**
 * Pinterest's side of each exchange for the demo bank. Deterministic: the same customer and day give the same answer.
 */
import {
  json,
  type SandboxCustomer,
  type SandboxPartner,
  type SandboxRequest,
  type SandboxResponse,
} from '../../src/sdk/index.ts';

const DAY_MS = 86_400_000;

const unauthorised = json({ code: 2, message: 'Authentication failed.' }, 401);

export const sandbox: SandboxPartner = (request, world) => {
  const answer = ANSWERS[request.path];
  if (answer === undefined || request.method !== 'GET') return null;
  const token = /^Bearer (.+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
  const customer = token === undefined ? undefined : world.customerBy('accessToken', token);
  return customer === undefined ? unauthorised : answer(customer, request);
};

type Answer = (customer: SandboxCustomer, request: SandboxRequest) => SandboxResponse;

const ANSWERS: Readonly<Record<string, Answer>> = {
  '/user_account': accountOf,
  '/user_account/analytics': analyticsOf,
  '/pins': pinsOf,
};

const whole = (customer: SandboxCustomer, topic: string, below: number): number =>
  Math.floor(customer.chance(topic) * below);

const isBusiness = (customer: SandboxCustomer): boolean =>
  customer.kind === 'COMPANY' || customer.chance('business') < 0.3;

const digits = (customer: SandboxCustomer, topic: string, length: number): string =>
  Array.from({ length }, (_, i) =>
    i === 0 ? 1 + whole(customer, topic, 9) : whole(customer, `${topic} ${i}`, 10),
  ).join('');

function accountOf(customer: SandboxCustomer): SandboxResponse {
  const pinned = whole(customer, 'pins', 320);
  return json({
    id: digits(customer, 'id', 18),
    username: customer.handle.toLowerCase().replace(/[^a-z0-9]/g, ''),
    account_type: isBusiness(customer) ? 'BUSINESS' : 'PINNER',
    business_name: isBusiness(customer) ? customer.name : null,
    about: `From ${customer.address.city ?? 'somewhere'}.`,
    website_url: customer.kind === 'COMPANY' ? `https://${customer.id.toLowerCase()}.example.com` : '',
    profile_image: 'https://i.pinimg.com/600x600/none.jpg',
    board_count: whole(customer, 'boards', 30),
    pin_count: pinned,
    follower_count: whole(customer, 'followers', 9_000),
    following_count: whole(customer, 'following', 600),
    monthly_views: isBusiness(customer) ? whole(customer, 'views', 250_000) : null,
  });
}

function analyticsOf(customer: SandboxCustomer, { query }: SandboxRequest): SandboxResponse {
  const { start_date: from, end_date: to } = query;
  if (from === undefined || to === undefined) return json({ code: 1, message: 'Missing start_date or end_date.' }, 400);
  const impressions = whole(customer, 'impressions', 400_000);
  const engagements = Math.floor(impressions * 0.04 * customer.chance('engaged'));
  return json({
    all: {
      summary_metrics: { IMPRESSION: impressions, ENGAGEMENT: engagements },
      daily_metrics: [
        { date: to, data_status: 'PROCESSING', metrics: {} },
        { date: from, data_status: 'READY', metrics: { IMPRESSION: Math.floor(impressions / 30), ENGAGEMENT: 0 } },
      ],
    },
  });
}

function pinsOf(customer: SandboxCustomer, { query, today }: SandboxRequest): SandboxResponse {
  const size = Math.min(Number(query['page_size'] ?? 25), 250);
  const first = Number(query['bookmark'] ?? 0);
  const total = whole(customer, 'pins', 320);
  const items = Array.from({ length: total }, (_, i) => pinOf(customer, i, today)).slice(first, first + size);
  return json({ items, bookmark: first + size < total ? String(first + size) : null });
}

function pinOf(customer: SandboxCustomer, index: number, today: string) {
  const age = (index + 1) * (1 + whole(customer, 'pace', 4)) * DAY_MS;
  return {
    id: digits(customer, `pin ${index}`, 18),
    board_id: digits(customer, 'board', 18),
    created_at: new Date(Date.parse(`${today}T16:05:00Z`) - age).toISOString().replace('.000Z', '+00:00'),
    title: null,
    description: null,
    is_owner: true,
    parent_pin_id: null,
    media: { media_type: 'image' },
  };
}
