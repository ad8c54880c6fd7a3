/** A printed statement: whatever stands in the data, the page holds only the markup that we wrote. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Instant } from '../../src/domain/instant.ts';
import type { Statement } from '../../src/governance/rights/statement/content.ts';
import { runningSchema } from '../../src/graphql/running-schema.ts';
import { wordsOfCoordinate } from '../../src/governance/rights/statement/field-words.ts';
import { renderStatement } from '../../src/governance/rights/statement/render-statement.ts';

const AT = '2026-03-04T05:06:07.000Z' as Instant;

/** The same text wherever text can stand. */
const filledWith = (text: string): Statement => ({
  statement: 'ACCESS',
  version: 1,
  requestId: text,
  customerId: text,
  madeAt: AT,
  handedTo: text,
  isComplete: false,
  missing: [text],
  profile: { kind: 'PERSON', updatedAt: AT, identity: { name: text, addresses: [{ city: text }] } },
  ownBasis: { en: text, zh: text },
  references: [{ partner: text, partnerTitle: text, references: { [text]: text } }],
  records: [
    {
      partner: text, partnerTitle: text, endpoint: text, dataset: text, fetchedAt: AT, asOf: null, keepUntil: AT,
      record: [{ [text]: [text, { [text]: text }] }], rights: [{ agreement: text, consent: text, purpose: text }],
    }, // prettier-ignore
  ],
  alsoHeld: [{ what: text, partner: text }],
  consents: [
    {
      id: text, version: 1, state: text, purpose: text, coordinates: [text], recipients: [text], sources: [text], form: text,
      notice: { id: text, version: 1, language: text }, grantedAt: AT, expiresAt: AT, withdrawnAt: null, history: [{ version: 1, state: text, at: AT }],
    }, // prettier-ignore
  ],
  corrections: [{ requestId: text, coordinate: text, source: text, state: text, claimed: { [text]: text } }],
  readings: [
    {
      at: AT,
      application: text,
      roles: [text],
      purpose: text,
      fields: [{ coordinates: [text], source: text, shown: 'MASK' }],
    },
  ],
  partnersAsked: [{ partner: text, at: AT, dataset: text }],
  guardianships: [{ id: text, state: text, relation: text, evidence: text, recordedAt: AT, endedAt: AT }],
  elevations: [
    {
      id: text,
      state: text,
      application: text,
      purpose: text,
      coordinates: [text],
      because: text,
      requestedAt: AT,
      until: AT,
    },
  ],
  notifications: [
    { event: text, consent: text, recipientKind: text, recipient: text, state: text, createdAt: AT, endedAt: null },
  ],
  purposes: [{ id: text, title: text, description: text, lawfulBasis: text, isAutomatedDecision: true }],
});

/** Elements, attributes and all, in order. */
const tagsOf = (page: string): readonly string[] => page.match(/<[^>]*>/g) ?? [];

it('has the same tags whatever the data says', () => {
  const plain = tagsOf(renderStatement(filledWith('x'), 'digest'));
  const hostile = fc.oneof(
    fc.string({ minLength: 1 }),
    fc.constantFrom(
      '<b>',
      '</td></table><script>',
      '" onload="x',
      "'><img src=x>",
      '<!--',
      ']]>',
      '&lt;',
      '\u202e<',
      '${1}',
    ),
  );
  fc.assert(
    fc.property(fc.array(hostile, { minLength: 1, maxLength: 4 }), (parts) => {
      expect(tagsOf(renderStatement(filledWith(parts.join('')), 'digest'))).toEqual(plain);
    }),
  );
});

it('shows every text that the signed JSON holds', () => {
  const page = renderStatement(filledWith('MARK'), 'digest');
  expect(page.split('MARK').length).toBeGreaterThan(40);
  expect(page).toContain('digest');
});

it('turns no neighbour round: marks of direction and controls print as a box', () => {
  expect(renderStatement(filledWith('a\u202eb\u0000c'), 'digest')).toContain('a▯b▯c');
});

it('a copy has no part that tells what others did', () => {
  const copy = { ...filledWith('x'), statement: 'COPY' } as const;
  expect(renderStatement(copy, 'digest')).not.toMatch(/Who read your data|Partners that were asked/);
});

it('calls every field of the schema by Chinese and English words', () => {
  const unnamed = [...runningSchema().catalogue.keys()].filter((coordinate) => {
    const words = wordsOfCoordinate(coordinate);
    return words === null || !/\p{Script=Han}/u.test(words.zh) || !/^[a-z0-9 :]+$/.test(words.en);
  });
  expect(unnamed).toEqual([]);
});

it('reads to a customer as words: fields, states, recipients and the purpose by its title', () => {
  const plain = filledWith('x');
  const consents = plain.consents.map((one) => ({
    ...one, purpose: 'P', coordinates: ['Identity.name', 'CashFlow.*'], recipients: ['BANK_INTERNAL'],
    history: [{ version: 1, state: 'GRANTED', at: AT }],
  })); // prettier-ignore
  const purposes = plain.purposes.map((one) => ({ ...one, id: 'P', title: 'Credit decision' }));
  const page = renderStatement({ ...plain, consents, purposes }, 'digest').replaceAll(/<[^>]*>/g, '');
  for (const words of ['姓名或名称 · name', '身份信息：姓名或名称 · identity: name', '现金流：全部 · cash flow: all', '已同意 · given', '本行内部 · inside the bank', 'Credit decision', '2026-03-04 05:06 UTC'])
    expect(page).toContain(words); // prettier-ignore
  expect(page).not.toMatch(/GRANTED|BANK_INTERNAL|Identity\.name/);
});
