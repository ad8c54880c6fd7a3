/**
 * A connector's request as it goes out: address, standing headers, credentials, JSON body. Pure; the result holds credentials and
 * is never logged.
 */
import type { Connector, PartnerRequest } from '../../sdk/index.ts';
import type { Aim } from './aim.ts';
import { type Attempt, hasFailed } from '../attempt.ts';
import type { Outgoing } from './client.ts';
import type { Presented } from '../credentials/credentials.ts';
import { ACCEPT_ENCODING } from './read-body.ts';

export function composeRequest(
  connector: Connector,
  aim: Aim,
  request: PartnerRequest,
  presented: Pick<Presented, 'headers' | 'query'>,
): Attempt<Outgoing> {
  const target = aim(request, presented.query);
  if (hasFailed(target)) return target;
  const body = request.body === undefined ? null : JSON.stringify(request.body);
  const headers = { ...standingHeaders(connector, body !== null), ...presented.headers };
  return { value: { target: target.value, method: request.method, headers, body } };
}

function standingHeaders(connector: Connector, hasBody: boolean): Record<string, string> {
  const headers: Record<string, string> = {
    accept: 'application/json',
    'accept-encoding': ACCEPT_ENCODING,
    'user-agent': 'data-partner-gateway',
  };
  if (hasBody) headers['content-type'] = 'application/json';
  for (const [name, value] of Object.entries(connector.headers ?? {})) headers[name.toLowerCase()] = value;
  return headers;
}
