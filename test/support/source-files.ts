/**
 * The tree as data: every TypeScript file with its imports, read through the compiler's own parser.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const ROOT = resolve(fileURLToPath(import.meta.url), '../../..');

export interface Import {
  /** Path from the root for own files, else the package's name. */
  readonly target: string;
  readonly isOwn: boolean;
  readonly isTypeOnly: boolean;
  readonly names: readonly string[];
}

export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
  readonly ast: ts.SourceFile;
}

/** All `.ts` files below a folder, generated ones left out. */
export function sourceFiles(folder: string): readonly SourceFile[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.split(sep).includes('generated'))
    .sort()
    .map((name) => read(join(folder, name)));
}

export function read(path: string): SourceFile {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const ast = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const imports = ast.statements.flatMap((statement) => importOf(statement, path));
  return { path: path.split(sep).join('/'), text, imports: [...imports, ...dynamicImports(ast, path)], ast };
}

function importOf(statement: ts.Statement, path: string): Import[] {
  if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
  const specifier = statement.moduleSpecifier;
  if (specifier === undefined || !ts.isStringLiteral(specifier)) return [];
  const clause = ts.isImportDeclaration(statement) ? statement.importClause : undefined;
  const named = ts.isImportDeclaration(statement) ? clause?.namedBindings : statement.exportClause;
  const elements =
    named !== undefined && (ts.isNamedImports(named) || ts.isNamedExports(named)) ? [...named.elements] : [];
  const isWholeTypeOnly = ts.isImportDeclaration(statement) ? clause?.isTypeOnly === true : statement.isTypeOnly;
  const hasOnlyTypes = elements.length > 0 && clause?.name === undefined && elements.every((one) => one.isTypeOnly);
  return [
    locate(
      specifier.text,
      path,
      isWholeTypeOnly || hasOnlyTypes,
      elements.map((one) => (one.propertyName ?? one.name).text),
    ),
  ];
}

function dynamicImports(ast: ts.SourceFile, path: string): Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    const argument =
      ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword ? node.arguments[0] : undefined;
    if (argument !== undefined && ts.isStringLiteral(argument)) found.push(locate(argument.text, path, false, []));
    ts.forEachChild(node, visit);
  };
  visit(ast);
  return found;
}

function locate(specifier: string, path: string, isTypeOnly: boolean, names: readonly string[]): Import {
  const isOwn = specifier.startsWith('.');
  const target = isOwn
    ? relative(ROOT, resolve(ROOT, dirname(path), specifier))
        .split(sep)
        .join('/')
    : specifier;
  return { target, isOwn, isTypeOnly, names };
}
