/**
 * Which items of one source's several answers are the same thing. Works on whole items, before permission: how a source ties
 * its own items together is no value of any field. A key that one part uses twice tells nothing apart there.
 */
import type { Provenance } from '../domain/view.ts';

export interface Piece {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly provenance: Provenance;
}

export type Group = readonly [Piece, ...Piece[]];

/** `parts` youngest first; a group stands where its first piece stood. */
export function groupItems(parts: readonly (readonly Piece[])[], key: readonly string[]): readonly Group[] {
  const groups: [Piece, ...Piece[]][] = [];
  const groupByKey = new Map<string, [Piece, ...Piece[]]>();
  for (const part of parts) {
    const unique = uniqueKeys(part, key);
    for (const piece of part) {
      const itemKey = keyOf(piece, key);
      const group = itemKey === null || !unique.has(itemKey) ? undefined : groupByKey.get(itemKey);
      if (group !== undefined) {
        group.push(piece);
        continue;
      }
      const alone: [Piece, ...Piece[]] = [piece];
      groups.push(alone);
      if (itemKey !== null && unique.has(itemKey)) groupByKey.set(itemKey, alone);
    }
  }
  return groups;
}

function uniqueKeys(part: readonly Piece[], key: readonly string[]): ReadonlySet<string> {
  const unique = new Set<string>();
  const seen = new Set<string>();
  for (const piece of part) {
    const itemKey = keyOf(piece, key);
    if (itemKey === null) continue;
    if (seen.has(itemKey)) unique.delete(itemKey);
    else unique.add(itemKey);
    seen.add(itemKey);
  }
  return unique;
}

/** null: the piece does not say what it is about. */
function keyOf({ fields }: Piece, key: readonly string[]): string | null {
  const values = key.map((field) => fields[field]);
  const isNamed = values.length > 0 && values.every((value) => value !== undefined && value !== null && value !== '');
  return isNamed ? JSON.stringify(values) : null;
}
