/**
 * A statement as a page to read, print and post: Chinese and English headings, everything from outside escaped, nothing loaded and nothing
 * run. Says the same as the signed JSON whose digest it shows.
 */
import type { DatasetName } from '../../../domain/dataset.ts';
import type { Statement, StatedReading, StatedRecord } from './content.ts';
import { CODE_WORDS, STEP_UP_WORDS, wordsOfCoordinate, wordsOfField } from './field-words.ts';
import { html, type Markup, table, text, value } from './html.ts';
import { BASIS_WORDS, COLUMNS, DATASET_WORDS, HEADINGS, RIGHTS, SHOWN_WORDS, type Words, YES_NO } from './words.ts';

export function renderStatement(statement: Statement, sha256: string): string {
  const title = statement.statement === 'COPY' ? HEADINGS.copy : HEADINGS.access;
  return html`<!doctype html>
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>${both(title)}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <h1>${both(title)}</h1>
        ${headOf(statement, sha256)} ${SECTIONS.map((section) => section(statement))}
        <h2>${both(HEADINGS.rights)}</h2>
        <ul>
          ${RIGHTS.map((right) => html`<li>${both(right)}</li>`)}
        </ul>
      </body>
    </html> `;
}

const STYLE = text(
  'body{font:14px/1.5 sans-serif;margin:2em;max-width:70em}table{border-collapse:collapse;width:100%}th,td{border:1px solid;padding:.3em;text-align:left;vertical-align:top}dl,ul{margin:0;padding-left:1em}@media print{body{margin:0}h2{break-after:avoid}tr{break-inside:avoid}}',
);

const both = ({ zh, en }: Words): Markup => html`${text(zh)} · ${text(en)}`;

const NOTHING = both(HEADINGS.nothing);

type Column = keyof typeof COLUMNS;

const rowsOf = (columns: readonly Column[], rows: readonly (readonly Markup[])[]): Markup =>
  table(
    columns.map((column) => both(COLUMNS[column])),
    rows,
    NOTHING,
  );

const section = (heading: keyof typeof HEADINGS, content: Markup): Markup =>
  html`<h2>${both(HEADINGS[heading])}</h2>
    ${content}`;

function headOf({ requestId, customerId, madeAt, handedTo }: Statement, sha256: string): Markup {
  const facts: readonly (readonly [Column, string | null])[] = [
    ['request', requestId],
    ['customer', customerId],
    ['madeAt', madeAt],
    ['handedTo', handedTo],
    ['digest', sha256],
  ];
  const rows = facts.flatMap(([column, said]) =>
    said === null
      ? []
      : [
          html`<dt>${both(COLUMNS[column])}</dt>
            <dd>${text(said)}</dd>`,
        ],
  );
  return html`<dl>${rows}</dl>`;
}

type Section = (statement: Statement) => Markup;

/** A copy is what somebody else can go on with; who saw it at this bank is not. */
function notInCopy(section: Section): Section {
  return (statement) => (statement.statement === 'COPY' ? text('') : section(statement));
}

