/**
 * Where two policy documents differ, as somebody reads them who has to approve: a role, purpose or application that is new is told whole,
 * one that changed is told key by key, lists of rules one by one. Pure. The same documents always give the same list, in the order of paths.
 */
import { canonicalJson } from '../../domain/canonical-json.ts';
import type { PolicyDifference, PolicyDocument } from '../../domain/policy.ts';

export function differencesBetween(before: PolicyDocument, after: PolicyDocument): readonly PolicyDifference[] {
  return compare('', before, after).sort((a, b) => Number(a.path > b.path) - Number(a.path < b.path));
}

function compare(path: string, before: unknown, after: unknown): PolicyDifference[] {
  if (textOf(before) === textOf(after)) return [];
  const [old, now] = [membersOf(before), membersOf(after)];
  if (old === null || now === null) return [{ path, before: textOf(before), after: textOf(after) }];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key) =>
    compare(path === '' ? key : `${path}.${key}`, old.get(key), now.get(key)),
  );
}

/** Null for what is told whole. Rules with an id are found by it, whatever their place in the list. */
function membersOf(value: unknown): ReadonlyMap<string, unknown> | null {
  if (typeof value !== 'object' || value === null) return null;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  if (!value.every((item) => typeof item === 'object' && item !== null)) return null;
  return new Map(value.map((item: object, i) => [nameOf(item) ?? String(i), item]));
}

const nameOf = (item: object): string | null => ('id' in item && typeof item.id === 'string' ? item.id : null);

const textOf = (value: unknown): string | null => (value === undefined ? null : canonicalJson(value));
