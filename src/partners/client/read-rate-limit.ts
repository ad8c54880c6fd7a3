/**
 * What is left of a partner's quota and when there will be more, in every form that partners say it: `RateLimit` of the IETF draft
 * (draft-ietf-httpapi-ratelimit-headers) as a structured list (from revision 8, several policies at once) and as a dictionary (revision 7),
 * the older `RateLimit-*`, `X-RateLimit-*` and `X-Rate-Limit-*` fields, also by what they count (`X-RateLimit-Remaining-Requests`). What
 * cannot be read was not said. Pure.
 */
import { type Reset, readReset } from './read-wait.ts';

export interface Quota {
  /** Calls left; null where the partner does not say. */
  readonly remaining: number | null;
  readonly reset: Reset | null;
}

type Headers = Readonly<Record<string, string>>;

/** One for each policy or header family. */
export function readQuotas(headers: Headers, nowMs: number): readonly Quota[] {
  return [...quotasOf(headers['ratelimit']), ...FAMILIES.flatMap((family) => quotaOf(headers, family, nowMs))];
}

interface Family {
  readonly remaining: string;
  readonly reset: string;
}

const FAMILIES: readonly Family[] = [
  { remaining: 'ratelimit-remaining', reset: 'ratelimit-reset' },
  { remaining: 'x-ratelimit-remaining', reset: 'x-ratelimit-reset' },
  { remaining: 'x-rate-limit-remaining', reset: 'x-rate-limit-reset' },
  // By what they count: OpenAI and whoever copied it; Anthropic.
  ...['requests', 'tokens'].flatMap((what) => [
    { remaining: `x-ratelimit-remaining-${what}`, reset: `x-ratelimit-reset-${what}` },
    { remaining: `anthropic-ratelimit-${what}-remaining`, reset: `anthropic-ratelimit-${what}-reset` },
  ]),
];

/** Always seconds from now, with fractions, and more exact than the reset beside it. */
const RESET_AFTER = ['x-ratelimit-reset-after', 'x-rate-limit-reset-after'];

function quotaOf(headers: Headers, { remaining, reset }: Family, nowMs: number): readonly Quota[] {
  const after = RESET_AFTER.find((name) => name === `${reset}-after` && headers[name] !== undefined);
  if (headers[remaining] === undefined && headers[reset] === undefined && after === undefined) return [];
  return [
    {
      remaining: countOf(headers[remaining]),
      reset: (after === undefined ? null : delayOf(headers[after])) ?? readReset(headers[reset]?.trim() ?? '', nowMs),
    },
  ];
}

const DECIMAL = /^\d+(\.\d+)?$/;

/** `100, 100;w=60` of the draft's early revisions: the number in front. */
const firstPart = (text: string): string => text.split(/[,;]/)[0]?.trim() ?? '';

function countOf(text: string | undefined): number | null {
  const value = firstPart(text ?? '');
  return DECIMAL.test(value) ? Number(value) : null;
}

function delayOf(text: string | undefined): Reset | null {
  const value = text?.trim() ?? '';
  return DECIMAL.test(value) ? { kind: 'delay', seconds: Number(value) } : null;
}

function quotasOf(text: string | undefined): readonly Quota[] {
  if (text === undefined) return [];
  const members = splitOutsideQuotes(text, ',');
  if (members === null) return [];
  const pairs = members.map((member) => member.split('=').map((part) => part.trim()));
  // Revision 7: `limit=100, remaining=0, reset=30`, the whole field one policy.
  if (pairs.some(([name]) => name === 'remaining' || name === 'reset')) {
    const fields = new Map(pairs.map(([name = '', value = '']) => [name, firstPart(value)]));
    return [{ remaining: countOf(fields.get('remaining')), reset: delayOf(fields.get('reset')) }];
  }
  return members.flatMap(policyOf);
}

/** Revision 8 on: `"burst";r=0;t=30`. Without `r` it is no item of this field. */
function policyOf(member: string): readonly Quota[] {
  const [, ...parameters] = splitOutsideQuotes(member, ';') ?? [];
  const fields = new Map(parameters.map((parameter) => splitOnce(parameter)));
  const remaining = countOf(fields.get('r'));
  return remaining === null ? [] : [{ remaining, reset: delayOf(fields.get('t')) }];
}

function splitOnce(parameter: string): readonly [string, string] {
  const at = parameter.indexOf('=');
  return at < 0 ? [parameter.trim(), ''] : [parameter.slice(0, at).trim(), parameter.slice(at + 1).trim()];
}

/** Names of policies are quoted and may hold anything (RFC 9651, 3.3.3). null: a quote is never closed. */
function splitOutsideQuotes(text: string, separator: ',' | ';'): readonly string[] | null {
  const parts: string[] = [''];
  let isQuoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charAt(i);
    if (!isQuoted && char === separator) {
      parts.push('');
      continue;
    }
    if (char === '"') isQuoted = !isQuoted;
    const taken = isQuoted && char === '\\' ? text.slice(i, i + 2) : char;
    i += taken.length - 1;
    parts[parts.length - 1] += taken;
  }
  return isQuoted ? null : parts;
}
