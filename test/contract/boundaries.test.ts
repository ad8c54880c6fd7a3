/**
 * The dependency rule and the custody rule of the tree, as tests. A failure names the file and the import that must go.
 */
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { type Import, read, type SourceFile, sourceFiles } from '../support/source-files.ts';

const files = sourceFiles('src');
const connectors = sourceFiles('connectors');

/** What each folder of src may import from src, besides itself. `ports` means the interfaces other stages declare (port.ts, audit/entry-store.ts), as types only. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  sdk: ['domain'],
  policy: ['domain'],
  merge: ['domain'],
  mask: ['domain'],
  partners: ['domain', 'sdk', 'ports'],
  audit: ['domain', 'ports'],
  subjects: ['domain', 'ports'],
  store: ['domain', 'ports'],
  disclosure: ['domain', 'policy', 'merge', 'mask', 'ports'],
  governance: ['domain', 'policy', 'audit', 'ports'],
  identity: ['domain'],
  telemetry: ['domain'],
  graphql: ['domain', 'ports'],
  http: ['domain', 'identity', 'telemetry', 'graphql'],
  sandbox: ['domain', 'sdk', 'ports'],
};

/** The composition root's parts, and the commands. */
const KNOW_THEM_ALL: ReadonlySet<string> = new Set(['app', 'cli']);

const folderOf = (path: string): string | undefined => /^src\/([^/]+)\//.exec(path)?.[1];

function isAllowed(from: string, { target, isTypeOnly }: Import): boolean {
  const to = folderOf(target);
  const allowed = MAY_IMPORT[from] ?? [];
  if (to === undefined) return false;
  if (to === from || allowed.includes(to)) return true;
  return allowed.includes('ports') && /\/(port|entry-store)\.ts$/.test(target) && isTypeOnly;
}

