import { describe, expect, it } from 'vitest';
import type { MergedView } from '../../src/domain/view.ts';
import { merge } from '../../src/merge/merge.ts';
import { decisionOf, at, CUSTOMER, decide, said } from './cases.ts';

const MX = 'mx-credit';
const MASTERCARD = 'mastercard-credit';
const FINNHUB = 'finnhub-market';
const MASSIVE = 'massive-market';

const one = (view: MergedView, dataset: 'identity.party' | 'market.quote' | 'market.profile', field: string) => {
  const merged = view.datasets.get(dataset);
  return merged?.shape === 'one' ? merged.fields[field] : undefined;
};

describe('survivorship', () => {
  const name = decide({ 'Identity.name': { bank: 'ALLOW', [MX]: 'ALLOW', [MASTERCARD]: 'MASK', stranger: 'ALLOW' } });
  const young = { asOf: at('2026-01-01T00:00:00Z') };

  it('believes the bank before a partner, however young the partner is, and keeps what the partner says', () => {
    const view = merge(
      CUSTOMER,
      [
        said(MX, 'identity.party', { name: 'A. Lovelace' }, young),
        said('bank', 'identity.party', { name: 'Ada Lovelace' }),
      ],
      name,
    );
    const field = one(view, 'identity.party', 'name');
    expect(field).toMatchObject({
      value: 'Ada Lovelace',
      survivedBy: 'source-priority',
      provenance: { source: 'bank' },
    });
    expect(field?.conflicts).toMatchObject([{ value: 'A. Lovelace', provenance: { source: MX, asOf: young.asOf } }]);
  });

  it('decides between equals by the age of the facts, to the nanosecond, and puts undated facts last', () => {
    const quote = decide({ 'Quote.price': { [FINNHUB]: 'ALLOW', [MASSIVE]: 'ALLOW' } });
    const price = (source: string, amount: string, asOf: string | null) =>
      said(source, 'market.quote', { price: amount as never }, { asOf: asOf === null ? null : at(asOf) });
    const winner = (...sourced: readonly ReturnType<typeof price>[]) =>
      one(merge(CUSTOMER, sourced, quote), 'market.quote', 'price');

    expect(
      winner(price(FINNHUB, '1', '2026-01-01T00:00:05Z'), price(MASSIVE, '2', '2026-01-01T00:00:05.000000001Z')),
    ).toMatchObject({ value: '2', survivedBy: 'recency' });
    expect(winner(price(FINNHUB, '1', null), price(MASSIVE, '2', '2001-01-01T00:00:00Z'))).toMatchObject({
      value: '2',
    });
  });

  it('prefers what the partner itself said to a stand-in of the same age, even where that knows more', () => {
    const quote = decide({
      'Quote.price': { [FINNHUB]: 'ALLOW', [MASSIVE]: 'ALLOW' },
      'Quote.open': { [FINNHUB]: 'ALLOW', [MASSIVE]: 'ALLOW' },
    });
    const stale = said(FINNHUB, 'market.quote', { price: '1' as never, open: '1' as never }, { cache: 'STALE' });
    for (const cache of ['LIVE', 'FRESH'] as const) {
      const parts = [stale, said(MASSIVE, 'market.quote', { price: '2' as never }, { cache })];
      for (const order of [parts, parts.toReversed()]) {
        expect(one(merge(CUSTOMER, order, quote), 'market.quote', 'price')).toMatchObject({
          value: '2',
          survivedBy: 'recency',
        });
      }
    }
  });

  it('decides between equals of the same age by who knows more', () => {
    const quote = decide({
      'Quote.price': { [FINNHUB]: 'ALLOW', [MASSIVE]: 'ALLOW' },
      'Quote.open': { [FINNHUB]: 'ALLOW', [MASSIVE]: 'ALLOW' },
    });
    const view = merge(
      CUSTOMER,
      [
        said(FINNHUB, 'market.quote', { price: '1' as never }),
        said(MASSIVE, 'market.quote', { price: '2' as never, open: '3' as never }),
      ],
      quote,
    );
    expect(one(view, 'market.quote', 'price')).toMatchObject({ value: '2', survivedBy: 'completeness' });
    expect(one(view, 'market.quote', 'open')).toMatchObject({ value: '3', survivedBy: 'only-source', conflicts: [] });
  });

  it('believes a source that nobody ranked after every listed one', () => {
    const view = merge(
      CUSTOMER,
      [said('stranger', 'identity.party', { name: 'S' }, young), said(MASTERCARD, 'identity.party', { name: 'M' })],
      name,
    );
    expect(one(view, 'identity.party', 'name')).toMatchObject({ value: 'M', survivedBy: 'source-priority' });
  });

  it('follows a field that has tiers of its own', () => {
    const both = { [FINNHUB]: 'ALLOW', [MASSIVE]: 'ALLOW' } as const;
    const view = merge(
      CUSTOMER,
      [
        said(FINNHUB, 'market.profile', { name: 'f', industry: 'f' }),
        said(MASSIVE, 'market.profile', { name: 'm', industry: 'm' }),
      ],
      decide({ 'MarketProfile.name': both, 'MarketProfile.industry': both }),
    );
    expect(one(view, 'market.profile', 'name')?.value).toBe('m');
    expect(one(view, 'market.profile', 'industry')?.value).toBe('f');
  });

  it('says agreed when rivals say the same, and compares exactly', () => {
    const sources = { bank: 'ALLOW', [MX]: 'ALLOW' } as const;
    const addresses = decide({ 'Identity.addresses': sources });
    const of = (city: string) =>
      one(
        merge(
          CUSTOMER,
          [
            said('bank', 'identity.party', { addresses: [{ country: 'CN', city: '深圳' }] }),
            said(MX, 'identity.party', { addresses: [{ city, country: 'CN' }] }),
          ],
          addresses,
        ),
        'identity.party',
        'addresses',
      );
    expect(of('深圳')).toMatchObject({ survivedBy: 'agreed', conflicts: [] });
    expect(of('深圳 ')).toMatchObject({ survivedBy: 'source-priority', conflicts: [{ value: [{ city: '深圳 ' }] }] });
  });

  it('lets a source that knows win over an empty text or list of a better one', () => {
    const view = merge(
      CUSTOMER,
      [said('bank', 'identity.party', { name: '' }), said(MX, 'identity.party', { name: 'Ada' })],
      name,
    );
    expect(one(view, 'identity.party', 'name')).toMatchObject({ value: 'Ada', survivedBy: 'only-source' });
    expect(view.answers.get('identity.party')).toMatchObject([{ source: 'bank' }, { source: MX }]);
  });
});

