/** `npm run rules:import`: a rules file is recorded whole, with its log entries, or not at all. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instantFromEpochMs } from '../../src/domain/instant.ts';
import { createLogEntries } from '../../src/app.ts';
import { createRuleStore } from '../../src/app/rule-store.ts';
import type { Problems } from '../../src/cli/compare-rules.ts';
import { type Recorded, type Recorder, recordRules } from '../../src/cli/record-rules.ts';
import { createEntryStore } from '../../src/store/audit-entries.ts';
import { createKeyStore } from '../../src/store/customers.ts';
import type { Database } from '../../src/store/database.ts';
import { readFact, readFactVersion } from '../../src/store/fact-reader.ts';
import { changeFact } from '../../src/store/fact-writer.ts';
import { runningSchema } from '../../src/graphql/running-schema.ts';
import { approveChange } from '../../src/governance/policy/change-policy.ts';
import { readInForce } from '../../src/governance/policy/in-force.ts';
import { canonicalJson, sha256Hex } from '../../src/store/canonical-json.ts';
import { createVault } from '../../src/subjects/vault.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { APPLICATION, PARTNER, PURPOSE, readObject, ROLE, RULES } from './sample-rules.ts';

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

const hashOf = (value: unknown): string => sha256Hex(canonicalJson(value));

/** As the first rules: under two names. */
async function record(
  content: object,
  about: Partial<Recorder> = { second: 'bo.second' },
): Promise<Problems | Recorded> {
  const { schemaHash, catalogue } = runningSchema();
  const entries = await createLogEntries(vaultOf(), schemaHash);
  const recorder = { by: 'ada.admin', requestId: 'import-1', schemaHash, catalogue, entries, ...about };
  return recordRules(db, readObject(content), recorder);
}

/** Later: proposed by one person, and approved by another where it was. */
async function recordLater(content: object, about: Partial<Recorder> = {}): Promise<Problems | Recorded> {
  const recorded = await record(content, about);
  if ('problems' in recorded || recorded.change === null) return recorded;
  const { schemaHash } = runningSchema();
  const rules = createRuleStore(db, await createLogEntries(vaultOf(), schemaHash));
  const caller = { subject: 'cy.approver', application: 'desk', roles: [], expiresAtS: 0 };
  const { id, body: { documentHash } } = recorded.change; // prettier-ignore
  const inForce = await readInForce(rules, hashOf);
  const approving = { actor: { requestId: 'approval-1', caller }, id, documentHash, inForce, check: () => [] };
  await rules.transaction((tx) => approveChange(tx, approving, hashOf));
  return recorded;
}

