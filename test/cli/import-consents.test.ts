/**
 * The consents a bank holds already: checked as a whole by the rules of `grantConsent`, recorded with their log entries, and once only.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCustomerRegistry } from '../../src/app.ts';
import { CONSENT_COLUMNS, readConsentFile } from '../../src/cli/consent-rows.ts';
import { importConsents, importInto } from '../../src/cli/import-consents.ts';
import type { Fact } from '../../src/domain/fact.ts';
import { runningSchemaHash } from '../../src/graphql/running-schema.ts';
import { demoCustomers } from '../../src/sandbox/demo-bank/customers.ts';
import { demoConsentId } from '../../src/sandbox/demo-bank/consents.ts';
import { loadDemoBank } from '../../src/sandbox/demo-bank/load.ts';
import { listFacts } from '../../src/store/fact-reader.ts';
import { createRuleSeeds } from '../../src/store/rule-seeds.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { KEK } from '../support/gateway.ts';
import { hasGivenCredit } from '../support/reading.ts';

const folder = mkdtempSync(join(tmpdir(), 'consents-'));
let bank: TestDatabase;
beforeAll(async () => {
  bank = await openTestDatabase();
  await loadDemoBank({
    registry: createCustomerRegistry(bank.db, KEK),
    rules: createRuleSeeds(bank.db),
    schemaHash: runningSchemaHash(),
  });
});
afterAll(async () => {
  await bank.close();
  rmSync(folder, { recursive: true });
});

const CUSTOMERS = demoCustomers().map(({ id }) => id);
const NEVER_ASKED = CUSTOMERS.filter((id) => hasGivenCredit(id) === 'NEVER_ASKED');
const GIVEN = CUSTOMERS.filter((id) => hasGivenCredit(id) === 'GIVEN');

const row = (customerId: string, differs: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  customer_id: customerId, purpose: 'CREDIT_DECISION', coordinates: 'Identity.name;CreditScore.*', recipients: 'BANK_INTERNAL', form: 'SEPARATE',
  notice_id: 'NOTICE-CREDIT-DECISION', notice_version: '1', notice_language: 'zh-CN', granted_at: '2025-03-01T09:00:00Z',
  expires_at: '2030-01-01T00:00:00+08:00', expressed_by: 'paper form', ...differs,
}); // prettier-ignore

let files = 0;
const csvOf = (rows: readonly Readonly<Record<string, string>>[]): string => {
  const columns = [...new Set(rows.flatMap(Object.keys))];
  const path = join(folder, `${(files += 1)}.csv`);
  const lines = rows.map((one) => columns.map((name) => `"${(one[name] ?? '').replaceAll('"', '""')}"`).join(','));
  writeFileSync(path, `${[columns.join(','), ...lines].join('\n')}\n`);
  return path;
};

const load = async (path: string, isOnlyCheck = false) => {
  const file = await readConsentFile(path, () => undefined);
  if (file.problems.length > 0) return { problems: file.problems };
  return importInto({ database: bank.db, keyEncryptionKey: KEK }, file, { by: 'ada.admin', isOnlyCheck });
};

const consentsOf = async (subjectId: string): Promise<readonly Fact<'consent'>[]> =>
  (await listFacts(bank.db, 'consent', { subjectId, first: 100 })).items.map(({ fact }) => fact);

const countAll = async (): Promise<number> => {
  const [found] = await bank.db.query<{ n: number }>({
    text: `SELECT count(*)::int AS n FROM facts WHERE kind = 'consent'`,
  });
  return found?.n ?? 0;
};

describe('a file of consents', () => {
  it('is recorded with who, when and how, and one log entry each', async () => {
    const [id = ''] = NEVER_ASKED;
    expect(await load(csvOf([row(id)]))).toEqual({ recorded: 1, knownBefore: 0, superseded: 0 });
    const [consent] = await consentsOf(id);
    expect(consent).toMatchObject({
      version: 1, isIntact: true,
      body: { state: 'GRANTED', grantedAt: '2025-03-01T09:00:00.000Z', expiresAt: '2029-12-31T16:00:00.000Z', sources: '*', recordedBy: 'ada.admin' },
    }); // prettier-ignore
    const entries = await bank.db.query<{ application: string; tags: string[] }>({
      text: `SELECT application, tags FROM audit_entries WHERE tags @> ARRAY['consent:${consent?.id}']`,
    });
    expect(entries).toMatchObject([
      { application: 'consents:import', tags: expect.arrayContaining(['action:IMPORT_CONSENT']) as string[] },
    ]);
  });

  it('read again records nothing twice, so that an import cut short goes on', async () => {
    const rows = NEVER_ASKED.slice(1, 6).map((id) => row(id));
    expect(await load(csvOf(rows.slice(0, 3)))).toMatchObject({ recorded: 3 });
    expect(await load(csvOf(rows))).toEqual({ recorded: 2, knownBefore: 3, superseded: 0 });
    const once = (await consentsOf(NEVER_ASKED[1] ?? '')).filter(({ body }) => body.purpose === 'CREDIT_DECISION');
    expect(once).toHaveLength(1);
  });

  it('of which lines are bad names each with everything that is wrong, and records nothing', async () => {
    const [minor = ''] = NEVER_ASKED.slice(6);
    const before = await countAll();
    const shapes = await load(
      csvOf([
        row(minor),
        row('no customer!', { form: 'SPOKEN', expires_at: 'soon', coordinates: 'a b', recipients: '' }),
        row(minor),
        row(minor, { given_by: 'GUARDIAN' }),
      ]),
    );
    expect(shapes).toMatchObject({
      problems: [
        expect.stringMatching(/^line 3: .*customer_id.*coordinates.*recipients.*form.*expires_at/) as string,
        'line 4: is the same as line 2',
        expect.stringMatching(/^line 5: guardianship_id/) as string,
      ],
    });
    const rules = await load(
      csvOf([
        row('CUST-999999'),
        row(minor, {
          purpose: 'CUSTOMER_SERVICE',
          coordinates: 'Identity.shoeSize',
          expires_at: '2020-01-01T00:00:00Z',
        }),
        row(minor, { notice_id: 'NOTICE-X', form: 'WRITTEN', granted_at: '2090-01-01T00:00:00Z', sources: 'acme' }),
        row(minor, { recipients: 'THIRD_PARTY', notice_language: 'fr', given_by: 'OFFICER' }),
        row(minor),
      ]),
    );
    expect(rules).toMatchObject({
      problems: [
        expect.stringMatching(/^line 2: customer_id: no such customer/) as string,
        expect.stringMatching(/^line 3: .*CONTRACT.*shoeSize.*expiresAt/) as string,
        expect.stringMatching(/^line 4: .*SHA-256.*granted_at.*acme.*NOTICE-X/) as string,
        expect.stringMatching(/^line 5: .*evidence.*written in.*THIRD_PARTY/) as string,
      ],
    });
    expect(await countAll()).toBe(before);
  });

  it('with a column nobody knows, or nothing in it, or no CSV at all is refused as such', async () => {
    expect(await load(csvOf([{ ...row('x'), shoe_size: '42' }]))).toEqual({
      problems: ['line 1: no such column: shoe_size'],
    });
    const path = join(folder, 'empty.csv');
    writeFileSync(path, `${CONSENT_COLUMNS.join(',')}\n`);
    expect(await load(path)).toEqual({ problems: ['the file holds no consents'] });
    const jsonl = join(folder, 'broken.jsonl');
    writeFileSync(jsonl, '{"customer_id": 3}\nnot json\n[]\n');
    const { problems } = (await load(jsonl)) as { problems: readonly string[] };
    expect(problems.map((one) => one.slice(0, 7))).toEqual(['line 1:', 'line 2:', 'line 3:']);
  });

  it('as JSON lines with lists means the same', async () => {
    const [id = ''] = NEVER_ASKED.slice(7);
    const path = join(folder, 'one.jsonl');
    writeFileSync(
      path,
      JSON.stringify({ ...row(id), coordinates: ['Identity.name'], notice_version: 1, sources: null }),
    );
    expect(await load(path)).toMatchObject({ recorded: 1 });
    expect((await consentsOf(id))[0]?.body.coordinates).toEqual(['Identity.name']);
  });

  it('lets the newest word count, whether it stood there before or is in the file', async () => {
    const [id = '', other = ''] = GIVEN;
    const wide = { coordinates: '*', form: 'WRITTEN', evidence: 'archive 1', evidence_sha256: 'AB'.repeat(32) };
    const older = row(id, { ...wide, granted_at: '2024-12-31T00:00:00Z' });
    const newer = row(other, { ...wide, granted_at: '2026-01-31T00:00:00Z' });
    expect(await load(csvOf([older, newer]))).toEqual({ recorded: 2, knownBefore: 0, superseded: 2 });
    const states = async (customerId: string): Promise<unknown> =>
      (await consentsOf(customerId)).filter(({ body }) => body.purpose === 'CREDIT_DECISION')
        .map(({ id: consentId, body }) => [consentId === demoConsentId(customerId, 'CREDIT_DECISION') ? 'demo' : 'file', body.state]).sort(); // prettier-ignore
    expect(await states(id)).toEqual([['demo', 'GRANTED'], ['file', 'SUPERSEDED']]); // prettier-ignore
    expect(await states(other)).toEqual([['demo', 'SUPERSEDED'], ['file', 'GRANTED']]); // prettier-ignore
  });

  it('only checked is not recorded', async () => {
    const before = await countAll();
    expect(await load(csvOf([row(NEVER_ASKED[8] ?? '')]), true)).toEqual({ isChecked: true });
    expect(await countAll()).toBe(before);
  });

  it('of thousands of rows takes seconds', async () => {
    const kinds = ['Identity.name', 'Identity.phones', 'Identity.emails', 'Identity.addresses', 'CashFlow.*', 'CreditScore.*', 'SocialProfile.*',
      'SocialAudience.*', 'CreditAccount.*', 'Identity.birthDate']; // prettier-ignore
    const rows = CUSTOMERS.flatMap((id) =>
      kinds.map((coordinates) => row(id, { coordinates, form: 'GENERAL', granted_at: '2026-02-01T00:00:00Z' })),
    );
    const startedAt = performance.now();
    expect(await load(csvOf(rows.slice(0, 2_000)))).toMatchObject({ recorded: 2_000, knownBefore: 0 });
    expect(performance.now() - startedAt).toBeLessThan(30_000);
  }, 60_000);
});

describe('the command', () => {
  it('says how it is used, and that there is no such file', async () => {
    const said: string[] = [];
    const original = console.error;
    console.error = (text: string) => void said.push(text);
    try {
      expect([
        await importConsents([]),
        await importConsents(['nowhere.csv']),
        await importConsents(['x.txt']),
      ]).toEqual([2, 2, 2]);
    } finally {
      console.error = original;
    }
    expect(said.join('\n')).toMatch(/Usage[\s\S]*no file "nowhere.csv"/);
  });
});
