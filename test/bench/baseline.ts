/**
 * What people build without governance: Apollo Server on Express, as installed. `memory` reads the fields from objects; `rest`
 * calls the three partners through RESTDataSource and maps their answers. `raw` is node:http in and out, making the same three calls at once:
 * as little as can stand between a caller and its partners. A process of its own.
 */
import { Agent, createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { ApolloServer } from '@apollo/server';
import { type DataSourceConfig, RESTDataSource } from '@apollo/datasource-rest';
import { expressMiddleware } from '@as-integrations/express5';
import express from 'express';
import { addressOf, serveParent, type Usage, usedCpuUs } from './child.ts';
import { CUSTOMER_IDS } from './query.ts';

export interface BaselineAbout {
  readonly kind: 'memory' | 'rest' | 'raw';
  readonly partnersUrl: string;
}

const about = JSON.parse(process.argv[2] ?? '{}') as BaselineAbout;

const SCHEMA = `
  type Query { customer(id: ID!, purpose: ID!): Customer }
  type Customer { id: ID! kind: String identity: Identity credit: Credit market: Market social: Social }
  type Identity { name: String birthDate: String phones: [String!] }
  type Credit { accounts: [Account!] }
  type Account { institution: String accountType: String balance: Money isClosed: Boolean }
  type Money { amount: String! currency: String! }
  type Market { profile: Listing }
  type Listing { name: String ticker: String exchange: String industry: String country: String }
  type Social { profiles: [SocialProfile!] audience: [Audience!] }
  type SocialProfile { network: String! handle: String displayName: String }
  type Audience { followers: Int following: Int }`;

interface MxAccounts {
  readonly accounts: readonly {
    readonly institution_code: string;
    readonly type: string;
    readonly balance: number;
    readonly currency_code: string;
    readonly is_closed: boolean;
  }[];
}

interface Company {
  readonly name: string;
  readonly ticker: string;
  readonly exchange: string;
  readonly finnhubIndustry: string;
  readonly country: string;
}

interface Actor {
  readonly handle: string;
  readonly displayName: string;
  readonly followersCount: number;
  readonly followsCount: number;
}

class Partner extends RESTDataSource {
  override baseURL = `${about.partnersUrl}/`;
  readonly customerId: string;
  constructor(customerId: string, config: DataSourceConfig) {
    super(config);
    this.customerId = customerId;
  }
}

class Mx extends Partner {
  async accounts() {
    const headers = { authorization: 'Basic YTpi', 'accept-version': 'v20250224' };
    const path = `users/USR-${this.customerId}/accounts?page=1&records_per_page=250`;
    const { accounts } = await this.get<MxAccounts>(path, { headers });
    return accounts.map((account) => ({
      institution: account.institution_code,
      accountType: account.type,
      balance: { amount: String(account.balance), currency: account.currency_code },
      isClosed: account.is_closed,
    }));
  }
}

class Finnhub extends Partner {
  async profile() {
    const { finnhubIndustry, ...rest } = await this.get<Company>(
      `stock/profile2?symbol=${this.customerId}&token=sandbox`,
    );
    return { ...rest, industry: finnhubIndustry };
  }
}

class Bluesky extends Partner {
  readonly actor = () =>
    this.get<Actor>(`xrpc/app.bsky.actor.getProfile?actor=${this.customerId.toLowerCase()}.bsky.example`);
  async profiles() {
    const { handle, displayName } = await this.actor();
    return [{ network: 'bluesky', handle, displayName }];
  }
  async audience() {
    const { followersCount, followsCount } = await this.actor();
    return [{ followers: followersCount, following: followsCount }];
  }
}

const ownRecord = (id: string) => ({
  id,
  kind: 'COMPANY',
  identity: { name: `Bench Trading ${id}`, birthDate: '1979-03-14', phones: ['+8613800000001'] },
});

/** Complete objects, as one call of each partner gave them. */
async function recordOf(id: string, cache: DataSourceConfig['cache']) {
  const config = cache === undefined ? {} : { cache };
  const [mx, finnhub, bluesky] = [new Mx(id, config), new Finnhub(id, config), new Bluesky(id, config)];
  return {
    ...ownRecord(id),
    credit: { accounts: await mx.accounts() },
    market: { profile: await finnhub.profile() },
    social: { profiles: await bluesky.profiles(), audience: await bluesky.audience() },
  };
}

function callingPartners(id: string, cache: DataSourceConfig['cache']) {
  const config = cache === undefined ? {} : { cache };
  const [mx, finnhub, bluesky] = [new Mx(id, config), new Finnhub(id, config), new Bluesky(id, config)];
  return {
    ...ownRecord(id),
    credit: { accounts: () => mx.accounts() },
    market: { profile: () => finnhub.profile() },
    social: { profiles: () => bluesky.profiles(), audience: () => bluesky.audience() },
  };
}

const records = new Map<string, Awaited<ReturnType<typeof recordOf>>>();
const apollo: ApolloServer = new ApolloServer({
  typeDefs: SCHEMA,
  resolvers: {
    Query: {
      customer: (_: unknown, { id }: { id: string }) =>
        about.kind === 'memory' ? records.get(id) : callingPartners(id, apollo.cache),
    },
  },
  nodeEnv: 'production',
});

const agent = new Agent({ keepAlive: true });

const rawGet = <T>(path: string, headers: Readonly<Record<string, string>> = {}): Promise<T> =>
  new Promise((resolve, reject) => {
    get(`${about.partnersUrl}/${path}`, { agent, headers }, (response) => {
      textOf(response).then((text) => resolve(JSON.parse(text) as T), reject);
    }).on('error', reject);
  });

async function textOf(message: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of message.setEncoding('utf8')) text += chunk as string;
  return text;
}

async function answerRaw(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { variables } = JSON.parse(await textOf(request)) as { readonly variables: { readonly id: string } };
  const { id } = variables;
  const [mx, company, actor] = await Promise.all([
    rawGet<MxAccounts>(`users/USR-${id}/accounts?page=1&records_per_page=250`, { 'accept-version': 'v20250224' }),
    rawGet<Company>(`stock/profile2?symbol=${id}&token=sandbox`),
    rawGet<Actor>(`xrpc/app.bsky.actor.getProfile?actor=${id.toLowerCase()}.bsky.example`),
  ]);
  const customer = {
    ...ownRecord(id),
    credit: {
      accounts: mx.accounts.map((account) => ({
        institution: account.institution_code,
        accountType: account.type,
        balance: { amount: String(account.balance), currency: account.currency_code },
        isClosed: account.is_closed,
      })),
    },
    market: {
      profile: {
        name: company.name,
        ticker: company.ticker,
        exchange: company.exchange,
        industry: company.finnhubIndustry,
        country: company.country,
      },
    },
    social: {
      profiles: [{ network: 'bluesky', handle: actor.handle, displayName: actor.displayName }],
      audience: [{ followers: actor.followersCount, following: actor.followsCount }],
    },
  };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data: { customer } }));
}

if (about.kind === 'memory') for (const id of CUSTOMER_IDS) records.set(id, await recordOf(id, undefined));
await apollo.start();
const app = express();
app.use('/graphql', express.json(), expressMiddleware(apollo));
const server = createServer(about.kind === 'raw' ? (req, res) => void answerRaw(req, res) : app);
server.listen(0, '127.0.0.1', () =>
  serveParent(
    { url: `${addressOf(server)}/graphql`, headers: {} },
    { usage: (): Usage => ({ cpuUs: usedCpuUs(), statements: {} }) },
  ),
);
