/** What a recording keeps of a person: nothing but form. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { recordCassette, type Recording } from '../../src/cli/connector/try/record-cassette.ts';
import { createRedactor } from '../../src/cli/connector/try/redact.ts';
import { decimal, maybe, parseMoney, parseWire, path, present, reference } from '../../src/sdk/index.ts';
import { acme, endpoint } from '../partners/stage.ts';

const redactor = (keep: readonly string[] = []) =>
  createRedactor({ enumerated: new Set(['OPEN']), keep: new Set(keep), key: new Uint8Array(32) });

describe('a redacted answer', () => {
  it('keeps length and form of every text and changes every letter and digit', () => {
    for (const text of ['Ruolan Ouyang', '+86 138-1234-5678', 'ruolan@example.com', '欧阳若兰', 'LN-0047110815']) {
      const other = redactor().text(text);
      expect([...other]).toHaveLength([...text].length);
      for (const [i, character] of [...text].entries()) {
        const twin = [...other][i] ?? '';
        if (/[\p{L}\d]/u.test(character)) expect(twin, text).not.toBe(character);
        else expect(twin).toBe(character);
        expect([/\d/, /[a-z]/, /[A-Z]/].map((kind) => kind.test(twin))).toEqual([/\d/, /[a-z]/, /[A-Z]/].map((kind) => kind.test(character))); // prettier-ignore
      }
    }
  });

  it('says the same of the same, and something else under another key', () => {
    const [a, b] = [redactor(), createRedactor({ enumerated: new Set(), keep: new Set() })];
    expect(a.text('Ruolan Ouyang')).toBe(a.text('Ruolan Ouyang'));
    expect(a.text('Ruolan Ouyang')).not.toBe(b.text('Ruolan Ouyang'));
  });

  it('moves days and times by the same number of days, and keeps them real', () => {
    const { text } = redactor();
    const [from, to] = ['1979-03-14', '1979-03-20'].map((day) => Date.parse(text(day)));
    expect((to ?? 0) - (from ?? 0)).toBe(6 * 86_400_000);
    expect(text('2026-03-01T12:00:00.5Z')).toMatch(/^\d{4}-\d{2}-\d{2}T12:00:00\.5Z$/);
    expect(text('1979-03-14')).not.toBe('1979-03-14');
  });

  it('keeps codes that a contract lists, currencies, countries and what the author answers for', () => {
    const body = parseWire(
      '{"state":"OPEN","currency":"EUR","country":"CN","kind":"SAVINGS","n":3,"is":true,"no":null}',
    );
    expect(JSON.stringify(redactor(['kind']).body(body))).toBe(JSON.stringify(body));
    expect(redactor().body({ kind: 'SAVINGS', currency: 'Ouyang' })).not.toMatchObject({ kind: 'SAVINGS' });
  });

  it('changes numbers digit by digit and leaves out keys that are data', () => {
    const { body } = redactor();
    const other = JSON.stringify(body(parseWire('{"balance":-1204.50,"0047110815":{"x":1},"big":9007199254740993}')));
    expect(other).toMatch(/"text":"-[1-9]\d{3}\.\d\d"/);
    for (const gone of ['1204.50', '0047110815', '9007199254740993']) expect(other).not.toContain(gone);
  });
});

describe('a recording', () => {
  const wire = z.object({ owner: z.string(), kind: maybe(z.string()), balance: decimal(), ccy: z.string() });
  const account = endpoint({
    name: 'account',
    dataset: 'credit.account',
    supplies: ['accountName', 'accountType', 'balance'],
    references: ['clientNo'],
    request: (ctx) => ({ method: 'GET', path: path`/clients/${reference(ctx, 'clientNo')}` }),
    wire,
    map: (answer) => {
      const { owner, kind, balance, ccy } = answer as z.infer<typeof wire>;
      const accountType = { SV: 'SAVINGS', CU: 'CURRENT' }[kind ?? ''];
      const money = parseMoney(balance, ccy) ?? undefined;
      return { record: [present({ accountName: owner, accountType, balance: money })], asOf: null };
    },
  });
  const connector = acme({ endpoints: [account] });
  const text = '{"owner":"Ruolan Ouyang","kind":"SV","balance":1204.50,"ccy":"EUR","echo":"no 4711-88"}';
  const body = parseWire(text);
  const references = { clientNo: '4711-88' };
  const recording = (changes: Partial<Recording> = {}): Recording => ({
    connector,
    endpoint: account,
    exchanges: [{ endpoint: 'account', request: { method: 'GET', path: '/clients/4711-88' }, answer: { status: 200, headers: { 'content-type': 'application/json', 'x-session': 'abc' }, body }, answers: 1 }],
    references,
    today: '2026-11-01',
    outcome: { record: [{ accountName: 'Ruolan Ouyang', accountType: 'SAVINGS', balance: { amount: '1204.50', currency: 'EUR' } }], asOf: null },
    name: 'account-recorded',
    provenance: 'recorded',
    source: 'Recorded from api.acme.example on 2026-11-01, redacted.',
    keep: new Set(['kind', 'ccy']),
    ...changes,
  }); // prettier-ignore

  it('holds nothing of the person and replays to an outcome of the same form', () => {
    const recorded = recordCassette(recording());
    expect(recorded).not.toHaveProperty('refusal');
    const { text: file, outcome } = recorded as Extract<typeof recorded, { readonly text: string }>;
    for (const gone of ['Ruolan', 'Ouyang', '4711-88', '1204.50', 'x-session']) expect(file).not.toContain(gone);
    const cassette = JSON.parse(file) as { request: { path: string }; references: { clientNo: string } };
    expect(cassette.request.path).toBe(`/clients/${cassette.references.clientNo}`);
    expect(outcome).toMatchObject({ record: [{ accountType: 'SAVINGS', balance: { currency: 'EUR' } }] });
  });

  it('is refused where redaction took a code away, naming the way out', () => {
    const refused = recordCassette(recording({ keep: new Set(['ccy']) }));
    expect(refused).toEqual({ refusal: expect.stringContaining('--keep') as string });
  });

  it('is refused where no answer came or it was no JSON', () => {
    const [first] = recording().exchanges;
    if (first?.answer == null) throw new Error('an exchange is needed');
    expect(recordCassette(recording({ exchanges: [{ ...first, answer: null }] }))).toHaveProperty('refusal');
    const html = { ...first, answer: { ...first.answer, body: undefined } };
    expect(recordCassette(recording({ exchanges: [html] }))).toHaveProperty('refusal');
  });
});
