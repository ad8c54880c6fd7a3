/**
 * A connector's request as it goes out: address, standing headers, credentials, body, and over all of it the signature where there is
 * one. The result holds credentials and is never logged.
 */
import type { Connector, PartnerRequest } from '../../sdk/index.ts';
import type { Aim, Target } from './aim.ts';
import { type Attempt, failed, hasFailed } from '../attempt.ts';
import type { Outgoing } from './client.ts';
import type { Presented } from '../credentials/credentials.ts';
import { ACCEPT_ENCODING } from './read-body.ts';

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

export function composeRequest(
  connector: Connector,
  aim: Aim,
  request: PartnerRequest,
  { headers, query, sign }: Pick<Presented, 'headers' | 'query' | 'sign'>,
): Attempt<Outgoing> {
  const target = aim(request, query);
  if (hasFailed(target)) return target;
  const body = request.body === undefined ? null : JSON.stringify(request.body);
  const standing = standingHeaders(connector, body === null ? null : JSON_TYPE);
  const outgoing = { target: target.value, method: request.method, headers: { ...standing, ...headers }, body };
  return sign === undefined ? { value: outgoing } : signed(outgoing, sign);
}

/** A token request: a form by POST (RFC 6749, 3.2). */
export function composeForm(
  connector: Connector,
  target: Target,
  { form, headers }: Readonly<Record<'form' | 'headers', Readonly<Record<string, string>>>>,
): Outgoing {
  const body = new URLSearchParams(form).toString();
  const standing = { ...standingHeaders(connector, null), accept: JSON_TYPE, 'content-type': FORM_TYPE };
  return { target, method: 'POST', headers: { ...standing, ...headers }, body };
}

function signed(outgoing: Outgoing, sign: NonNullable<Presented['sign']>): Attempt<Outgoing> {
  const { target, method, headers, body } = outgoing;
  const [path = '', query = ''] = splitOnce(target.path, '?');
  try {
    const made = sign({ method, host: new URL(target.origin).host, path, query, body: body ?? '' });
    const whole = made.query === '' ? path : `${path}?${made.query}`;
    return { value: { ...outgoing, target: { ...target, path: whole }, headers: { ...headers, ...made.headers } } };
  } catch {
    return failed('PARTNER_REFUSED_CREDENTIALS', 'signing-threw');
  }
}

const splitOnce = (text: string, mark: string): readonly string[] => {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
};

function standingHeaders(connector: Connector, contentType: string | null): Record<string, string> {
  const headers: Record<string, string> = {
    accept: JSON_TYPE,
    'accept-encoding': ACCEPT_ENCODING,
    'user-agent': 'data-partner-gateway',
  };
  if (contentType !== null) headers['content-type'] = contentType;
  for (const [name, value] of Object.entries(connector.headers ?? {})) headers[name.toLowerCase()] = value;
  return headers;
}
