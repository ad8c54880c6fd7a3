/**
 * Takes exactly the places out of a body at which the contract is broken, and nothing around them. Whether the rest still keeps the
 * contract is for `wire` to say: without a required place it does not. Copies what it changes: requests share bodies.
 */
type Path = readonly PropertyKey[];

interface Issue {
  readonly path: Path;
  readonly errors?: readonly (readonly Issue[])[];
}

/** More places than this are another contract, not a drifting field. */
const MAX_PLACES = 200;

export interface SetAside {
  readonly body: unknown;
  readonly paths: readonly Path[];
}

/** null: what is broken is the body itself, an item of a list or a key of a map that is no place of its own. */
export function setAside(body: unknown, issues: readonly unknown[]): SetAside | null {
  const paths = placesOf(issues as readonly Issue[]);
  if (paths === null || paths.length === 0 || paths.length > MAX_PLACES) return null;
  let rest = body;
  for (const path of paths) {
    const next = without(rest, path);
    if (next === null) return null;
    rest = next.body;
  }
  return { body: rest, paths };
}

/** Of a union that no alternative fits, the alternative that is broken in the fewest places, none of which is the whole. */
function placesOf(issues: readonly Issue[]): readonly Path[] | null {
  const found = new Map<string, Path>();
  for (const { path, errors } of issues) {
    if (path.length > 0) found.set(JSON.stringify(path.map(String)), path);
    else {
      const choices = (errors ?? []).map(placesOf).filter((places) => places !== null && places.length > 0);
      const [fewest] = choices.sort((a, b) => (a?.length ?? 0) - (b?.length ?? 0));
      if (fewest === undefined || fewest === null) return null;
      for (const place of fewest) found.set(JSON.stringify(place.map(String)), place);
    }
  }
  return [...found.values()];
}

/** The body without the named key of an object; null where the path does not lead to one. */
export function without(body: unknown, path: Path): { readonly body: unknown } | null {
  return changedAt(body, path, (parent, key) => {
    if (Array.isArray(parent) || !Object.hasOwn(parent, key)) return null;
    return Object.fromEntries(Object.entries(parent).filter(([name]) => name !== key));
  });
}

/** The body with another value at an existing place. */
export function replaced(body: unknown, path: Path, value: unknown): { readonly body: unknown } | null {
  return changedAt(body, path, (parent, key) =>
    Array.isArray(parent)
      ? parent.map((item: unknown, i) => (String(i) === key ? value : item))
      : { ...parent, [key]: value },
  );
}

type Change = (parent: object, key: string) => unknown;

function changedAt(body: unknown, path: Path, change: Change): { readonly body: unknown } | null {
  const [key, ...rest] = path;
  if (typeof body !== 'object' || body === null || key === undefined) return null;
  const name = String(key);
  if (rest.length === 0) {
    const changed = change(body, name);
    return changed === null ? null : { body: changed };
  }
  const inner = changedAt((body as Readonly<Record<string, unknown>>)[name], rest, change);
  if (inner === null) return null;
  const copy: unknown = Array.isArray(body)
    ? body.map((item: unknown, i) => (String(i) === name ? inner.body : item))
    : { ...body, [name]: inner.body };
  return { body: copy };
}
