/**
 * What the first run prints: where things listen, a token for each role, and a query to paste, also as a curl line.
 */
import { SHOWCASE } from './demo-bank/showcase.ts';

export interface Welcome {
  readonly url: string;
  readonly startedInMs: number;
  readonly partners: readonly { readonly id: string; readonly url: string }[];
  readonly tokens: readonly {
    readonly role: string;
    readonly application: string;
    readonly subject: string;
    readonly token: string;
  }[];
}

/** `tokens` holds the showcase's own caller and at least one consent officer and auditor. */
export function welcome({ url, startedInMs, partners, tokens }: Welcome): string {
  const asker = tokens.find(({ role }) => role === SHOWCASE.caller.role);
  return [
    `The gateway answers at ${url} (ready after ${(startedInMs / 1000).toFixed(1)} s).`,
    '',
    'Sandbox partners:',
    ...partners.map((partner) => `  ${partner.id.padEnd(18)} ${partner.url}`),
    '',
    'Tokens, valid for 8 hours (more: npm run token -- --role <role> --application <application>):',
    ...tokens.flatMap(({ role, application, subject, token }) => [
      '',
      `  ${role} (${subject}, ${application})`,
      `  ${token}`,
    ]),
    '',
    `A query to paste, as ${SHOWCASE.caller.role}, with the header "Authorization: Bearer <token>":`,
    '',
    inline(SHOWCASE.query, SHOWCASE.variables),
    '',
    'The same as a curl line:',
    '',
    curlLine(url, asker?.token ?? '<token>', SHOWCASE.query, SHOWCASE.variables),
    '',
    `Ask again as ${SHOWCASE.contrast.caller.role} for ${SHOWCASE.contrast.variables.purpose}, or as auditor for auditTrail. Stop with Ctrl-C.`,
    '',
  ].join('\n');
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
