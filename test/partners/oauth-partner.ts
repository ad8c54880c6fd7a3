/** What the OAuth tests share: the token endpoint's address, the client, and how requests to it are told from calls. */
import type { Auth, ClientCredentialsAuth } from '../../src/sdk/index.ts';
import type { PartnerOnSocket, Received } from './partner-on-socket.ts';
import { acme, startStage, type Stage, type StageOptions } from './stage.ts';

export const SECRETS = { ID: 'client id&77', SECRET: 'sécret:77/+' };
export const TOKEN_PATH = '/oauth/token';

export const own = {
  type: 'oauth2-client-credentials',
  tokenUrl: TOKEN_PATH,
  clientId: 'ID',
  clientSecret: 'SECRET',
  authentication: 'basic' as 'basic' | 'body',
} satisfies ClientCredentialsAuth;

export const formOf = ({ body }: Received): Record<string, string> => Object.fromEntries(new URLSearchParams(body));
export const isTokenRequest = ({ url }: Received): boolean => url.pathname === TOKEN_PATH;
export const requestsOf = (partner: PartnerOnSocket): readonly Received[] => partner.received.filter(isTokenRequest);
export const callsOf = (partner: PartnerOnSocket): readonly Received[] =>
  partner.received.filter((request) => !isTokenRequest(request));

/** A long deadline: a busy machine is no partner's fault. */
export const start = (partner: PartnerOnSocket, auth: Auth, options: StageOptions = {}): Stage =>
  startStage([acme({ auth, deadlineMs: 20_000 })], partner.baseUrl, { secrets: SECRETS, ...options });