describe('permission', () => {
  it('leaves no trace of a field that its source may not give', () => {
    const sourced = [
      said('bank', 'identity.party', { name: 'Ada', phones: ['13812345678'] }),
      said(MX, 'identity.party', { name: 'Eve', phones: ['13900000000'] }),
    ];
    const view = merge(
      CUSTOMER,
      sourced,
      decide({
        'Identity.name': { bank: 'WITHHOLD', [MX]: 'ALLOW' },
        'Identity.phones': { bank: 'ALLOW', [MX]: 'WITHHOLD' },
      }),
    );
    expect(one(view, 'identity.party', 'name')).toMatchObject({
      value: 'Eve',
      survivedBy: 'only-source',
      conflicts: [],
    });
    expect(one(view, 'identity.party', 'phones')).toMatchObject({ provenance: { source: 'bank' }, conflicts: [] });
  });

  it('treats a coordinate that was not asked like one that does not exist', () => {
    const view = merge(
      CUSTOMER,
      [said('bank', 'identity.party', { name: 'Ada' })],
      decide({ 'Identity.phones': { bank: 'ALLOW' } }),
    );
    expect(view.datasets.get('identity.party')).toEqual({ shape: 'one', fields: {} });
  });

  it('refuses a decision about another customer, and one that decides a thing twice', () => {
    const twice = decide({ 'Identity.name': { bank: 'WITHHOLD' } });
    const ambiguous = decisionOf([...twice.fields, ...twice.fields]);
    expect(() => merge('C-2', [], twice)).toThrow(/another customer/);
    expect(() => merge(CUSTOMER, [], ambiguous)).toThrow(/twice/);
  });
});

describe('what sources answered', () => {
  const sources = decide({
    'Identity.name': { bank: 'ALLOW', [MX]: 'ALLOW' },
    'CreditScore.value': { [MX]: 'WITHHOLD' },
  });

  it('is null when all of them have no record, and absent when nobody who may answer did', () => {
    const view = merge(CUSTOMER, [said('bank', 'identity.party', null), said(MX, 'credit.score', null)], sources);
    expect([...view.datasets]).toEqual([['identity.party', null]]);
    expect([...view.answers.keys()]).toEqual(['identity.party']);
  });

  it('is a record when one of them has one', () => {
    const view = merge(CUSTOMER, [said('bank', 'identity.party', null), said(MX, 'identity.party', {})], sources);
    expect(view.datasets.get('identity.party')).toEqual({ shape: 'one', fields: {} });
  });
});

