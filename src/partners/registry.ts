/**
 * Which partner can supply what. A connector with a defect is left out with a clear line; the others serve. Being known here is
 * not being permitted: rights are decided elsewhere.
 */
import type { Coordinate } from '../domain/classification.ts';
import { type DatasetName, DATASETS, fieldOf } from '../domain/dataset.ts';
import type { SourceId } from '../domain/sourced.ts';
import type { Connector, Endpoint } from '../sdk/index.ts';
import type { RecordSupply } from './port.ts';
import type { PartnersLog } from './log.ts';
import { nameOf } from './log.ts';
import { objectionToConnector, type ValidationOptions } from './validate-connector.ts';

/** What a connector declares, as the stage needs it to tell who could supply a field. */
export interface Surface {
  readonly id: string;
  readonly endpoints: readonly Supplying[];
}

type Supplying = Pick<Endpoint, 'name' | 'dataset' | 'supplies'>;

export interface Registry {
  /** In service, in id order. */
  readonly connectors: readonly Connector[];
  readonly candidates: (coordinate: string) => readonly SourceId[];
  readonly endpointsFor: (source: SourceId, dataset: DatasetName, coordinates: readonly string[]) => readonly string[];
  /** Every endpoint with all it may bring, those of connectors out of service included. */
  readonly supplies: readonly RecordSupply[];
}

export interface RegistryOptions extends Omit<ValidationOptions, 'baseUrl'> {
  /** What connectors last declared. One that is not in service still is a candidate, so that its fields are gaps and not denials. */
  readonly surfaces?: readonly Surface[];
  readonly baseUrlOf: (connector: Connector) => string;
  readonly log: PartnersLog;
}

export function createRegistry(declared: readonly Connector[], options: RegistryOptions): Registry {
  const connectors = inService(declared, options);
  const endpointsByDataset = new Map<string, Supplying[]>();
  const sourcesByCoordinate = new Map<string, Set<SourceId>>();
  const surfaces = declaredBy(connectors, options.surfaces ?? []);
  for (const { id, endpoints } of surfaces) {
    for (const endpoint of endpoints) {
      const { dataset, supplies } = endpoint;
      const key = `${id} ${dataset}`;
      endpointsByDataset.set(key, [...(endpointsByDataset.get(key) ?? []), endpoint]);
      for (const field of supplies) {
        const coordinate = `${DATASETS[dataset].type}.${field}`;
        sourcesByCoordinate.set(coordinate, (sourcesByCoordinate.get(coordinate) ?? new Set()).add(id));
      }
    }
  }
  const idsByCoordinate = new Map([...sourcesByCoordinate].map(([coordinate, ids]) => [coordinate, [...ids]]));
  return {
    connectors,
    supplies: surfaces.flatMap(suppliesOf),
    candidates: (coordinate) => idsByCoordinate.get(coordinate) ?? [],
    endpointsFor(source, dataset, coordinates) {
      const endpoints = endpointsByDataset.get(`${source} ${dataset}`) ?? [];
      // Most partners have one endpoint for a dataset, and candidates supply what they are asked for.
      if (endpoints.length === 1 && endpoints[0] !== undefined)
        return suppliesAny(endpoints[0], coordinates) ? [endpoints[0].name] : [];
      return fewestCovering(endpoints, new Set(coordinates.map(fieldOf)));
    },
  };
}

const suppliesOf = ({ id, endpoints }: Surface): readonly RecordSupply[] =>
  endpoints.map(({ name, dataset, supplies }) => ({
    source: id,
    endpoint: name,
    coordinates: supplies.map((field): Coordinate => `${DATASETS[dataset].type}.${field}`),
  }));

/** Connectors in service and, of those that are not, what they last declared; in id order. */
function declaredBy(connectors: readonly Connector[], surfaces: readonly Surface[]): readonly Surface[] {
  const known = surfaces.map(({ id, endpoints }) => ({
    id,
    endpoints: endpoints.filter(({ dataset }) => Object.hasOwn(DATASETS, dataset)),
  }));
  const missing = known.filter(({ id }) => !connectors.some((one) => one.id === id));
  return [...connectors, ...missing].sort((a, b) => (a.id < b.id ? -1 : 1));
}

const suppliesAny = ({ supplies }: Supplying, coordinates: readonly string[]): boolean =>
  coordinates.some((coordinate) => supplies.includes(fieldOf(coordinate)));

function inService(declared: readonly Connector[], { baseUrlOf, log, ...validation }: RegistryOptions): Connector[] {
  const sound = new Map<string, Connector>();
  for (const connector of declared) {
    const objection = sound.has(connector.id)
      ? 'another connector has the same id'
      : objectionOf(connector, { ...validation, baseUrl: baseUrlOf(connector) });
    if (objection === null) sound.set(connector.id, connector);
    else log.warn({ partner: connector.id, reason: 'connector-left-out', objection }, 'a connector is out of service');
  }
  return [...sound.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** A connector may be broken in ways its type forbids; looking at it must not stop the gateway. */
function objectionOf(connector: Connector, options: ValidationOptions): string | null {
  try {
    return objectionToConnector(connector, options);
  } catch (error) {
    return `it cannot be read (${nameOf(error)})`;
  }
}

/** The smallest set of endpoints that brings every wanted field any of them can bring; of equals, the first declared. */
function fewestCovering(endpoints: readonly Supplying[], fields: ReadonlySet<string>): readonly string[] {
  const useful = endpoints.filter(({ supplies }) => supplies.some((field) => fields.has(field)));
  const reachable = new Set(useful.flatMap(({ supplies }) => supplies.filter((field) => fields.has(field))));
  for (let size = 1; size < useful.length; size += 1) {
    const found = coverOf(useful, size, reachable);
    if (found !== null) return found.map(({ name }) => name);
  }
  return useful.map(({ name }) => name);
}

/** Tries every choice of `size` endpoints, in order: partners have a handful per dataset. */
function coverOf(
  endpoints: readonly Supplying[],
  size: number,
  missing: ReadonlySet<string>,
): readonly Supplying[] | null {
  if (missing.size === 0) return [];
  if (size === 0) return null;
  for (const [i, endpoint] of endpoints.entries()) {
    const left = new Set([...missing].filter((field) => !endpoint.supplies.includes(field)));
    if (left.size === missing.size) continue;
    const rest = coverOf(endpoints.slice(i + 1), size - 1, left);
    if (rest !== null) return [endpoint, ...rest];
  }
  return null;
}
