/**
 * Writes the folder's README: the go / no-go questions first, then what the next engineer must know, with what is still open marked so.
 */
import { secretNames } from '../../secret-names.ts';
import type { EndpointPlan, Plan } from './plan.ts';
import { comment } from './write-wire.ts';
import { TO_CONFIRM } from '../strict-demands.ts';

export function writeReadme(plan: Plan, today: string): string {
  const { displayName, endpoints, openPoints } = plan;
  const open = [
    ...openPoints,
    ...endpoints.flatMap(({ name, request }) => request.openPoints.map((point) => `${name}: ${point}`)),
  ];
  return [
    `# ${displayName}`,
    '',
    `Written by \`connector:new\` on ${today}. Everything that says "${TO_CONFIRM}" is an assumption: confirm it or correct it.`,
    '',
    ...goTable(plan),
    ...factTable(plan),
    '| endpoint | call | brings |',
    '| --- | --- | --- |',
    ...endpoints.map(endpointRow),
    '',
    '## Decisions',
    '',
    ...(open.length === 0 ? ['- None yet.'] : open.map((point) => `- ${comment(point)} (${TO_CONFIRM})`)),
    ...unitPoints(plan),
    `- Does an answer name whom it is about? Then declare \`isAbout\` (${TO_CONFIRM}).`,
    '',
    '## Quirks',
    '',
    '- None seen yet. Each with the date and where it was seen.',
    '',
    '## Sandbox',
    '',
    'Any credential is taken. Every known customer gets the same answer.',
    '',
  ].join('\n');
}

/** A name tells no unit: millions pass for units, fractions for percent. */
const unitPoints = ({ endpoints }: Plan): readonly string[] =>
  endpoints.flatMap(({ name, choice }) => {
    const numbers = choice.matching.matches
      .filter(({ uses }) => uses.some(({ wire }) => wire === 'decimal'))
      .map(({ canonical }) => canonical);
    return numbers.length === 0
      ? []
      : [`- ${name}: the units of ${numbers.join(', ')} are those of the canonical record (${TO_CONFIRM})`];
  });

const goTable = ({ isInvented, openApi }: Plan): readonly string[] => [
  '## Go or no-go',
  '',
  '| question | answer |',
  '| --- | --- |',
  `| Is there an agreement in force that names the partner, the data, the purposes? | ${TO_CONFIRM} |`,
  `| Is there a documented contract? | ${isInvented ? `no: the interface is invented, ${TO_CONFIRM}` : `OpenAPI document "${comment(openApi.title)}", version ${comment(openApi.version)}`} |`,
  `| Is there a sandbox, or are there sample exchanges? | ${isInvented ? TO_CONFIRM : `the document's examples where it has them; a sandbox is ${TO_CONFIRM}`} |`,
  `| Is there a stated limit? | ${TO_CONFIRM} |`,
  '',
];

function factTable({ baseUrl, auth, limits, endpoints, isInvented }: Plan): readonly string[] {
  const references = [...new Set(endpoints.flatMap(({ request }) => Object.keys(request.references)))];
  const windows = limits.windows.map(({ calls, perMs }) => `${calls} calls per ${perMs / 1_000} s`).join(' and ');
  const secrets = secretNames(auth.auth).map((name) => `\`${name}\``).join(', ') || 'none'; // prettier-ignore
  return [
    '## Facts',
    '',
    '| | |',
    '| --- | --- |',
    `| documentation | ${TO_CONFIRM} |`,
    `| owner | ${TO_CONFIRM} |`,
    `| host | ${baseUrl}${isInvented ? ` (invented, ${TO_CONFIRM})` : ''} |`,
    `| credentials | ${auth.auth.type}; secrets: ${secrets} |`,
    `| references | ${references.map((name) => `\`${name}\``).join(', ') || 'none'} |`,
    `| limit | ${windows}: ${comment(limits.source)}, ${TO_CONFIRM} |`,
    `| price | ${TO_CONFIRM} |`,
    `| side effect | \`billed\`, so that no call of unknown outcome is repeated: ${TO_CONFIRM} |`,
    '',
  ];
}

const endpointRow = ({ name, request, choice }: EndpointPlan): string =>
  `| \`${name}\` | \`${request.method} ${comment(request.path)}\` | \`${choice.dataset}\` (${comment(choice.why)}) |`;