/** In the order they are printed. What a copy leaves out is left out whole. */
const SECTIONS: readonly Section[] = [
  ({ missing }) => (missing.length === 0 ? text('') : section('missing', value(missing))),
  ({ profile, ownBasis }) =>
    section(
      'profile',
      html`<p>${both(ownBasis)}</p>
        ${profile === null ? NOTHING : facts({ ...profile.identity, updatedAt: profile.updatedAt })}`,
    ),
  ({ references }) =>
    section(
      'references',
      rowsOf(
        ['partner', 'name'],
        references.map(({ partnerTitle, references: names }) => [text(partnerTitle), value(names)]),
      ),
    ),
  ({ records }) =>
    section(
      'records',
      rowsOf(['partner', 'dataset', 'fetchedAt', 'asOf', 'keepUntil', 'right', 'content'], records.map(recordRow)),
    ),
  ({ alsoHeld }) =>
    section(
      'alsoHeld',
      rowsOf(
        ['what', 'partner'],
        alsoHeld.map(({ what, partner }) => [wordsOr(CODE_WORDS, what), text(partner)]),
      ),
    ),
  ({ consents, purposes }) =>
    section(
      'consents',
      rowsOf(
        ['consent', 'state', 'purpose', 'fields', 'recipients', 'notice', 'from', 'until', 'withdrawnAt'],
        consents.map((one) => [
          text(one.id),
          items(
            one.history.map(
              ({ state, at }) => html`${wordsOr(CODE_WORDS, state)} ${at === null ? text('') : time(at)}`,
            ),
          ),
          purposeOf(purposes, one.purpose),
          items(one.coordinates.map(coordinateOf)),
          items(one.recipients.map((recipient) => wordsOr(CODE_WORDS, recipient))),
          text(`${one.notice.id} v${one.notice.version} ${one.notice.language}`),
          time(one.grantedAt),
          time(one.expiresAt),
          timeOrNone(one.withdrawnAt),
        ]),
      ),
    ),
  ({ corrections }) =>
    section(
      'corrections',
      rowsOf(
        ['request', 'fields', 'source', 'state', 'claimed'],
        corrections.map((one) => [
          text(one.requestId),
          coordinateOf(one.coordinate),
          text(one.source),
          wordsOr(CODE_WORDS, one.state),
          facts(one.claimed),
        ]),
      ),
    ),
  notInCopy(({ readings, purposes }) =>
    section(
      'readings',
      rowsOf(
        ['at', 'application', 'role', 'purpose', 'shown'],
        readings.map((one) => readingRow(one, purposes)),
      ),
    ),
  ),
  notInCopy(({ partnersAsked }) =>
    section(
      'partnersAsked',
      rowsOf(
        ['at', 'partner', 'dataset'],
        partnersAsked.map(({ at, partner, dataset }) => [time(at), text(partner), datasetOf(dataset)]),
      ),
    ),
  ),
  notInCopy(({ guardianships }) =>
    section(
      'guardianships',
      rowsOf(
        ['relation', 'state', 'evidence', 'from', 'until'],
        guardianships.map((one) => [
          wordsOr(CODE_WORDS, one.relation),
          wordsOr(CODE_WORDS, one.state),
          text(one.evidence),
          time(one.recordedAt),
          timeOrNone(one.endedAt),
        ]),
      ),
    ),
  ),
  notInCopy(({ elevations, purposes }) =>
    section(
      'elevations',
      rowsOf(
        ['at', 'application', 'purpose', 'fields', 'because', 'state', 'until'],
        elevations.map((one) => [
          time(one.requestedAt),
          text(one.application),
          purposeOf(purposes, one.purpose),
          items(one.coordinates.map(coordinateOf)),
          text(one.because),
          wordsOr(STEP_UP_WORDS, one.state),
          timeOrNone(one.until),
        ]),
      ),
    ),
  ),
  notInCopy(({ notifications }) =>
    section(
      'notifications',
      rowsOf(
        ['at', 'recipient', 'what', 'consent', 'state'],
        notifications.map((one) => [
          time(one.createdAt),
          text(one.recipient),
          wordsOr(CODE_WORDS, one.event),
          text(one.consent),
          wordsOr(CODE_WORDS, one.state),
        ]),
      ),
    ),
  ),
  ({ purposes }) =>
    section(
      'purposes',
      rowsOf(
        ['purpose', 'basis', 'automated', 'content'],
        purposes.map((one) => [
          text(one.title),
          wordsOr(BASIS_WORDS, one.lawfulBasis),
          both(YES_NO[one.isAutomatedDecision ? 'yes' : 'no']),
          text(one.description),
        ]),
      ),
    ),
];

const wordsOr = (words: Readonly<Record<string, Words>>, code: string): Markup => {
  const found = Object.hasOwn(words, code) ? words[code] : undefined;
  return found === undefined ? text(code) : both(found);
};

/** A field that came since is told by its own name. */
const coordinateOf = (coordinate: string): Markup => orText(wordsOfCoordinate(coordinate), coordinate);

const orText = (words: Words | null, code: string): Markup => (words === null ? text(code) : both(words));

const facts = (given: unknown): Markup => value(given, (name) => orText(wordsOfField(name), name));

/** The bank's own title of it, where it is one that the statement lists. */
const purposeOf = (purposes: Statement['purposes'], id: string): Markup =>
  text(purposes.find((one) => one.id === id)?.title ?? id);

/** To the minute: the JSON has it to the millisecond. */
const time = (instant: string): Markup => text(`${instant.slice(0, 16).replace('T', ' ')} UTC`);

const timeOrNone = (instant: string | null): Markup => (instant === null ? text('–') : time(instant));

const items = (given: readonly Markup[]): Markup =>
  given.length === 0
    ? text('–')
    : html`<ul>
        ${given.map((one) => html`<li>${one}</li>`)}
      </ul>`;

const datasetOf = (dataset: string): Markup =>
  wordsOr(DATASET_WORDS satisfies Readonly<Record<DatasetName, Words>>, dataset);

const recordRow = ({
  partnerTitle,
  dataset,
  fetchedAt,
  asOf,
  keepUntil,
  rights,
  record,
}: StatedRecord): readonly Markup[] => [
  text(partnerTitle),
  datasetOf(dataset),
  time(fetchedAt),
  timeOrNone(asOf),
  time(keepUntil),
  facts(rights),
  facts(record),
];

const readingRow = (
  { at, application, roles, purpose, fields }: StatedReading,
  purposes: Statement['purposes'],
): readonly Markup[] => [
  time(at),
  text(application),
  text(roles.join(', ')),
  purposeOf(purposes, purpose),
  html`<ul>
    ${fields.map(
      ({ coordinates, source, shown }) =>
        html`<li>${both(SHOWN_WORDS[shown])} (${text(source ?? '–')}): ${items(coordinates.map(coordinateOf))}</li>`,
    )}
  </ul>`,
];
