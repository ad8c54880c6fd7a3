/**
 * A partner that delivers files instead of answering calls: the same contract, map, decision and log, and nothing kept of anybody without a
 * right to.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { deliverFile } from '../../src/cli/deliver-file.ts';
import { connectors } from '../../src/cli/loaded-connectors.ts';
import { type ReadLine, readDelivery } from '../../src/cli/delivery-lines.ts';
import type { DeliveredLine } from '../../src/partners/push/port.ts';
import { SHOWCASE } from '../../src/sandbox/demo-bank/showcase.ts';
import { type Connector, NumberLexeme } from '../../src/sdk/index.ts';
import { needsServer } from '../support/database.ts';
import { KEK, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { customerQuery, viewOf, type View } from '../support/reading.ts';

const PARTNER = 'mx-credit';

type CashFlowRow = { readonly user_guid: string; readonly income: string };
type JsonRow = { readonly user_guid: string; readonly profile: object };

/** MX as if it sent cash flow by file only. */
const byFile = (connector: Connector): Connector =>
  connector.id !== PARTNER
    ? connector
    : {
        ...connector,
        endpoints: connector.endpoints.map((endpoint) =>
          endpoint.name === 'monthly-cash-flow' ? { ...endpoint, isDeliveredOnly: true } : endpoint,
        ),
        deliveries: [
          {
            name: 'cash-flow-csv',
            format: 'csv',
            endpoint: 'monthly-cash-flow',
            reference: (row) => ({ name: 'userGuid', value: (row as CashFlowRow).user_guid }),
            body: (row) => {
              const { user_guid, income } = row as CashFlowRow;
              return { monthly_cash_flow_profile: { user_guid, budgeted_income: new NumberLexeme(income) } };
            },
          },
          {
            name: 'cash-flow-lines',
            format: 'json-lines',
            endpoint: 'monthly-cash-flow',
            reference: (row) => ({ name: 'userGuid', value: (row as JsonRow).user_guid }),
            body: (row) => ({ monthly_cash_flow_profile: (row as JsonRow).profile }),
          },
        ],
      };

let gateway: TestGateway;
let folder: string;
/** What MX calls the showcase customer, and somebody else who gave no consent. */
let userGuid: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'delivery-'));
  gateway = await startTestGateway({ adapt: byFile });
  await read('credit { accounts { accountType } }');
  userGuid = /USR-[0-9a-f-]+/.exec(gateway.partner(PARTNER).calls.of()[0]?.path ?? '')?.[0] ?? '';
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await gateway.close();
});
beforeEach(async () => {
  await gateway.app.partners.drain();
  await gateway.database.asOwner('TRUNCATE stored_records, partner_messages');
  gateway.partner(PARTNER).calls.reset();
});

const read = async (selection: string): Promise<View> => {
  const answer = await gateway.ask('credit-officer', customerQuery(selection), {
    id: SHOWCASE.customerId,
    purpose: 'CREDIT_DECISION',
  });
  return viewOf(answer);
};
const cashFlow = () => read('credit { cashFlow { monthlyIncome } }');
const incomeOf = (view: View): string | undefined =>
  (view.credit?.['cashFlow'] as { monthlyIncome: string } | null | undefined)?.monthlyIncome;

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

async function deliver(
  path: string,
  name = 'cash-flow-csv',
  differs: { readonly role?: string; readonly purpose?: string } = {},
) {
  const delivery = gateway.app.partners.deliveryOf(PARTNER, name)!;
  const good: DeliveredLine[] = [];
  for await (const line of readDelivery(path, delivery)) if ('content' in line) good.push(line.content);
  return gateway.app.takeDelivery({
    requestId: 'delivery-1',
    caller: {
      subject: 'night.batch',
      application: 'loan-desk',
      roles: [differs.role ?? 'credit-officer'],
      expiresAtS: 0,
    },
    purpose: differs.purpose ?? 'CREDIT_DECISION',
    partner: PARTNER,
    delivery,
    target: `sha256:${path}`,
    lines: Readable.from(good),
    watch: async () => void (watched += 1),
  });
}

let watched = 0;
const rights = ['--application', 'loan-desk', '--role', 'credit-officer', '--purpose', 'CREDIT_DECISION'];

const csv = (income = '77421.5') => `user_guid,income\n${userGuid},${income}\nUSR-nobody,1\n`;

