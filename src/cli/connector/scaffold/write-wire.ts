/**
 * Writes wire.ts: zod for exactly what the map reads, in the partner's spelling; required what the document promises or the map relies on,
 * `maybe()` the rest.
 */
import type { Use } from './match.ts';
import { pascalCase } from './names.ts';
import type { EndpointPlan, Plan } from './plan.ts';

interface Node {
  readonly children: Map<string, { node: Node; isCertain: boolean }>;
  isList: boolean;
  leaf: string | null;
}

const newNode = (): Node => ({ children: new Map(), isList: false, leaf: null });

export function writeWire({ displayName, isInvented, openApi, endpoints }: Plan): string {
  const schemas = endpoints.map((endpoint) => ({ endpoint, zod: spell(treeOf(endpoint)) }));
  const text = schemas.map(({ endpoint, zod }) => schemaText(endpoint, zod)).join('\n');
  const helpers = ['bigInteger', 'decimal', 'integer', 'localDate', 'maybe'].filter((name) =>
    text.includes(`${name}(`),
  );
  const types = endpoints.map(
    (endpoint) => `export type ${typeName(endpoint)} = z.infer<typeof ${wireName(endpoint)}>;`,
  );
  const source = isInvented ? 'an invented interface, to be confirmed against a real one' : `the OpenAPI document "${openApi.title}", version ${openApi.version}`; // prettier-ignore
  return [
    '/**',
    ` * What ${displayName} sends, in its own spelling. Source: ${comment(source)}. Only what map.ts reads; other keys are dropped.`,
    ' */',
    "import { z } from 'zod';",
    helpers.length === 0 ? '' : `import { ${helpers.join(', ')} } from '../../src/sdk/index.ts';`,
    '',
    text,
    ...types,
    '',
  ].join('\n');
}

export const wireName = ({ constant }: EndpointPlan): string => `${constant}Wire`;
export const typeName = ({ name }: EndpointPlan): string => `${pascalCase(name)}Answer`;

/** No text of a document may end a comment. */
export const comment = (text: string): string => text.replaceAll('*/', '* /').replace(/\s+/g, ' ');

function schemaText(endpoint: EndpointPlan, zod: string): string {
  const { operation, choice } = endpoint;
  const anchor = 'isAnchored' in choice && choice.isAnchored === true ? ['The document promises no field: what is required here tells an answer from an error, to be confirmed.'] : []; // prettier-ignore
  const lines = [`${operation.method} ${operation.path}.`, ...anchor];
  return [`/** ${comment(lines.join(' '))} */`, `export const ${wireName(endpoint)} = ${zod};`, ''].join('\n');
}

function treeOf({ choice: { row, matching } }: EndpointPlan): Node {
  const root = newNode();
  const place = row.path.reduce((node, key) => childOf(node, key, true), root);
  place.isList = row.isList;
  const uses = matching.matches.flatMap((match) => match.uses);
  const inOrder = [...uses].sort((a, b) => indexOf(row.fields, a) - indexOf(row.fields, b));
  for (const use of inOrder) {
    const { path, certain } = use.field;
    const leaf = path.reduce((node, key, i) => childOf(node, key, certain[i] === true), place);
    leaf.leaf = zodOf(use);
  }
  return root;
}

const indexOf = (fields: readonly { readonly path: readonly string[] }[], { field }: Use): number =>
  fields.findIndex(({ path }) => path.join('\n') === field.path.join('\n'));

function childOf(node: Node, key: string, isCertain: boolean): Node {
  const known = node.children.get(key);
  const child = known ?? { node: newNode(), isCertain };
  child.isCertain ||= isCertain;
  node.children.set(key, child);
  return child.node;
}

function spell({ children, isList, leaf }: Node): string {
  if (leaf !== null) return leaf;
  const fields = [...children].map(
    ([key, { node, isCertain }]) => `${JSON.stringify(key)}: ${isCertain ? spell(node) : `maybe(${spell(node)})`}`,
  );
  const object = `z.object({ ${fields.join(', ')} })`;
  return isList ? `z.array(${object})` : object;
}

function zodOf({ wire, field: { shape } }: Use): string {
  switch (wire) {
    case 'enum':
      return shape.kind === 'text' && shape.values.length <= 60
        ? `z.enum(${JSON.stringify(shape.values)})`
        : 'z.string()';
    case 'day':
      return 'localDate()';
    case 'flag':
      return 'z.boolean()';
    case 'texts':
      return 'z.array(z.string())';
    case 'text':
      return 'z.string()';
    default:
      return `${wire}()`;
  }
}
