/**
 * A record as it may stand on a screen: of each field its type and size, never its value.
 */
import type { DatasetName } from '../../../sdk/index.ts';
import { CANONICAL_FIELDS, type CanonicalField, type FieldKind } from '../scaffold/canonical-fields.ts';

/** `balance Money(5 digits)` per field; a list of records is told one by one. */
export function maskRecord(dataset: DatasetName, record: unknown): readonly string[] {
  const kinds: Readonly<Record<string, CanonicalField>> = CANONICAL_FIELDS[dataset];
  const items = Array.isArray(record) ? (record as unknown[]) : [record];
  return items.map((item) =>
    Object.entries(item as object)
      .map(([field, value]) => `${field} ${maskValue(value, kinds[field]?.kind ?? 'parts')}`)
      .join(', '),
  );
}

function maskValue(value: unknown, kind: FieldKind): string {
  if (Array.isArray(value))
    return `[${(value as unknown[]).map((one) => maskValue(one, kind === 'texts' ? 'text' : 'parts')).join(', ')}]`;
  if (typeof value === 'boolean') return 'Boolean';
  if (typeof value === 'number') return `Int(${digits(String(value))})`;
  if (typeof value === 'string') return maskText(value, kind);
  if (typeof value !== 'object' || value === null) return 'null';
  if ('amount' in value && 'currency' in value) return `Money(${digits(String(value.amount))})`;
  return `{ ${Object.entries(value)
    .map(([name, inner]) => `${name} ${maskValue(inner, 'parts')}`)
    .join(', ')} }`;
}

function maskText(text: string, kind: FieldKind): string {
  if (kind === 'decimal') return `Decimal(${digits(text)})`;
  if (kind === 'day') return 'Date';
  if (kind === 'instant') return 'Instant';
  return `String(${[...text].length})`;
}

function digits(text: string): string {
  const count = text.replace(/\D/g, '').length;
  return count === 1 ? '1 digit' : `${count} digits`;
}