/** `role officer added`. */
const stepsOf = (compared: Problems | Recorded): readonly string[] =>
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
    expect(stepsOf(await record(RULES, {}))).toContain('mx-credit unchanged');
    const partners = { 'mx-credit': { ...known!.body, title: 'MX, renamed' } };
    expect(stepsOf(await record({ ...RULES, partners }, {}))).toContain('mx-credit changed');
    const changed = await readFact(db, 'partner', 'mx-credit');
    expect(changed?.body).toEqual({ ...known?.body, title: 'MX, renamed', ...operated });
  });

  it('adds the first rules of a bank at once, under two names, each with its log entry', async () => {
    expect(stepsOf(await record(RULES))).toEqual([
      'mx-credit added', 'loan-desk added', 'CREDIT added', 'officer added',
    ]); // prettier-ignore
    expect(await readFact(db, 'principal', 'loan-desk')).toMatchObject({
      version: 1,
      body: APPLICATION,
      isIntact: true,
    });
    expect(await readFact(db, 'policy', 'POLICY')).toMatchObject({
      body: { number: 1, schemas: [runningSchema().schemaHash] },
    });
    const entries = (await logged()) as readonly { action: string; caller: { subject: string } }[];
    expect(entries.map(({ action, caller }) => `${action} ${caller.subject}`).reverse()).toEqual([
      'IMPORT_PARTNER ada.admin', 'PROPOSE_POLICY ada.admin', 'IMPORT_POLICY bo.second', 'IMPORT_APPLICATION bo.second',
      'IMPORT_PURPOSE bo.second', 'IMPORT_ROLE bo.second', 'APPROVE_POLICY bo.second',
    ]); // prettier-ignore
    expect(entries).toContainEqual(
      expect.objectContaining({
        kind: 'GOVERNANCE_CHANGED',
        requestId: 'import-1',
        application: 'rules:import',
        fact: expect.objectContaining({ kind: 'purpose', id: 'CREDIT', version: 1 }) as object,
        previousVersion: null,
        transition: { from: null, to: 'IN_USE' },
      }),
    );
  });

  it.each([
    ['nobody else', {}, '--second: nobody can approve changes of this bank’s policy yet'],
    ['the same person', { second: 'ada.admin' }, '--second: must be somebody else than --by'],
  ])('records no first rules under one name: %s', async (_who, about, problem) => {
    expect(stepsOf(await record(RULES, about))[0]).toContain(problem);
    expect([await factsHeld(), await logged()]).toEqual([0, []]);
  });

  it('again changes nothing and logs nothing', async () => {
    await record(RULES);
    const [held, told] = [await factsHeld(), (await logged()).length];
    const again = await record(RULES, {});
    expect(stepsOf(again)).toEqual([
      'mx-credit unchanged', 'loan-desk unchanged', 'CREDIT unchanged', 'officer unchanged',
    ]); // prettier-ignore
    expect(again).toMatchObject({ change: null });
    expect([await factsHeld(), (await logged()).length]).toEqual([held, told]);
    expect((await readFact(db, 'role', 'officer'))?.version).toBe(1);
  });

  it('later proposes what changes and changes none of it, records partners at once, and proposes the same only once', async () => {
    await record(RULES);
    const changed = {
      purposes: { CREDIT: { ...PURPOSE, state: 'RETIRED' } },
      partners: { 'mx-credit': { ...PARTNER, state: 'SUSPENDED' } },
    };
    const recorded = await record(changed, { by: 'bo.admin' });
    expect(recorded).toMatchObject({
      steps: [{ outcome: 'changed' }, { outcome: 'changed' }],
      wasProposed: false,
      change: {
        body: {
          state: 'PROPOSED',
          author: 'bo.admin',
          base: 1,
          differences: [{ path: 'purposes.CREDIT.state', before: '"IN_USE"', after: '"RETIRED"' }],
        },
      },
    });
    expect('kept' in recorded && recorded.kept.map(({ id }) => id).sort()).toEqual(['loan-desk', 'officer']);
    expect(await readFact(db, 'purpose', 'CREDIT')).toMatchObject({ version: 1, body: { state: 'IN_USE' } });
    expect(await readFact(db, 'partner', 'mx-credit')).toMatchObject({ version: 2, body: { state: 'SUSPENDED' } });
    const again = await record(changed, { by: 'cy.admin' });
    expect(again).toMatchObject({ wasProposed: true, change: { id: 'change' in recorded && recorded.change?.id } });
    expect(stepsOf(await record(changed, { second: 'bo.second' }))[0]).toContain('for the first rules of a bank only');
  });

  it('once approved makes a new version of what changed and keeps the old one', async () => {
    await record(RULES);
    await recordLater({ purposes: { CREDIT: { ...PURPOSE, state: 'RETIRED' } } }, { by: 'bo.admin' });
    expect(await readFact(db, 'purpose', 'CREDIT')).toMatchObject({ version: 2, body: { state: 'RETIRED' } });
    expect(await readFactVersion(db, 'purpose', 'CREDIT', 1)).toMatchObject({ body: { state: 'IN_USE' } });
    expect(await readFact(db, 'policy', 'POLICY')).toMatchObject({ version: 2, body: { number: 2 } });
    expect(await logged()).toContainEqual(
      expect.objectContaining({
        action: 'CHANGE_PURPOSE',
        caller: { subject: 'cy.approver', roles: [] },
        previousVersion: 1,
        transition: { from: 'IN_USE', to: 'RETIRED' },
      }),
    );
  });

  it('changes general rules, and says in full what is wrong with them', async () => {
    await record(RULES);
    const forms = [{ because: 'PIPL art. 29', form: 'SEPARATE', kinds: ['ACCOUNT_NUMBER'] }];
    await recordLater({ policy: { customersPerRequest: 20, consentForms: forms } });
    expect(await readFact(db, 'policy', 'POLICY')).toMatchObject({
      body: { customersPerRequest: 20, consentForms: forms, adverseCreditYears: 5 },
    });
    const wrong = { customersPerRequest: 0, consentForms: [{ form: 'ORAL' }], colour: 'red' };
    expect(stepsOf(await record({ policy: wrong }, {}))).toEqual([
      'policy.customersPerRequest: must be a whole number from 1 to 100',
      'policy.consentForms[0].because: is missing',
      'policy.consentForms[0].form: must be one of SEPARATE, WRITTEN',
      'policy.colour: there is no such key',
    ]);
  });

  it('takes a release with another schema in two steps, so that old and new serve side by side', async () => {
    await record(RULES, { second: 'bo.second', schemaHash: 'a'.repeat(64) });
    const schemas = async () => (await readFact(db, 'policy', 'POLICY'))?.body.schemas;
    const nothing = { drafts: [], general: {}, problems: [], rolesElsewhere: [] };
    const { schemaHash, catalogue } = runningSchema();
    const entries = await createLogEntries(vaultOf(), schemaHash);
    const about = { by: 'ada.admin', requestId: 'import-2', schemaHash, catalogue, entries };
    expect(await recordRules(db, nothing, about)).toMatchObject({
      change: { body: { differences: [{ path: 'rules.schemas' }] } },
    });
    expect(await schemas()).toEqual(['a'.repeat(64)]);
    await recordLater({ policy: { schemas: ['a'.repeat(64), schemaHash] } });
    expect(await schemas()).toEqual(['a'.repeat(64), schemaHash]);
    expect(await recordRules(db, nothing, { ...about, schemas: 'only' })).toMatchObject({
      change: { body: { document: { rules: { schemas: [schemaHash] } } } },
    });
  });

  it('never leaves a bank in which nobody could change the policy', async () => {
    const mute = { ...RULES, roles: { officer: { ...ROLE, capabilities: [] } } };
    expect(stepsOf(await record(mute))[0]).toContain('nobody could change the policy again');
    await record(RULES);
    expect(stepsOf(await record(mute, {}))[0]).toContain('nobody could change the policy again');
  });

  it('writes over a rule that somebody edited past the gateway, though the file says what was recorded', async () => {
    await record(RULES);
    for (const edited of [`body = replace(body, 'MASK', 'ALLOW')`, `body = 'no JSON'`, `hash = repeat('0', 64)`]) {
      await database.asOwner(`UPDATE facts SET ${edited} WHERE kind = 'role'`);
      expect((await readFact(db, 'role', 'officer'))?.isIntact ?? false).toBe(false);
      // Where nobody is left who could approve, two names put it right at once.
      expect(stepsOf(await recordRepair())).not.toContain('officer unchanged');
      expect(await readFact(db, 'role', 'officer')).toMatchObject({ isIntact: true, body: ROLE });
    }
    expect((await readFact(db, 'role', 'officer'))?.version).toBe(4);
    const told = await logged();
    expect(told).toContainEqual(expect.objectContaining({ action: 'IMPORT_ROLE', previousVersion: 2 }));
    expect(told).toContainEqual(expect.objectContaining({ action: 'CHANGE_ROLE', previousVersion: 3 }));
  });

  async function recordRepair(): Promise<Problems | Recorded> {
    const first = await record(RULES, { second: 'bo.second' });
    return 'problems' in first && first.problems[0]?.startsWith('--second') === true ? recordLater(RULES) : first;
  }

  it('finds the roles a purpose names in the database as well as in the file', async () => {
    await record({ roles: { officer: ROLE }, applications: { 'loan-desk': APPLICATION } });
    expect(stepsOf(await recordLater({ purposes: { CREDIT: PURPOSE } }))).toEqual(['CREDIT added']);
    expect(stepsOf(await record({ purposes: { OTHER: { ...PURPOSE, roles: ['officer', 'ghost'] } } }, {}))).toEqual([
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
    const { schemaHash, catalogue } = runningSchema();
    const entries = await createLogEntries(vaultOf(), schemaHash);
    await database.asOwner('ALTER TABLE audit_entries RENAME TO audit_entries_gone');
    const about = { by: 'ada.admin', second: 'bo.second', requestId: 'import-1', schemaHash, catalogue, entries };
    await expect(recordRules(db, readObject(RULES), about)).rejects.toThrow('The access log cannot be written');
    expect(await factsHeld()).toBe(0);
  });
});