describe('a file that a partner delivers', () => {
  it('is a gap until it comes, and nobody is called', async () => {
    const view = await cashFlow();
    expect(view.gaps).toMatchObject([{ partner: PARTNER, dataset: 'credit.cashFlow', code: 'PARTNER_UNAVAILABLE' }]);
    expect(gateway.partner(PARTNER).calls.count({ path: /cash_flow/ })).toBe(0);
  });

  it('is kept for customers it may be kept of, and served as if it had been asked for', async () => {
    const totals = { kept: 1, unknown: 1, notPermitted: 0, overtaken: 0, broken: 0 };
    expect(await deliver(file('a.csv', csv()))).toEqual(totals);
    const view = await cashFlow();
    expect(incomeOf(view)).toMatch(/^77/);
    expect(view.gaps).toEqual([]);
    expect(view.disclosures.find(({ coordinate }) => coordinate === 'CashFlow.monthlyIncome')).toMatchObject({
      partner: PARTNER,
      cache: 'FRESH',
    });
    expect(gateway.partner(PARTNER).calls.count({ path: /cash_flow/ })).toBe(0);
  });

  it('may be gzipped, and JSON lines keep every digit', async () => {
    const line = `{"user_guid":"${userGuid}","profile":{"user_guid":"${userGuid}","budgeted_income":77421.50}}\n`;
    expect(await deliver(file('a.jsonl.gz', gzipSync(line)), 'cash-flow-lines')).toMatchObject({ kept: 1 });
    expect(incomeOf(await cashFlow())).toMatch(/^77/);
  });

  it('is not kept without a right to: another role, another purpose', async () => {
    watched = 0;
    const path = file('b.csv', `${csv()}${userGuid},5\n`);
    for (const differs of [{ role: 'marketing-analyst' }, { purpose: 'MARKETING' }, { purpose: 'NO_SUCH' }]) {
      expect(await deliver(path, 'cash-flow-csv', differs)).toMatchObject({ kept: 0, notPermitted: 1 });
    }
    expect(incomeOf(await cashFlow())).toBeUndefined();
    // Nor does it change what is usual, or count as taken.
    expect([watched, await gateway.app.wasDelivered(PARTNER, `sha256:${path}`)]).toEqual([0, false]);
  });

  it('with several lines about one customer accounts for each of them', async () => {
    const line = `${userGuid},77421.5\n`;
    const result = await deliver(file('m.csv', `user_guid,income\n${line}USR-nobody,1\n${line}USR-nobody,1\n${line}`));
    expect(result).toEqual({ kept: 1, unknown: 2, notPermitted: 0, overtaken: 2, broken: 0 });
  });

  it('that says one thing and is about another is nobody’s record', async () => {
    const line = `{"user_guid":"${userGuid}","profile":{"user_guid":"USR-other","budgeted_income":1}}\n`;
    expect(await deliver(file('c.jsonl', line), 'cash-flow-lines')).toMatchObject({ kept: 0, broken: 1 });
  });

  const toldOf = async (path: string, name = 'cash-flow-csv'): Promise<readonly string[]> => {
    const told: string[] = [];
    for await (const line of readDelivery(path, gateway.app.partners.deliveryOf(PARTNER, name)!)) {
      told.push('problem' in line ? `${line.line} ${line.problem}` : `${line.line} good`);
    }
    return told;
  };

  it('is not read past bytes that are no text, nor under a header that names a column twice', async () => {
    const line = Buffer.from(
      `{"user_guid":"${userGuid}","profile":{"user_guid":"${userGuid}","name":"\u00fc"}}\n`,
      'latin1',
    );
    expect(await toldOf(file('l.jsonl', line), 'cash-flow-lines')).toEqual(['1 holds bytes that are not UTF-8']);
    const latin = Buffer.from(`user_guid,income,n\n${userGuid},5,\u00fc\n${userGuid},5,\n`, 'latin1');
    expect(await toldOf(file('l.csv', latin))).toEqual(['2 holds bytes that are not UTF-8', '3 good']);
    expect(await toldOf(file('t.csv', `user_guid,income,income\n${userGuid},1,2\n`))).toEqual([
      "1 the header's column 3 has the name of an earlier one; the file was not read",
    ]);
  });

  it('may have a byte order mark, line ends of any kind, quotes, and be packed in several pieces', async () => {
    const text = `\uFEFF"user_guid","income"\r\n"${userGuid}","77421.5"\r\n`;
    expect(await toldOf(file('q.csv', text))).toEqual(['2 good']);
    const pieces = Buffer.concat([gzipSync('user_guid,income\n'), gzipSync(`${userGuid},1\n`)]);
    expect(await toldOf(file('p.csv.gz', pieces))).toEqual(['2 good']);
  });

  it('that was cut off is not taken for a whole one', async () => {
    const whole = gzipSync(csv().repeat(50));
    await expect(toldOf(file('cut.csv.gz', whole.subarray(0, whole.length - 12)))).rejects.toThrow();
  });

  it('names broken lines by number and reason, never by what stands there', async () => {
    const delivery = gateway.app.partners.deliveryOf(PARTNER, 'cash-flow-csv')!;
    const path = file('d.csv', `user_guid,income\n${userGuid},secret-canary\n,5\n${userGuid},5,6\n${userGuid},5\n`);
    const lines: ReadLine[] = [];
    for await (const line of readDelivery(path, delivery)) lines.push(line);
    expect(lines.map((line) => ('problem' in line ? `${line.line} ${line.problem}` : `${line.line} good`))).toEqual([
      '2 wire:/monthly_cash_flow_profile/budgeted_income',
      '3 reference-missing',
      '4 has 3 cells; the header has 2',
      '5 good',
    ]);
  });

  it('stands in the log before anything is kept, and again with how much was', async () => {
    const path = file('e.csv', csv());
    await deliver(path);
    const answer = await gateway.ask(
      'auditor',
      'query { auditTrail(filter: { kinds: [PARTNER_EVENT] }, first: 2) { edges { node { event target count caller } } } }',
    );
    expect(
      (answer.data?.['auditTrail'] as { edges: { node: object }[] } | undefined)?.edges.map(({ node }) => node),
    ).toEqual([
      {
        event: 'TAKE_DELIVERY',
        target: `mx-credit monthly-cash-flow sha256:${path} KEPT`,
        count: 1,
        caller: 'night.batch',
      },
      {
        event: 'TAKE_DELIVERY',
        target: `mx-credit monthly-cash-flow sha256:${path} BEGUN`,
        count: 0,
        caller: 'night.batch',
      },
    ]);
    expect(await gateway.app.wasDelivered(PARTNER, `sha256:${path}`)).toBe(true);
    expect(await gateway.app.wasDelivered(PARTNER, 'sha256:other')).toBe(false);
  });
});

