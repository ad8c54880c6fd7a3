/**
 * What the level `strict` asks beyond the suite: evidence from the partner for every endpoint, the partner's document as judge, no skip
 * without a reason somebody wrote, nothing left to confirm, no breaking change that nobody allowed. Answers what is missing.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connector } from '../../sdk/index.ts';
import type { Cassette } from './cassette.ts';
import type { Change } from './compare-surfaces.ts';
import type { Guarantee } from './run-conformance.ts';

export const TO_CONFIRM = 'to be confirmed';

export interface Evidence {
  readonly folder: string;
  readonly connector: Connector;
  readonly cassettes: readonly Cassette[];
  readonly guarantees: readonly Guarantee[];
  readonly hasDocument: boolean;
  readonly changes: readonly Change[];
  readonly isBreakingAllowed: boolean;
}

export function strictDemands(evidence: Evidence): readonly string[] {
  const { connector, cassettes, guarantees, hasDocument, changes, isBreakingAllowed } = evidence;
  const unproven = connector.endpoints.filter(
    ({ name }) => !cassettes.some((one) => one.endpoint === name && one.provenance !== 'synthetic'),
  );
  const unexplained = guarantees.filter(({ outcome, why }) => outcome === 'skipped' && why === '');
  const breaking = isBreakingAllowed ? [] : changes.filter((change) => change.isBreaking);
  return [
    ...unproven.map(
      ({ name }) =>
        `endpoint ${name} has no published or recorded cassette: take the partner's example, or connector:try --record`,
    ),
    ...(hasDocument ? [] : ["the partner's OpenAPI document was not at hand: name it with --document"]),
    ...unexplained.map(({ about, title }) => `"${about} ${title}" was skipped without a written reason`),
    ...openPoints(evidence.folder).map((place) => `${place}: still says "${TO_CONFIRM}"`),
    ...breaking.map(
      ({ text }) => `${text}: a breaking change needs --allow-breaking, and a word to whoever reads these fields`,
    ),
  ];
}

/** Lines of the folder that nobody has confirmed yet. */
function openPoints(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((file) => /\.(ts|md)$/.test(file))
    .flatMap((file) =>
      readFileSync(join(folder, file), 'utf8')
        .split('\n')
        .flatMap((line, i) => (line.includes(TO_CONFIRM) ? [`${file}:${i + 1}`] : [])),
    );
}
