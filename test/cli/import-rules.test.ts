/** `npm run rules:import`: a rules file is recorded whole, with its log entries, or not at all. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instantFromEpochMs } from '../../src/domain/instant.ts';
import { createLogEntries } from '../../src/app.ts';
import { importRules } from '../../src/cli/import-rules.ts';
import { type Compared, recordRules } from '../../src/cli/record-rules.ts';
import { createEntryStore } from '../../src/store/audit-entries.ts';
import { createKeyStore } from '../../src/store/customers.ts';
import type { Database } from '../../src/store/database.ts';
import { readFact, readFactVersion } from '../../src/store/fact-reader.ts';
import { changeFact } from '../../src/store/fact-writer.ts';
import { createVault } from '../../src/subjects/vault.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { type Ended, runCommand } from '../support/run-command.ts';
import { APPLICATION, PURPOSE, readObject, ROLE, RULES } from './sample-rules.ts';

let database: TestDatabase;
let db: Database;
beforeEach(async () => {
  database = await openTestDatabase();
  db = database.db;
});
afterEach(() => database.close());

const vaultOf = () =>
  createVault({
    keyEncryptionKey: { id: 'test', bytes: new Uint8Array(32).fill(7) },
    keys: createKeyStore(db),
    cacheSize: 1,
  });

async function record(content: object, by = 'ada.admin'): Promise<Compared> {
  const entries = await createLogEntries(vaultOf(), 'schema');
  return recordRules(db, readObject(content), { by, requestId: 'import-1', schemaHash: 'schema', entries });
}

/** `role officer added`. */
const stepsOf = (compared: Compared): readonly string[] =>
  'problems' in compared ? compared.problems : compared.steps.map(({ draft, outcome }) => `${draft.id} ${outcome}`);

const logged = async (): Promise<readonly unknown[]> => {
  const kept = await createEntryStore(db).find({ tags: [], limit: 100 });
  return kept.map(({ text }) => (JSON.parse(text) as { readonly what: unknown }).what);
};

const factsHeld = async (): Promise<unknown> =>
  (await db.query<{ held: number }>({ text: 'SELECT count(*)::int AS held FROM facts' }))[0]?.held;

