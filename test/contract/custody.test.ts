/**
 * The wrong order does not compile: each snippet is checked by the compiler with the tree's own settings.
 */
import { join } from 'node:path';
import ts from 'typescript';
import { beforeAll, expect, it } from 'vitest';
import { ROOT } from '../support/source-files.ts';

const HEAD = `
import type { Decision, MaskedView, Permit, ReleasedView } from '../src/domain/custody.ts';
import type { Partners } from '../src/partners/port.ts';
import type { AccessLog } from '../src/audit/port.ts';
declare const decision: Decision;
declare const permit: Permit;
declare const masked: MaskedView;
declare const released: ReleasedView;
declare const partners: Partners;
declare const log: AccessLog;
declare const account: Parameters<AccessLog['release']>[0];
const signal = new AbortController().signal;
`;

const SNIPPETS: Readonly<Record<string, { readonly code: string; readonly compiles: boolean }>> = {
  'a released view may be returned': { code: 'export const view: ReleasedView = released;', compiles: true },
  'a partner call with a permit': { code: 'void partners.fetch(permit, [], signal);', compiles: true },
  'a release of a masked view': { code: 'void log.release(account, [{ decision, view: masked }]);', compiles: true },
  'a masked view is no released view': { code: 'export const view: ReleasedView = masked;', compiles: false },
  'a partner call without a permit': {
    code: 'void partners.fetch({ requestId: "", covers: () => true }, [], signal);',
    compiles: false,
  },
  'a release of a view nobody masked': {
    code: 'void log.release(account, [{ decision, view: { ...masked } }]);',
    compiles: false,
  },
  'a changed copy of a released view': {
    code: 'export const view: ReleasedView = { ...released, identity: null };',
    compiles: false,
  },
  'a changed copy of a decision': {
    code: 'export const changed: Decision = { ...decision, fields: [] };',
    compiles: false,
  },
  'a literal': { code: 'export const made: Permit = { requestId: "", covers: () => true };', compiles: false },
};

const fileOf = (name: string): string => join(ROOT, 'test', `snippet-${name.replaceAll(' ', '-')}.ts`);
let errorsOf: (name: string) => readonly string[];

beforeAll(() => {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const texts = new Map(Object.entries(SNIPPETS).map(([name, { code }]) => [fileOf(name), HEAD + code]));
  const plain = { ...options, incremental: false, noUnusedLocals: false };
  delete plain.tsBuildInfoFile;
  const host = ts.createCompilerHost(plain);
  const getSourceFile = host.getSourceFile.bind(host);
  const fileExists = host.fileExists.bind(host);
  host.getSourceFile = (path, version) => {
    const text = texts.get(path);
    return text === undefined ? getSourceFile(path, version) : ts.createSourceFile(path, text, version, true);
  };
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  const program = ts.createProgram([...texts.keys()], plain, host);
  errorsOf = (name) => {
    const source = program.getSourceFile(fileOf(name));
    if (source === undefined) throw new Error(`${name} was not compiled`);
    return program
      .getSemanticDiagnostics(source)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  };
});

it.each(Object.entries(SNIPPETS))('%s: as the custody chain demands', (name, { compiles }) => {
  const errors = errorsOf(name);
  if (compiles) expect(errors).toEqual([]);
  else expect(errors.join()).toMatch(/custody/);
});