describe('the command', () => {
  const take = async (path: string, ...more: readonly string[]): Promise<{ code: number; told: string }> => {
    const told: string[] = [];
    const [out, err] = [vi.spyOn(console, 'log'), vi.spyOn(console, 'error')];
    for (const spy of [out, err]) spy.mockImplementation((line: string) => void told.push(line));
    try {
      const adapted = connectors.map(({ connector }) => byFile(connector));
      return {
        code: await deliverFile([PARTNER, 'cash-flow-csv', path, ...rights, ...more], adapted),
        told: told.join('\n'),
      };
    } finally {
      out.mockRestore();
      err.mockRestore();
    }
  };
  const incomes = (factor: number): string =>
    ['user_guid,income', ...Array.from({ length: 400 }, (_, i) => `${i === 0 ? userGuid : `USR-${i}`},${((3_000 + i * 20) * factor).toFixed(2)}`)].join('\r\n'); // prettier-ignore

  it('watches files for drift: a unit that changed between two of them is withheld from the first line on', async (ctx) => {
    needsServer(ctx);
    vi.stubEnv('DATABASE_URL', gateway.database.url);
    vi.stubEnv('KEY_ENCRYPTION_KEY', Buffer.from(KEK.bytes).toString('base64'));
    vi.stubEnv('KEY_ENCRYPTION_KEY_ID', KEK.id);
    const first = await take(file('monday.csv', incomes(1)));
    expect([first.code, first.told]).toEqual([0, expect.stringContaining('1 records kept')]);
    expect(await take(file('tuesday.csv', incomes(1.01)))).toMatchObject({ code: 0 });
    expect(incomeOf(await cashFlow())).toMatch(/^3/);
    const cents = await take(file('wednesday.csv', incomes(100)));
    expect(cents.told).toContain('drift: unit-shift /monthly_cash_flow_profile/budgeted_income');
    expect(cents.told).toContain('CashFlow.monthlyIncome');
    const view = await cashFlow();
    expect(incomeOf(view) ?? null).toBeNull();
    expect(view.gaps).toMatchObject([{ partner: PARTNER, code: 'PARTNER_BROKE_CONTRACT' }]);
    expect(await take(file('thursday.csv', incomes(100)))).toMatchObject({ code: 1, told: expect.stringContaining('--again') as string }); // prettier-ignore
    vi.unstubAllEnvs();
  });

  it.each([
    ['nothing', [], /^Usage/],
    ['no rights', [PARTNER, 'cash-flow-csv', 'x.csv'], /^Usage/],
    ['no such file', [PARTNER, 'cash-flow-csv', 'nowhere.csv', ...rights], /no file "nowhere.csv"/],
    ['no such delivery', [PARTNER, 'salaries', fileHere(), ...rights], /There is: nothing/],
  ] as const)('with %s says what it needs: exit 2', async (_, args, message) => {
    const errors = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    expect(await deliverFile(args, [])).toBe(2);
    expect(errors.mock.calls.join('\n')).toMatch(message);
    errors.mockRestore();
  });
});

/** Any file will do. */
function fileHere(): string {
  return new URL(import.meta.url).pathname;
}
