/**
 * Writes one selection of governed fields in ever other words: aliases, fragments, conditions, repetitions, another order, fields that are
 * left out by a condition. Says for each response key which field stands there, so that answers can be compared.
 */
import { getNamedType, type GraphQLObjectType, isObjectType } from 'graphql';
import { STRUCTURAL_FIELDS } from '../../src/graphql/catalogue.ts';
import { governedBy } from '../../src/graphql/prepare.ts';
import { loadSchema } from '../../src/graphql/schema.ts';

/** One of so many ways; 0 is the plain one. */
export type Choose = (ways: number) => number;

/** What is selected, by field; null: a governed field. */
export type Tree = ReadonlyMap<string, Tree | null>;

/** What stands at a response key. */
export type Keys = ReadonlyMap<string, { readonly field: string; readonly below: Keys | null }>;

const schema = loadSchema();
const isGoverned = governedBy(schema);

function typeOf(type: GraphQLObjectType, field: string): GraphQLObjectType {
  const named = getNamedType(type.getFields()[field]?.type);
  if (!isObjectType(named)) throw new Error(`${type.name}.${field} has no fields`);
  return named;
}

const CUSTOMER_VIEW = typeOf(schema.getQueryType() ?? ({} as GraphQLObjectType), 'customer');

export interface Leaf {
  readonly path: readonly string[];
  readonly coordinate: string;
}

/** Every governed field that a customer's view leads to. */
export const LEAVES: readonly Leaf[] = leavesBelow(CUSTOMER_VIEW, []);

function leavesBelow(type: GraphQLObjectType, path: readonly string[]): readonly Leaf[] {
  return Object.keys(type.getFields()).flatMap((field): readonly Leaf[] => {
    const coordinate = `${type.name}.${field}`;
    if (isGoverned(coordinate)) return [{ path: [...path, field], coordinate }];
    const isAccount = /^(disclosures|gaps|conflicts)$/.test(field) && path.length === 0;
    const isFact = STRUCTURAL_FIELDS.has(coordinate) && !isObjectType(getNamedType(type.getFields()[field]?.type));
    return isAccount || isFact ? [] : leavesBelow(typeOf(type, field), [...path, field]);
  });
}

export function treeOf(leaves: readonly Leaf[]): Tree {
  const tree = new Map<string, Tree | null>();
  for (const first of new Set(leaves.map(({ path }) => path[0] ?? ''))) {
    const below = leaves
      .filter(({ path }) => path[0] === first && path.length > 1)
      .map(({ path, coordinate }) => ({ path: path.slice(1), coordinate }));
    tree.set(first, below.length === 0 ? null : treeOf(below));
  }
  return tree;
}

export interface Written {
  /** Fields of CustomerView, without braces. */
  readonly fields: string;
  readonly fragments: readonly string[];
  /** Declarations of `$yes` and `$no`, as far as they are used; their defaults are what they say. */
  readonly variables: readonly string[];
  readonly keys: Keys;
}

/** Room is left below the operation gate's limits for what stands around the fields. */
const MAX_ALIASES = 20;
const MAX_DIRECTIVES = 35;

const TAKEN = ['@include(if: true)', '@skip(if: false)', '@include(if: $yes)', '@skip(if: $no)', '@skip(if: $no) @include(if: $yes)']; // prettier-ignore
const LEFT_OUT = ['@skip(if: true)', '@include(if: false)', '@skip(if: $yes)', '@include(if: $no)', '@include(if: true) @skip(if: $yes)']; // prettier-ignore

