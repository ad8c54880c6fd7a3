/**
 * What a connector must be before it may serve. Returns the first objection in words an author can act on, or null. The type
 * checker has seen the shape; this sees what types cannot.
 */
import { DATASETS } from '../domain/dataset.ts';
import type { Connector, Endpoint } from '../sdk/index.ts';
import { objectionToCost } from './budget/check-cost.ts';
import { objectionTo } from './client/aim.ts';
import type { AddressPolicy } from './client/guard-address.ts';
import { objectionToAuth } from './credentials/object-to-auth.ts';

export interface ValidationOptions {
  readonly baseUrl: string;
  readonly addressPolicy: AddressPolicy;
  /** Tells whether the schema governs `Type.field`. */
  readonly isKnownField: (coordinate: string) => boolean;
}

export function objectionToConnector(connector: Connector, options: ValidationOptions): string | null {
  return (
    objectionToId(connector.id) ??
    objectionToAddress(connector, options) ??
    objectionToAuth(connector, options.baseUrl) ??
    objectionToLimits(connector) ??
    objectionToCost(connector) ??
    objectionToNames(connector.endpoints) ??
    firstOf(connector.endpoints, (endpoint) => objectionToEndpoint(connector, endpoint, options))
  );
}

const objectionToId = (id: string): string | null =>
  /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(id) ? null : `id "${id}" is not <partner>-<kind>`;

function objectionToAddress({ allowedHosts }: Connector, { baseUrl, addressPolicy }: ValidationOptions): string | null {
  if (!URL.canParse(baseUrl)) return 'the base URL is no URL';
  const url = new URL(baseUrl);
  if (url.search !== '' || url.hash !== '') return 'the base URL has a query or fragment';
  const objection = objectionTo(url, addressPolicy);
  if (objection !== null) return `the base URL is refused: ${objection}`;
  const isHost = (host: string): boolean => URL.canParse(`https://${host}`) && new URL(`https://${host}`).host === host;
  return firstOf(allowedHosts, (host) => (isHost(host) ? null : `allowed host "${host}" is not a host name`));
}

function objectionToLimits({ limits, deadlineMs }: Connector): string | null {
  if (!Number.isInteger(limits.concurrency) || limits.concurrency < 1) return 'concurrency must be at least 1';
  if (limits.spacingMs !== undefined && !(limits.spacingMs > 0)) return 'spacingMs must be more than 0';
  if (!(deadlineMs > 0)) return 'deadlineMs must be more than 0';
  const isWindow = ({ calls, perMs }: Connector['limits']['windows'][number]): boolean =>
    Number.isInteger(calls) && Number.isInteger(perMs) && calls > 0 && perMs > 0;
  if (!limits.windows.every(isWindow)) return 'a limit window needs whole calls and perMs above 0';
  return objectionToWindows(limits);
}

function objectionToWindows({ windows, reserve = 0 }: Connector['limits']): string | null {
  if (new Set(windows.map(({ perMs }) => perMs)).size < windows.length) return 'two limit windows have the same perMs';
  if (windows.some(({ calls }) => calls > 100_000))
    return 'a limit window of more than 100000 calls: state it per shorter time';
  if (!Number.isInteger(reserve) || reserve < 0) return 'reserve must be a whole number, 0 or more';
  const smallest = Math.min(...windows.map(({ calls }) => calls));
  return reserve < smallest ? null : `a reserve of ${reserve} leaves nothing of a window of ${smallest} calls`;
}

function objectionToNames(endpoints: readonly Endpoint[]): string | null {
  if (endpoints.length === 0) return 'it has no endpoints';
  const seen = new Set<string>();
  return firstOf(endpoints, ({ name }) => {
    if (!/^[a-z][a-z0-9-]*$/.test(name)) return `endpoint name "${name}" is not kebab-case`;
    if (seen.has(name)) return `two endpoints are called "${name}"`;
    seen.add(name);
    return null;
  });
}

function objectionToEndpoint(
  { auth }: Connector,
  { name, dataset, supplies, batch, pages, cacheTtlS, noRecordTtlS, staleForS }: Endpoint,
  { isKnownField }: ValidationOptions,
): string | null {
  if (!Object.hasOwn(DATASETS, dataset)) return `endpoint "${name}": there is no dataset "${dataset}"`;
  if (supplies.length === 0) return `endpoint "${name}" supplies nothing`;
  const unknown = supplies.find((field) => !isKnownField(`${DATASETS[dataset].type}.${field}`));
  if (unknown !== undefined) return `endpoint "${name}": ${DATASETS[dataset].type} has no field "${unknown}"`;
  for (const [key, seconds] of Object.entries({ cacheTtlS, noRecordTtlS, staleForS }))
    if (seconds !== undefined && !(seconds >= 0)) return `endpoint "${name}": ${key} must not be negative`;
  if (pages !== undefined && !(pages.maxPages >= 1)) return `endpoint "${name}": maxPages must be at least 1`;
  if (batch === undefined) return null;
  if (!(batch.maxSize >= 1)) return `endpoint "${name}": batch.maxSize must be at least 1`;
  if (auth.type === 'customer-token') return `endpoint "${name}" batches customers, but each has a token of their own`;
  return null;
}

function firstOf<T>(items: readonly T[], objection: (item: T) => string | null): string | null {
  for (const item of items) {
    const found = objection(item);
    if (found !== null) return found;
  }
  return null;
}