describe('the dependency rule', () => {
  it('every folder of src has a rule, or is one that knows them all', () => {
    const folders = new Set(files.map(({ path }) => folderOf(path)).filter((name) => name !== undefined));
    for (const name of KNOW_THEM_ALL) folders.delete(name);
    expect([...folders].filter((name) => MAY_IMPORT[name] === undefined)).toEqual([]);
  });

  it('a stage imports the domain and what its rule names, nothing else of src', () => {
    const offences = files.flatMap((file) => {
      const from = folderOf(file.path);
      if (from === undefined || KNOW_THEM_ALL.has(from)) return [];
      return file.imports
        .filter((one) => one.isOwn && !isAllowed(from, one))
        .map((one) => `${file.path} imports ${one.target}`);
    });
    expect(offences).toEqual([]);
  });

  it('the domain imports no package at all', () => {
    const offences = files
      .filter(({ path }) => folderOf(path) === 'domain')
      .flatMap((file) => file.imports.filter((one) => !one.isOwn).map((one) => `${file.path}: ${one.target}`));
    expect(offences).toEqual([]);
  });

  it('a connector imports the SDK, zod and its own folder', () => {
    const offences = connectors
      .filter(({ path }) => path.split('/').length > 2)
      .flatMap(({ path, imports }) => {
        const own = path.split('/').slice(0, 2).join('/');
        return imports
          .filter(({ target, isOwn }) =>
            isOwn ? !target.startsWith(`${own}/`) && target !== 'src/sdk/index.ts' : target !== 'zod',
          )
          .map(({ target }) => `${path} imports ${target}`);
      });
    expect(offences).toEqual([]);
  });

  it('pure stages use no clock, randomness, environment or I/O', () => {
    const impure =
      /\bDate\.now\b|new Date\(\)|Math\.random|\bprocess\.|\bfetch\(|\bsetTimeout\b|\bperformance\.now\b|randomUUID|randomBytes/;
    const offences = files.flatMap(({ path, text, imports }) => {
      if (!['domain', 'policy', 'merge', 'mask'].includes(folderOf(path) ?? '')) return [];
      const builtIns = imports
        .filter(({ target }) => target.startsWith('node:') && target !== 'node:crypto')
        .map(({ target }) => target);
      return [...builtIns, impure.exec(withoutComments(text))?.[0]]
        .filter((found) => found !== undefined)
        .map((found) => `${path}: ${found}`);
    });
    expect(offences).toEqual([]);
  });

  it('only config.ts reads the environment', () => {
    const offences = files
      .filter(({ path, text }) => path !== 'src/config.ts' && /process\.env/.test(withoutComments(text)))
      .map(({ path }) => path);
    expect(offences).toEqual([]);
  });
});

describe('the custody rule', () => {
  const MINTS: Readonly<Record<string, RegExp>> = {
    mintDecision: /^src\/policy\//,
    mintPermit: /^src\/audit\//,
    mintMaskedView: /^src\/mask\//,
    mintReleasedView: /^src\/audit\//,
  };

  it.each(Object.entries(MINTS))('%s has exactly one importing module, in its own stage', (mint, home) => {
    const importers = files
      .filter(({ imports }) => imports.some(({ names }) => names.includes(mint)))
      .map(({ path }) => path);
    expect(importers).toHaveLength(1);
    expect(importers[0]).toMatch(home);
  });

  it('nobody imports the whole of custody.ts or re-exports it', () => {
    const offences = files.filter(({ imports }) =>
      imports.some(
        ({ target, names, isTypeOnly }) => target === 'src/domain/custody.ts' && names.length === 0 && !isTypeOnly,
      ),
    );
    expect(offences.map(({ path }) => path)).toEqual([]);
  });

  it('nothing is cast to a custody type outside custody.ts', () => {
    const offences = files.filter(({ path }) => path !== 'src/domain/custody.ts').flatMap((file) => custodyCasts(file));
    expect(offences).toEqual([]);
  });

  it('finds a cast when there is one', () => {
    const ast = ts.createSourceFile(
      'x.ts',
      'const view = {} as unknown as ReleasedView;',
      ts.ScriptTarget.ES2023,
      true,
    );
    expect(custodyCasts({ path: 'x.ts', text: '', imports: [], ast })).toHaveLength(1);
  });
});

describe('names and headers', () => {
  it('no file or folder is called after nothing', () => {
    const empty = /(^|[/-])(utils?|helpers?|common|shared|misc|base|managers?|services?|handlers?|data|info)([./-]|$)/;
    expect([...files, ...connectors].map(({ path }) => path).filter((path) => empty.test(path))).toEqual([]);
  });

  it('every file of src opens with the promise it keeps', () => {
    const silent = files.filter(({ text }) => !/^(#!.*\n)?\/\*\*/.test(text)).map(({ path }) => path);
    expect(silent).toEqual([]);
  });

  it('snake_case names of partners stay in wire.ts, sandbox.ts, faults.ts and map.ts', () => {
    const offences = [...files, ...connectors]
      .filter(
        ({ path }) =>
          !/\/(wire|sandbox|faults|map|connector)\.ts$|^src\/(store|cli|identity|http|sandbox)\/|^src\/subjects\/import-csv\.ts$/.test(
            path,
          ),
      )
      .flatMap(({ path, ast }) => snakeCaseNames(ast).map((name) => `${path}: ${name}`));
    expect(offences).toEqual([]);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

function custodyCasts({ path, ast }: SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isAsExpression(node) && /\b(Decision|Permit|MaskedView|ReleasedView)\b/.test(node.type.getText(ast))) {
      found.push(`${path}: as ${node.type.getText(ast)}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(ast);
  return found;
}

function snakeCaseNames(ast: ts.SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && /^[a-z]+(_[a-z0-9]+)+$/.test(node.text)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ast);
  return found;
}

it('the reader of sources sees type-only imports as such', () => {
  const { imports } = read('src/disclosure/decide-all.ts');
  expect(imports.find(({ target }) => target === 'src/disclosure/port.ts')?.isTypeOnly).toBe(true);
  expect(imports.find(({ target }) => target === 'src/policy/decide.ts')?.isTypeOnly).toBe(false);
});
