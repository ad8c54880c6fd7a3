/**
 * What the first run prints: where things listen, a token for each role, a query to paste, and curl lines that work as they
 * stand. What matters most comes last, where a terminal shows it.
 */
import { SHOWCASE } from './demo-bank/showcase.ts';
import { FIRST_STEPS, type FirstStep } from './first-steps.ts';

export interface Welcome {
  readonly url: string;
  readonly startedInMs: number;
  readonly partners: readonly { readonly id: string; readonly url: string }[];
  /** At least one for each role of the first steps. */
  readonly tokens: readonly RoleToken[];
  /** Mints more of them: `npm run token --`. */
  readonly tokenCommand: string;
}

interface RoleToken {
  readonly role: string;
  readonly application: string;
  readonly subject: string;
  readonly token: string;
}

export const welcome = ({ url, startedInMs, partners, tokens, tokenCommand }: Welcome): string =>
  [
    'Sandbox partners:',
    ...partners.map((partner) => `  ${partner.id.padEnd(18)} ${partner.url}`),
    '',
    `Tokens, valid for 8 hours. More: ${tokenCommand} --role <role> --application <application>`,
    ...tokens.flatMap(tokenLines),
    '',
    `A query to paste into a GraphQL client, as ${SHOWCASE.caller.role} (header "authorization: Bearer <token>"):`,
    '',
    inline(SHOWCASE.query, SHOWCASE.variables),
    '',
    'Or paste these into a second terminal, in this order. To read an answer better, append: | npx prettier --parser json',
    ...FIRST_STEPS.flatMap((step, i) => stepLines(step, i + 1, url, tokenOf(step.role, tokens))),
    '',
    `The gateway answers at ${url} (ready after ${(startedInMs / 1000).toFixed(1)} s). Stop with Ctrl-C.`,
    '',
  ].join('\n');

const tokenLines = ({ role, subject, application, token }: RoleToken): readonly string[] => [
  '',
  `  ${role.padEnd(21)} ${subject.padEnd(13)} ${application}`,
  `  ${token}`,
];

const stepLines = ({ role, shows, query, variables }: FirstStep, number: number, url: string, token: string) => [
  '',
  `${number}. ${role}: ${shows}`,
  '',
  curlLine(url, token, query, variables),
];

function tokenOf(role: string, tokens: readonly RoleToken[]): string {
  const found = tokens.find((one) => one.role === role);
  if (found === undefined) throw new Error(`no token for the role ${role}`);
  return found.token;
}

/** Puts the variables into the text, so that one paste is enough. */
function inline(query: string, variables: Readonly<Record<string, string>>): string {
  const withoutHead = query.replace(/^\s*query[^{]*/, 'query ').trim();
  return Object.entries(variables).reduce(
    (text, [name, value]) => text.replaceAll(new RegExp(`\\$${name}\\b`, 'g'), JSON.stringify(value)),
    withoutHead,
  );
}

function curlLine(url: string, token: string, query: string, variables: Readonly<Record<string, string>>): string {
  const body = JSON.stringify({ query: query.replace(/\s+/g, ' ').trim(), variables });
  return `curl -s ${url} -H 'content-type: application/json' -H 'authorization: Bearer ${token}' -d '${body.replaceAll("'", "'\\''")}'`;
}
