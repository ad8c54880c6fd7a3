/**
 * What is left to do on a new folder, in the order in which to do it, each with where and how.
 */
import type { Guarantee } from '../run-conformance.ts';
import { gapLines } from './match.ts';
import type { Plan } from './plan.ts';
import type { WrittenCassette } from './write-cassettes.ts';
import { isMapped } from './write-map.ts';

export function sayWhatIsLeft(plan: Plan, cassettes: readonly WrittenCassette[], failed: readonly Guarantee[]): string {
  const folder = `connectors/${plan.id}`;
  const unmapped = plan.endpoints.filter((endpoint) => !isMapped(endpoint));
  const steps = [
    ...(plan.isInvented
      ? [
          `${folder}/wire.ts, connector.ts, sandbox.ts: the interface is invented. Replace it by the partner's, from its document`,
        ]
      : []),
    ...unmapped.map(
      ({ name, choice }) =>
        `${folder}/map.ts: nothing in the answer of ${name} matches ${choice.dataset} by name. Map at least one field, and name it in \`supplies\``,
    ),
    ...(failed.length > 0 && unmapped.length === 0
      ? [`the ${failed.length} failed guarantees above: npm run connector:check -- ${plan.id}`]
      : []),
    ...cassettes
      .filter(({ problem }) => problem !== '')
      .map(
        ({ file, problem }) =>
          `${folder}/cassettes/${file}: the document's example, or what was invented where it gives none, breaks the document's schema (${problem}). Ask the partner which is right, or mend what was invented`,
      ),
    ...plan.endpoints.flatMap(({ name, choice }) =>
      gapLines(choice.matching.gaps).map((gap) => `${folder}/map.ts, ${name}: ${gap}`),
    ),
    ...plan.endpoints.flatMap(({ name, request }) =>
      request.openPoints.map((point) => `${folder}/connector.ts, ${name}: ${point}`),
    ),
    ...plan.openPoints.map((point) => `${folder}/connector.ts: ${point}`),
    `${folder}/README.md: answer the go / no-go questions; limit, price and side effect come from the contract`,
    `npm run connector:check -- ${plan.id} --level strict${plan.isInvented ? '' : ' --document <the same file>'}`,
    `npm run connector:try -- ${plan.id} --customer CUST-000001`,
  ];
  return ['What is left, in order:', ...steps.map((step, i) => `${String(i + 1).padStart(3)}. ${step}`)].join('\n');
}
