/**
 * A copy of the tree in a temporary folder, for tests of commands that write into it. Packages are shared with the real one; nothing else
 * is, because a linked source would find its way back to the real folders.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './source-files.ts';

const COPIED = ['src', 'schema', 'connectors', 'migrations', 'test', 'package.json', 'tsconfig.json', '.prettierrc.json', '.prettierignore', '.eslint.config.mjs']; // prettier-ignore

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TreeCopy {
  readonly root: string;
  /** A shell command in the copy, without what this test run has set in the environment. */
  run(command: string, env?: Readonly<Record<string, string>>): Promise<Ran>;
  remove(): void;
}

export function copyTree(): TreeCopy {
  const root = mkdtempSync(join(tmpdir(), 'gateway-tree-'));
  for (const name of COPIED) cpSync(join(ROOT, name), join(root, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  return {
    root,
    run: (command, env = {}) => run(root, command, env),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

function run(cwd: string, command: string, env: Readonly<Record<string, string>>): Promise<Ran> {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|TEST|NODE_ENV|DATABASE_URL|PARTNER_)/.test(name),
  );
  return new Promise((resolve) => {
    const child = spawn('sh', ['-c', command], { cwd, env: { ...Object.fromEntries(own), ...env } });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
