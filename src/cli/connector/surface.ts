/**
 * A connector's surface: what the rest of the bank and its operators rely on, as data that a reviewer reads in a diff. Written to
 * connectors/<id>/surface.json by `npm run connectors` and compared by `connector:check`. Names and types only.
 */
import { z } from 'zod';
import type { Connector, Endpoint } from '../../sdk/index.ts';
import { allSecretNames } from '../secret-names.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface EndpointSurface {
  readonly name: string;
  readonly dataset: string;
  readonly supplies: readonly string[];
  readonly references: readonly string[];
  /** JSON Schema (2020-12) of the answers `wire` accepts; what zod cannot write down accepts anything here. */
  readonly wire: JsonSchema;
}

export interface ConnectorSurface {
  readonly id: string;
  readonly kind: string;
  readonly sideEffect: string;
  readonly auth: string;
  readonly secrets: readonly string[];
  readonly endpoints: readonly EndpointSurface[];
}

export const surfaceOf = (connector: Connector): ConnectorSurface => ({
  id: connector.id,
  kind: connector.kind,
  sideEffect: connector.sideEffect,
  auth: connector.auth.type,
  secrets: [...allSecretNames(connector)].sort(),
  endpoints: connector.endpoints.map(endpointSurface).sort((a, b) => (a.name < b.name ? -1 : 1)),
});

export const endpointSurface = ({ name, dataset, supplies, references, wire }: Endpoint): EndpointSurface => ({
  name,
  dataset,
  supplies: [...supplies].sort(),
  references: [...references].sort(),
  wire: schemaOf(wire),
});

function schemaOf(wire: z.ZodType): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(wire, { io: 'input', unrepresentable: 'any', cycles: 'ref' });
  return sorted(schema) as JsonSchema;
}

/** Keys in code point order, so that moving a line in wire.ts is no change. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

export const textOf = (surface: ConnectorSurface): string => `${JSON.stringify(surface, null, 2)}\n`;
