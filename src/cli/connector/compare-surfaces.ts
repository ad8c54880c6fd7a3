/**
 * What changed between two versions of a connector's surface, and what of it breaks somebody: a field that callers read is gone, a customer
 * now needs a reference nobody recorded, an operator must set a secret, or answers that were good are refused. Additions are compatible.
 */
import type { ConnectorSurface, EndpointSurface } from './surface.ts';
import { narrowings } from './narrowings.ts';

export interface Change {
  readonly isBreaking: boolean;
  readonly text: string;
}

export function compareSurfaces(old: ConnectorSurface, now: ConnectorSurface): readonly Change[] {
  const newByName = new Map(now.endpoints.map((endpoint) => [endpoint.name, endpoint]));
  const oldNames = new Set(old.endpoints.map(({ name }) => name));
  return [
    ...declarationChanges(old, now),
    ...suppliedChanges(old, now),
    ...old.endpoints.flatMap((endpoint) => {
      const successor = newByName.get(endpoint.name);
      if (successor === undefined) return [breaking(`endpoint ${endpoint.name} was removed`)];
      return endpointChanges(endpoint, successor);
    }),
    ...now.endpoints.flatMap(({ name }) => (oldNames.has(name) ? [] : [addition(`endpoint ${name} was added`)])),
  ];
}

const breaking = (text: string): Change => ({ isBreaking: true, text });
const addition = (text: string): Change => ({ isBreaking: false, text });

function declarationChanges(old: ConnectorSurface, now: ConnectorSurface): readonly Change[] {
  const changes: Change[] = [];
  if (old.auth !== now.auth) changes.push(breaking(`the partner is asked with ${now.auth}, it was ${old.auth}`));
  if (old.kind !== now.kind) changes.push(breaking(`kind was ${old.kind}, is ${now.kind}`));
  if (old.sideEffect !== now.sideEffect)
    changes.push(breaking(`a call is ${now.sideEffect}, it was ${old.sideEffect}: that decides about repeats`));
  return [
    ...changes,
    ...added(old.secrets, now.secrets).map((name) =>
      breaking(`secret ${name} is needed: whoever runs the gateway must set it`),
    ),
    ...added(now.secrets, old.secrets).map((name) => addition(`secret ${name} is needed no more`)),
  ];
}

/** Callers see fields of a partner, whichever endpoint brings them. */
function suppliedChanges(old: ConnectorSurface, now: ConnectorSurface): readonly Change[] {
  const [before, after] = [fieldsOf(old), fieldsOf(now)];
  return [
    ...added(after, before).map((field) => breaking(`${field} is supplied no more`)),
    ...added(before, after).map((field) => addition(`${field} is supplied now`)),
  ];
}

const fieldsOf = ({ endpoints }: ConnectorSurface): readonly string[] => [
  ...new Set(endpoints.flatMap(({ dataset, supplies }) => supplies.map((field) => `${dataset} ${field}`))),
];

function endpointChanges(old: EndpointSurface, now: EndpointSurface): readonly Change[] {
  const named = `endpoint ${now.name}`;
  return [
    ...(old.dataset === now.dataset ? [] : [breaking(`${named} feeds ${now.dataset}, it was ${old.dataset}`)]),
    ...added(old.references, now.references).map((name) =>
      breaking(`${named} needs the reference ${name}: customers without it are asked about no more`),
    ),
    ...added(now.references, old.references).map((name) => addition(`${named} does without the reference ${name}`)),
    ...narrowings(old.wire, now.wire).map(({ isBreaking, text }) => ({ isBreaking, text: `${named}, answer ${text}` })),
  ];
}

/** Of `after`, what `before` lacks. */
const added = (before: readonly string[], after: readonly string[]): readonly string[] =>
  after.filter((name) => !before.includes(name));
