/**
 * The author's page is followed word for word: every file it shows is written, every command it names is run in a copy of the tree, and
 * what it says the command prints must be printed.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../support/source-files.ts';
import { copyTree, type Ran, type TreeCopy } from '../support/tree-copy.ts';

interface Block {
  readonly language: string;
  readonly text: string;
  /** The last file named before it. */
  readonly file: string | undefined;
}

const PAGE = readFileSync(join(ROOT, 'connectors/README.md'), 'utf8');
const blocks = blocksOf(PAGE.slice(PAGE.indexOf('## From nothing to green'), PAGE.indexOf('## The tools')));

function blocksOf(text: string): readonly Block[] {
  let from = 0;
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map((match) => {
    const before = text.slice(from, match.index);
    from = match.index + match[0].length;
    const named = [...before.matchAll(/`([\w./-]+\.(?:ts|json|md|yaml))`/g)].map((one) => one[1] ?? '');
    return { language: match[1] ?? '', text: match[2] ?? '', file: named.at(-1) };
  });
}

/** Every line of the page, in order; `…` stands for anything. */
function expectSaid(stdout: string, expected: string): void {
  const said = stdout.split('\n');
  let from = 0;
  for (const line of expected.split('\n').filter((one) => one.trim() !== '')) {
    const pattern = new RegExp(`^${line.trim().split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`); // prettier-ignore
    const at = said.findIndex((one, i) => i >= from && pattern.test(one.trim()));
    expect(at, `"${line}" is not said where the page says it:\n${stdout}`).toBeGreaterThanOrEqual(0);
    from = at + 1;
  }
}

const lastCommands = blocks.findLast(({ language }) => language === 'sh');

/** Formatted, and of sound types. */
function look(tree: TreeCopy): Promise<Ran> {
  const own = { extends: './tsconfig.json', compilerOptions: { incremental: false, tsBuildInfoFile: null }, include: ['connectors/lantern-credit'] }; // prettier-ignore
  writeFileSync(join(tree.root, 'own.json'), JSON.stringify(own));
  const bin = 'node_modules/.bin';
  return tree.run(`${bin}/prettier --check connectors/lantern-credit && ${bin}/tsc -p own.json`);
}

describe("the author's page, from nothing to green", () => {
  let tree: TreeCopy;
  beforeAll(() => {
    tree = copyTree();
  });
  afterAll(() => tree.remove());

  test('names a file for everything it shows, and shows something', () => {
    const files = blocks.filter(({ language }) => !['sh', 'text'].includes(language));
    expect(files.map(({ file }) => file)).not.toContain(undefined);
    expect(blocks.filter(({ language }) => language === 'sh').length).toBeGreaterThanOrEqual(3);
  });

  test('ends green when it is followed word for word', { timeout: 400_000 }, async () => {
    let stdout = '';
    let sound: Promise<Ran> | undefined;
    for (const block of blocks) {
      const { language, text, file = '' } = block;
      // Every file is written when the last commands run: those and the look at the folder need not wait for each other.
      if (block === lastCommands) sound = look(tree);
      if (language === 'text') expectSaid(stdout, text);
      else if (language === 'sh') {
        const ran = await tree.run(`set -e\n${text}`);
        expect(ran.code, ran.stdout + ran.stderr).toBe(0);
        stdout = ran.stdout;
      } else {
        mkdirSync(dirname(join(tree.root, file)), { recursive: true });
        writeFileSync(join(tree.root, file), text);
      }
    }
    const looked = await sound;
    expect(looked?.code, `${looked?.stdout}${looked?.stderr}`).toBe(0);
  });
});