describe('several answers of one source', () => {
  it('are one record, each field with the provenance of its own part and the younger part first', () => {
    const mx = { [MX]: 'ALLOW' } as const;
    const view = merge(
      CUSTOMER,
      [
        said(MX, 'identity.party', { name: 'Old', emails: ['a@x.example'] }, { asOf: at('2025-01-01T00:00:00Z') }),
        said(MX, 'identity.party', { name: 'New' }, { asOf: at('2026-01-01T00:00:00Z') }),
        said(MX, 'identity.party', null, { asOf: at('2026-06-01T00:00:00Z') }),
      ],
      decide({ 'Identity.name': mx, 'Identity.emails': mx }),
    );
    expect(one(view, 'identity.party', 'name')).toMatchObject({
      value: 'New',
      survivedBy: 'only-source',
      conflicts: [],
    });
    expect(one(view, 'identity.party', 'emails')?.provenance.asOf).toBe('2025-01-01T00:00:00Z');
  });

  it('are one item where they name the same thing, even if that name was not asked for', () => {
    const bluesky = { 'bluesky-social': 'ALLOW' } as const;
    const view = merge(
      CUSTOMER,
      [
        said('bluesky-social', 'social.activity', [{ network: 'bluesky', posts: 7 }]),
        said('bluesky-social', 'social.activity', [{ network: 'bluesky', likesReceived: 9 }]),
      ],
      decide({ 'SocialActivity.posts': bluesky, 'SocialActivity.likesReceived': bluesky }),
    );
    const merged = view.datasets.get('social.activity');
    expect(merged?.shape === 'many' ? merged.items.map(({ fields }) => fields) : []).toEqual([
      { posts: 7, likesReceived: 9 },
    ]);
  });

  it('stay apart where the name repeats or is missing', () => {
    const mx = { [MX]: 'ALLOW' } as const;
    const view = merge(
      CUSTOMER,
      [
        said(MX, 'credit.account', [
          { accountNumber: '1', accountName: 'a' },
          { accountNumber: '1', accountName: 'b' },
          { accountName: 'c' },
        ]),
        said(MX, 'credit.account', [{ accountNumber: '1', institution: 'd' }, { institution: 'e' }], {
          asOf: at('2020-01-01T00:00:00Z'),
        }),
      ],
      decide({ 'CreditAccount.accountName': mx, 'CreditAccount.institution': mx }),
    );
    const merged = view.datasets.get('credit.account');
    expect(merged?.shape === 'many' ? merged.items.map(({ fields }) => fields) : []).toEqual([
      { institution: 'd' }, { institution: 'e' }, { accountName: 'a' }, { accountName: 'b' }, { accountName: 'c' },
    ]); // prettier-ignore
  });
});

describe('lists', () => {
  it('keep the items of all permitted sources in order of belief, each with the fields its source may give', () => {
    const view = merge(
      CUSTOMER,
      [
        said(MASTERCARD, 'credit.account', [{ accountNumber: '2', accountName: 'two' }]),
        said(MX, 'credit.account', [{ accountNumber: '1', accountName: 'one' }]),
        said('withheld', 'credit.account', [{ accountName: 'three' }]),
      ],
      decide({
        'CreditAccount.accountName': { [MX]: 'ALLOW', [MASTERCARD]: 'MASK', withheld: 'WITHHOLD' },
        'CreditAccount.accountNumber': { [MX]: 'ALLOW', [MASTERCARD]: 'WITHHOLD' },
      }),
    );
    expect(view.datasets.get('credit.account')).toMatchObject({
      shape: 'many',
      items: [
        { fields: { accountNumber: '1', accountName: 'one' }, provenance: { source: MX } },
        { fields: { accountName: 'two' }, provenance: { source: MASTERCARD } },
      ],
    });
  });

  it('are empty only where the sources said so', () => {
    const mx = decide({ 'CreditAccount.institution': { [MX]: 'ALLOW' } });
    const items = (record: readonly { accountName: string }[]) =>
      merge(CUSTOMER, [said(MX, 'credit.account', record)], mx).datasets.get('credit.account');
    expect(items([])).toEqual({ shape: 'many', items: [] });
    expect(items([{ accountName: 'x' }])).toMatchObject({ items: [{ fields: {} }] });
  });
});