export function writeSelection(tree: Tree, choose: Choose): Written {
  const fragments: string[] = [];
  let aliases = 0;
  let directives = 0;

  const condition = (ways: readonly string[], isNeeded: 'NEEDED' | 'FREE'): string => {
    const way = choose(ways.length + 1);
    const text = way > 0 || isNeeded === 'NEEDED' ? (ways[Math.max(0, way - 1)] ?? '') : '';
    directives += (text.match(/@/g) ?? []).length;
    return directives > MAX_DIRECTIVES && isNeeded === 'FREE' ? '' : text;
  };
  const named = (type: GraphQLObjectType, text: string): string => {
    fragments.push(`fragment F${fragments.length} on ${type.name} { ${text} }`);
    return `...F${fragments.length - 1}`;
  };
  const wrap = (type: GraphQLObjectType, text: string): string => {
    const ways = [
      () => text,
      () => `... on ${type.name} ${condition(TAKEN, 'FREE')} { ${text} }`,
      () => `... ${condition(TAKEN, 'FREE')} { ${text} }`,
      () => `${named(type, text)} ${condition(TAKEN, 'FREE')}`,
      () => named(type, `... { ${named(type, text)} }`),
    ];
    return ways[choose(ways.length)]?.() ?? text;
  };
  /** A field that a condition leaves out, in clear or inside of a fragment. */
  const decoy = (type: GraphQLObjectType, chosen: Tree): string => {
    const others = Object.keys(type.getFields()).filter((field) => isGoverned(`${type.name}.${field}`) && !chosen.has(field)); // prettier-ignore
    const other = others[choose(others.length + 1) - 1];
    if (other === undefined || directives >= MAX_DIRECTIVES) return '';
    const text = `${other} ${valueOf(type, other)}`;
    const spread = choose(2) === 0 ? '' : named(type, text);
    return spread === '' ? `${other} ${condition(LEFT_OUT, 'NEEDED')} ${valueOf(type, other)}` : `${spread} ${condition(LEFT_OUT, 'NEEDED')}`; // prettier-ignore
  };
  const once = (type: GraphQLObjectType, field: string, below: Tree | null, into: KeysWritten): string => {
    const alias = choose(3) === 2 && aliases < MAX_ALIASES ? `a${(aliases += 1)}` : '';
    const inner = below === null ? null : write(typeOf(type, field), below);
    note(into, alias === '' ? field : alias, field, inner?.keys ?? null);
    const selection = inner === null ? valueOf(type, field) : `{ ${inner.text} }`;
    return wrap(type, `${alias === '' ? '' : `${alias}: `}${field} ${condition(TAKEN, 'FREE')} ${selection}`);
  };
  const write = (type: GraphQLObjectType, chosen: Tree): { readonly text: string; readonly keys: KeysWritten } => {
    const keys: KeysWritten = new Map();
    const parts = [...chosen].flatMap(([field, below]) => {
      const halves = below !== null && below.size > 1 && choose(4) === 3 ? halved(below) : [below];
      const twice = choose(6) === 5 ? [below] : [];
      return [...halves, ...twice].map((part) => once(type, field, part, keys));
    });
    const turned = choose(parts.length);
    const extra = [choose(4) === 3 ? '__typename' : '', choose(3) === 2 ? decoy(type, chosen) : ''];
    const ordered = [...parts.slice(turned), ...parts.slice(0, turned), ...extra];
    return { text: (choose(2) === 0 ? ordered : ordered.reverse()).join(' '), keys };
  };
  const { text, keys } = write(CUSTOMER_VIEW, tree);
  const all = [text, ...fragments].join(' ');
  const variables = ['yes', 'no'].filter((name) => all.includes(`$${name}`)).map((name) => `$${name}: Boolean! = ${name === 'yes'}`); // prettier-ignore
  return { fields: text, fragments, variables, keys };
}

const halved = (tree: Tree): readonly Tree[] => {
  const entries = [...tree];
  const middle = Math.ceil(entries.length / 2);
  return [new Map(entries.slice(0, middle)), new Map(entries.slice(middle))];
};

/** All parts of a value that has parts. */
function valueOf(type: GraphQLObjectType, field: string): string {
  const named = getNamedType(type.getFields()[field]?.type);
  if (!isObjectType(named)) return '';
  return `{ ${Object.keys(named.getFields()).map((part) => `${part} ${valueOf(named, part)}`).join(' ')} }`; // prettier-ignore
}

type KeysWritten = Map<string, { readonly field: string; readonly below: KeysWritten | null }>;

function note(into: KeysWritten, key: string, field: string, below: KeysWritten | null): void {
  const known = into.get(key);
  if (known?.below == null || below === null) return void into.set(key, { field, below });
  for (const [name, one] of below) note(known.below, name, one.field, one.below);
}

/** The answer by field names, whatever it was called; throws where something stands that nobody selected. */
export function readAs(keys: Keys | null, value: unknown): unknown {
  if (keys === null || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => readAs(keys, one));
  const fields: Record<string, unknown> = {};
  for (const [key, one] of Object.entries(value as object)) {
    if (key === '__typename') continue;
    const known = keys.get(key);
    if (known === undefined) throw new Error(`"${key}" was answered and not selected`);
    const read = readAs(known.below, one);
    fields[known.field] = known.field in fields ? joined(fields[known.field], read) : read;
  }
  return fields;
}

/** Two readings of one field: parts side by side; what both have must be equal. */
function joined(one: unknown, other: unknown): unknown {
  if (Array.isArray(one) && Array.isArray(other) && one.length === other.length)
    return one.map((item, i) => joined(item, other[i]));
  if (!isPlain(one) || !isPlain(other)) {
    if (JSON.stringify(one) === JSON.stringify(other)) return one;
    throw new Error(`one field has two values: ${JSON.stringify(one)} and ${JSON.stringify(other)}`);
  }
  const entries = Object.entries(other).map(([key, value]) => [key, key in one ? joined(one[key], value) : value]);
  return { ...one, ...Object.fromEntries(entries) };
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Response paths with the path of field names each stands for. */
export function pathsIn(keys: Keys): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (const [key, { field, below }] of keys) {
    if (below === null) paths.set(key, field);
    else for (const [inner, name] of pathsIn(below)) paths.set(`${key}.${inner}`, `${field}.${name}`);
  }
  return paths;
}
