/** `npm run rules:import` as a person runs it: exit codes and what it says. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { importRules } from '../../src/cli/import-rules.ts';
import { policyProblem } from '../../src/cli/policy-problem.ts';
import { type Ended, runCommand } from '../support/run-command.ts';
import { ROLE, RULES } from './sample-rules.ts';

describe('the command', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), 'rules-'));
  const storageDir = join(folder, 'store');
  afterAll(() => rmSync(folder, { recursive: true }));

  const env = { STORAGE_DIR: storageDir, DATABASE_URL: '', KEY_ENCRYPTION_KEY: '' };
  const run = (...args: readonly string[]): Promise<Ended> => runCommand(importRules, args, env);

  const start = (...args: readonly string[]): Promise<Ended> =>
    new Promise((resolve) => {
      const command = ['--import', 'tsx', 'src/cli/import-rules.ts', ...args];
      execFile(process.execPath, command, { cwd: root, env: { ...process.env, ...env } }, (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
      );
    });

  function fileOf(name: string, content: object): string {
    const path = join(folder, name);
    writeFileSync(path, JSON.stringify(content));
    return path;
  }

  it('answers 2 where it cannot try, 1 for problems, 0 when it recorded, and a check records nothing', async () => {
    const good = fileOf('good.json', RULES);
    const bare = await run();
    const wrongName = await run('rules.toml');
    const missing = await run(join(folder, 'none.yaml'));
    const check = await run(good, '--check');
    expect([bare.code, wrongName.code, missing.code]).toEqual([2, 2, 2]);
    expect(bare.stderr).toContain('Usage: npm run rules:import');
    expect(wrongName.stderr).toContain('must end in .yaml, .yml, .json');
    expect(missing.stderr).toContain('none.yaml');
    expect(check).toMatchObject({ code: 0, stderr: '' });
    expect(check.stdout).toContain('added      application loan-desk\n');
    expect(check.stdout).toContain('4 added, 0 changed, 0 unchanged. Nothing was recorded.');
    expect(existsSync(storageDir)).toBe(false);

    const bad = fileOf('bad.json', { roles: { a: {} } });
    const [refused, recorded] = await Promise.all([
      start(bad),
      start(good, '--by', 'ada.admin', '--second', 'bo.second'),
    ]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('roles.a.title: is missing\n');
    expect(refused.stderr).toContain('4 problems. Nothing was recorded.');
    expect(recorded).toMatchObject({ code: 0, stderr: '' });
    expect(recorded.stdout).toContain(
      '4 added, 0 changed, 0 unchanged. Recorded by ada.admin and bo.second: these are the first rules',
    );
    const again = await run(fileOf('again.json', { roles: { officer: { ...ROLE, trust: 'LOW' } } }), '--check');
    expect(again.stdout).toContain('changed    role officer: version 2\n');
    expect(again.stdout).toContain('kept       partner mx-credit: not in this file, stays as it is\n');
    expect(again.stdout).toContain('policy\n  roles.officer.trust: "NORMAL" → "LOW"\n');

    const proposed = await run(join(folder, 'again.json'), '--by', 'bo.admin');
    expect(proposed.stdout).toMatch(
      /Proposed by bo\.admin as policy change 000002-[0-9a-f]{8}\. The policy stays as it is/,
    );
    expect(proposed.stdout).toMatch(
      /approvePolicy\(input: \{ id: "000002-[0-9a-f]{8}", documentHash: "[0-9a-f]{64}" \}\)/,
    );
    expect((await run('--schema', good)).code).toBe(2);
    expect((await run('--schema')).stdout).toContain('0 unchanged. Nothing was recorded.');
  }, 120_000);

  it('says where to begin where a bank has no rules yet, or none of this kind', async () => {
    const elsewhere = { ...env, STORAGE_DIR: join(folder, 'empty') };
    const asked = await runCommand(importRules, ['--schema', '--check'], elsewhere);
    expect(asked.code).toBe(1);
    expect(asked.stderr).toContain('--schema: record a rules file first');
  });
});

it('a gateway that starts says why it would withhold everything, and what to run', () => {
  const [old, running] = ['a'.repeat(64), 'b'.repeat(64)];
  expect(policyProblem(null, running)).toContain('"npm run rules:import -- rules.yaml"');
  expect(policyProblem({ schemas: [old] }, running)).toContain('"npm run rules:import -- --schema"');
  expect(policyProblem({ schemas: [old, running] }, running)).toBeNull();
});
