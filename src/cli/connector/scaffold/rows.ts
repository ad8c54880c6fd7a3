/**
 * Where in an answer a record may stand: every object, and every list of objects, with its fields laid flat. Pure.
 */
import type { Field, Shape } from './shape.ts';

/** A field of a row, reached through nested objects. */
export interface FlatField {
  readonly path: readonly string[];
  /** Per step of the path: promised by the document and never null. */
  readonly certain: readonly boolean[];
  readonly shape: Shape;
}

export interface Row {
  /** From the answer's root to the row, or to the list of rows. */
  readonly path: readonly string[];
  readonly isList: boolean;
  readonly fields: readonly FlatField[];
}

const DEEPEST = 3;

export function rowsOf(shape: Shape, path: readonly string[] = []): readonly Row[] {
  if (shape.kind === 'list')
    return shape.item.kind === 'object' ? [{ path, isList: true, fields: flat(shape.item.fields) }] : [];
  if (shape.kind !== 'object' || path.length > DEEPEST) return [];
  const own = path.length === 0 ? [{ path, isList: false, fields: flat(shape.fields) }] : [];
  return [
    ...own,
    ...shape.fields.flatMap((field) => (field.shape.kind === 'text' ? [] : rowsOf(field.shape, [...path, field.name]))),
  ];
}

function flat(
  fields: readonly Field[],
  path: readonly string[] = [],
  certain: readonly boolean[] = [],
): readonly FlatField[] {
  return fields.flatMap((field) => {
    const own: FlatField = { path: [...path, field.name], certain: [...certain, field.isCertain], shape: field.shape };
    if (field.shape.kind !== 'object') return [own];
    return own.path.length >= DEEPEST ? [] : flat(field.shape.fields, own.path, own.certain);
  });
}