describe('recording a rules file', () => {
  it('does not end the hold of a partner that somebody keeps from being called', async () => {
    await record(RULES);
    const known = await readFact(db, 'partner', 'mx-credit');
    const at = instantFromEpochMs(0);
    const operated = { hold: { by: 'ola', at, because: 'a review' }, resetAt: at };
    await db.transaction((tx) => changeFact(tx, 'partner', 'mx-credit', 1, { ...known!.body, ...operated }, 'ola'));
    expect(stepsOf(await record(RULES))).toContain('mx-credit unchanged');
    const partners = { 'mx-credit': { ...known!.body, title: 'MX, renamed' } };
    expect(stepsOf(await record({ ...RULES, partners }))).toContain('mx-credit changed');
    const changed = await readFact(db, 'partner', 'mx-credit');
    expect(changed?.body).toEqual({ ...known?.body, title: 'MX, renamed', ...operated });
  });

  it('adds each rule with its author and its log entry', async () => {
    expect(stepsOf(await record(RULES))).toEqual([
      'mx-credit added', 'loan-desk added', 'CREDIT added', 'officer added',
    ]); // prettier-ignore
    expect(await readFact(db, 'principal', 'loan-desk')).toMatchObject({
      version: 1,
      body: APPLICATION,
      isIntact: true,
    });
    const entries = await logged();
    expect(entries).toHaveLength(5);
    expect(entries).toContainEqual(
      expect.objectContaining({
        kind: 'GOVERNANCE_CHANGED',
        action: 'IMPORT_PURPOSE',
        requestId: 'import-1',
        caller: { subject: 'ada.admin', roles: [] },
        application: 'rules:import',
        fact: expect.objectContaining({ kind: 'purpose', id: 'CREDIT', version: 1 }) as object,
        previousVersion: null,
        transition: { from: null, to: 'IN_USE' },
      }),
    );
    expect(await db.query({ text: 'SELECT DISTINCT recorded_by FROM fact_versions' })).toEqual([
      { recorded_by: 'ada.admin' },
    ]);
  });

  it('again changes nothing and logs nothing', async () => {
    await record(RULES);
    expect(stepsOf(await record(RULES))).toEqual([
      'mx-credit unchanged', 'loan-desk unchanged', 'CREDIT unchanged', 'officer unchanged',
    ]); // prettier-ignore
    expect(await logged()).toHaveLength(5);
    expect((await readFact(db, 'role', 'officer'))?.version).toBe(1);
  });

  it('with one changed body makes a new version of that one, keeps the old one, and keeps what the file leaves out', async () => {
    await record(RULES);
    const compared = await record({ purposes: { CREDIT: { ...PURPOSE, state: 'RETIRED' } } }, 'bo.admin');
    expect(compared).toMatchObject({ steps: [{ outcome: 'changed' }] });
    expect('kept' in compared && compared.kept.map(({ id }) => id).sort()).toEqual([
      'loan-desk',
      'mx-credit',
      'officer',
    ]);
    expect(await readFact(db, 'purpose', 'CREDIT')).toMatchObject({ version: 2, body: { state: 'RETIRED' } });
    expect(await readFactVersion(db, 'purpose', 'CREDIT', 1)).toMatchObject({ body: { state: 'IN_USE' } });
    expect(await factsHeld()).toBe(5);
    expect(await logged()).toContainEqual(
      expect.objectContaining({
        caller: { subject: 'bo.admin', roles: [] },
        previousVersion: 1,
        transition: { from: 'IN_USE', to: 'RETIRED' },
      }),
    );
  });

  it('writes over a rule that somebody edited past the gateway, though the file says what was recorded', async () => {
    await record(RULES);
    for (const edited of [`body = replace(body, 'MASK', 'ALLOW')`, `body = 'no JSON'`, `hash = repeat('0', 64)`]) {
      await database.asOwner(`UPDATE facts SET ${edited} WHERE kind = 'role'`);
      expect((await readFact(db, 'role', 'officer'))?.isIntact ?? false).toBe(false);
      expect(stepsOf(await record(RULES))).not.toContain('officer unchanged');
      expect(await readFact(db, 'role', 'officer')).toMatchObject({ isIntact: true, body: ROLE });
    }
    expect((await readFact(db, 'role', 'officer'))?.version).toBe(4);
    expect(await logged()).toContainEqual(expect.objectContaining({ action: 'IMPORT_ROLE', previousVersion: 3 }));
  });

  it('finds the roles a purpose names in the database as well as in the file', async () => {
    await record({ roles: { officer: ROLE } });
    expect(stepsOf(await record({ purposes: { CREDIT: PURPOSE } }))).toEqual(['CREDIT added']);
    expect(stepsOf(await record({ purposes: { OTHER: { ...PURPOSE, roles: ['officer', 'ghost'] } } }))).toEqual([
      'purposes.OTHER.roles[1]: no role "ghost" in this file or the database',
    ]);
    expect(await readFact(db, 'purpose', 'OTHER')).toBeNull();
  });

  it('with an unknown role and other mistakes tells all of them and records none of it', async () => {
    const wrong = {
      ...RULES,
      purposes: { CREDIT: { ...PURPOSE, roles: ['officer', 'ghost'], state: 'GONE' } },
      applications: { 'loan-desk': { ...APPLICATION, roles: ['phantom'] } },
    };
    expect(await record(wrong)).toEqual({
      problems: [
        'purposes.CREDIT.state: must be one of IN_USE, RETIRED',
        'purposes.CREDIT.roles[1]: no role "ghost" in this file or the database',
        'applications.loan-desk.roles[0]: no role "phantom" in this file or the database',
      ],
    });
    expect([await factsHeld(), await logged()]).toEqual([0, []]);
  });

  it('records nothing when the log cannot take its entries', async () => {
    const entries = await createLogEntries(vaultOf(), 'schema');
    await database.asOwner('ALTER TABLE audit_entries RENAME TO audit_entries_gone');
    const recording = recordRules(db, readObject(RULES), {
      by: 'ada.admin',
      requestId: 'import-1',
      schemaHash: 'schema',
      entries,
    });
    await expect(recording).rejects.toThrow('audit_entries');
    expect(await factsHeld()).toBe(0);
  });
});

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
    const [refused, recorded] = await Promise.all([start(bad), start(good, '--by', 'ada.admin')]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('roles.a.title: is missing\n');
    expect(refused.stderr).toContain('4 problems. Nothing was recorded.');
    expect(recorded).toMatchObject({ code: 0, stderr: '' });
    expect(recorded.stdout).toContain('4 added, 0 changed, 0 unchanged. Recorded by ada.admin.');
    const again = await run(fileOf('again.json', { roles: { officer: { ...ROLE, trust: 'LOW' } } }), '--check');
    expect(again.stdout).toContain('changed    role officer: version 2\n');
    expect(again.stdout).toContain('kept       partner mx-credit: not in this file, stays as it is\n');
  }, 120_000);
});
