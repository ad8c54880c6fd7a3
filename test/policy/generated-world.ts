/**
 * Random inputs for the properties of `decide`, and the ways in which a permission can be taken away. Small alphabets on
 * purpose: things must meet each other often, or a property would hold because everything is withheld.
 */
import fc from 'fast-check';
import type { Coordinate } from '../../src/domain/classification.ts';
import type { Fact, FactBodies, FactKind, Facts } from '../../src/domain/fact.ts';
import { BANK } from '../../src/domain/sourced.ts';
import type { DecideInput } from '../../src/policy/decide.ts';
import { defaultRules } from '../../src/domain/default-policy.ts';

const ROLES = ['analyst', 'clerk'] as const;
const PURPOSES = ['CREDIT_DECISION', 'SERVICING'];
const RECIPIENTS = ['BANK_INTERNAL', 'AFFILIATE'];
const SOURCES = ['acme-credit', 'zenith-credit'];
const PATTERNS = ['*', 'CreditScore.*', 'CreditScore.value', 'Identity.*'];
const COORDINATES: readonly Coordinate[] = [
  'CreditScore.value',
  'CreditScore.model',
  'Identity.name',
  'Quote.price',
  'Gone.x',
];
const NOW = '2026-06-01T09:00:00Z';
const BEFORE = ['2026-01-01T00:00:00Z', '2026-03-01T00:00:00.123Z', NOW];
const AFTER = ['2026-06-01T09:00:00.5Z', '2026-09-01T00:00:00Z'];

/** Mostly the first, so that permissions are common. */
const mostly = <T>(first: T, ...others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(first) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
const some = <T>(values: readonly T[]): fc.Arbitrary<T[]> =>
  fc.boolean().chain((isAll) => (isAll ? fc.constant([...values]) : fc.subarray([...values])));
const ceiling = fc.constantFrom('ALLOW', 'MASK', 'WITHHOLD');
const window = { from: mostly(BEFORE[0], ...BEFORE, ...AFTER), until: mostly(AFTER[1], ...AFTER, ...BEFORE) };

const factOf = (kind: FactKind, id: string, body: unknown, isIntact = true): unknown => ({
  kind,
  id,
  version: 1,
  hash: 'cd'.repeat(32),
  isIntact,
  body,
});

const role = (id: string) =>
  fc
    .record({
      trust: fc.constantFrom('NORMAL', 'LOW'),
      ceilings: fc.record({ NON_PERSONAL: ceiling, C1: ceiling, C2: ceiling, C3: ceiling }),
      stepUp: fc.constantFrom({}, { C2: 'ALLOW' }, { C2: 'MASK' }),
      customers: mostly('ALL', 'OWN_BRANCH', 'OWN_BOOKS'),
    })
    .map((body) => factOf('role', id, { ...body, capabilities: [] }));

const grant = fc.record({
  coordinates: some(PATTERNS),
  purposes: some(PURPOSES),
  recipients: some(RECIPIENTS),
  actions: some(['VIEW', 'EXPORT']),
  maxDisclosure: fc.constantFrom('ALLOW', 'MASK'),
  cacheTtlS: fc.nat(9),
  retentionDays: fc.nat(9),
  constraints: mostly({}, { other: 'x' }),
});

const agreements = (source: string) =>
  fc
    .uniqueArray(
      fc.record({ id: fc.constantFrom('A', 'B'), termsVersion: fc.integer({ min: 1, max: 3 }), ...window,
        state: mostly('ACTIVE', 'SUSPENDED', 'EXPIRED', 'SIGNED'), grants: fc.array(grant, { maxLength: 2 }), intact: mostly(true, false) }),
      { maxLength: 3, selector: ({ id, termsVersion }) => `${id}/${termsVersion}` },
    )
    .map((all) =>
      all.map(({ id, termsVersion, from, until, state, grants, intact }) => {
        const terms = { partnerId: source, effectiveFrom: from, effectiveUntil: until, grants };
        return factOf('agreement', `${source}-${id}/${termsVersion}`, { termsVersion, state, terms }, intact);
      }),
    ); // prettier-ignore

export const consents = (customerId: string) =>
  fc
    .array(
      fc.record({ state: mostly('GRANTED', 'WITHDRAWN', 'SUPERSEDED', 'REFUSED'), purpose: mostly(...(PURPOSES as [string])),
        coordinates: some(PATTERNS), recipients: some(RECIPIENTS), sources: mostly<string | string[]>('*', SOURCES.slice(0, 1)), ...window, intact: mostly(true, false), form: mostly('WRITTEN', 'SEPARATE', 'GENERAL'),
        notice: fc.constantFrom({ id: 'N-1', version: 2, language: 'en' }, { id: 'N-2', version: 1, language: 'en' }),
        givenBy: fc.constantFrom({ kind: 'CUSTOMER' }, { kind: 'GUARDIAN', guardianship: 'G-1' }) }),
      { maxLength: 3 },
    )
    .map((all) =>
      all.map(({ from, until, intact, ...body }, i) =>
        factOf('consent', `${customerId}-K${i}`, { ...body, customerId, grantedAt: from, expiresAt: until }, intact) as Fact<'consent'>,
      ),
    ); // prettier-ignore

const caller = some(ROLES).map((roles) => ({
  subject: 'ana', application: 'desk', roles, expiresAtS: 0, branch: 'SH', books: ['B-1'],
})); // prettier-ignore

const principal = fc
  .record({ isEnabled: mostly(true, false), roles: some(ROLES), recipientClass: mostly('BANK_INTERNAL', 'AFFILIATE'),
    scope: mostly<unknown>({ legalEntities: '*', branches: '*' }, { legalEntities: ['CN'], branches: [] }) })
  .map((body) => factOf('principal', 'desk', body)); // prettier-ignore

const purpose = fc
  .record({ state: mostly('IN_USE', 'RETIRED'), roles: some(ROLES),
    lawfulBasis: fc.constantFrom('CONSENT', 'CONSENT', 'CONTRACT', 'LEGAL_OBLIGATION') })
  .map((body) => factOf('purpose', 'CREDIT_DECISION', body)); // prettier-ignore

/** Without joint masks: those lower one field because of another, so taking away a permission may show more of a third (see joint.test.ts). */
const policy = fc
  .record({
    assessmentFor: fc.constantFrom({ classes: [], purposes: [] }, { classes: ['C2'], purposes: [] }, { classes: [], purposes: ['CREDIT_DECISION'] }),
    consentForms: mostly<unknown[]>([], [{ form: 'WRITTEN', because: 'x', coordinates: ['CreditScore.*'] }], [{ form: 'SEPARATE', because: 'x' }]),
  })
  .map((rules) => factOf('policy', 'POLICY', { ...defaultRules(['schema-7']), number: 1, documentHash: '', ...rules })); // prettier-ignore

const elevations = fc
  .array(fc.record({ state: mostly('GRANTED', 'REVOKED'), coordinates: some(PATTERNS), until: mostly(AFTER[0], ...BEFORE), intact: mostly(true, false) }), { maxLength: 2 })
  .map((all) =>
    all.map(({ intact, ...body }, i) =>
      factOf('elevation', `S-${i}`, { ...body, customerId: 'C-1', caller: 'ana', application: 'desk', purpose: 'CREDIT_DECISION',
        decidedBy: 'bo', decidedAt: BEFORE[0] }, intact),
    ),
  ); // prettier-ignore

const assessments = fc
  .array(fc.record({ state: mostly('APPROVED', 'WITHDRAWN'), sources: mostly<unknown>('*', ['acme-credit']), validUntil: mostly(AFTER[1], NOW), intact: mostly(true, false) }), { minLength: 1, maxLength: 2 })
  .map((all) =>
    all.map(({ intact, ...body }, i) =>
      factOf('assessment', `P-${i}`, { ...body, purposes: PURPOSES, classes: ['NON_PERSONAL', 'C1', 'C2'], validFrom: BEFORE[0] }, intact),
    ),
  ); // prettier-ignore

const guardianships = mostly('RECORDED', 'ENDED').map((state) => [
  factOf('guardianship', 'G-1', { customerId: 'C-1', state }),
]);

const notices = mostly('IN_USE', 'RETIRED').map(
  (state) => new Map([['N-1', factOf('notice', 'N-1', { state, acceptedFrom: 2 })]]),
);

const facts = fc
  .record({
    principal,
    roles: fc.tuple(...ROLES.map(role)),
    purpose,
    subject: fc
      .record({ state: mostly('NORMAL', 'RESTRICTED', 'ERASED'), isMinor: mostly(false, true) })
      .map((body) => factOf('subject', 'C-1', { ...body, legalEntity: 'CN', branch: 'SH', book: 'B-1' })),
    partners: fc.tuple(...SOURCES.map((id) => mostly('ACTIVE', 'SUSPENDED').map((state) => factOf('partner', id, { state })))),
    agreements: fc.tuple(...SOURCES.map(agreements)),
    consents: consents('C-1'),
    policy,
    elevations,
    assessments,
    guardianships,
    notices,
  })
  .map((one) => ({
    ...one,
    decidedAt: NOW,
    disclosedToday: [],
    partners: new Map(SOURCES.map((id, i) => [id, one.partners[i]])),
    agreements: new Map(SOURCES.map((id, i) => [id, one.agreements[i]])),
  })); // prettier-ignore

export const input: fc.Arbitrary<DecideInput> = fc.record({ facts, caller }).map(
  (one) =>
    ({
      ...one,
      customerId: 'C-1',
      purposeId: 'CREDIT_DECISION',
      action: 'VIEW',
      customersAsked: 1,
      predicates: [],
      approvedExport: null,
      schemaHash: 'schema-7',
      coordinates: COORDINATES,
      candidates: () => [...SOURCES, BANK],
      catalogue: new Map([
        ['CreditScore.value', { class: 'C2', kind: 'SCORE', mask: 'BAND', step: '50' }],
        ['CreditScore.model', { class: 'C1', kind: 'LABEL' }],
        ['Identity.name', { class: 'C2', kind: 'PERSON_NAME', mask: 'PERSON_NAME' }],
        ['Quote.price', { class: 'NON_PERSONAL', kind: 'PRICE' }],
      ]),
    }) as unknown as DecideInput,
);

export const withFacts = (one: DecideInput, change: Partial<Facts>): DecideInput => ({
  ...one,
  facts: { ...one.facts, ...change },
});

export const changed = <K extends FactKind>(fact: Fact<K>, change: Partial<FactBodies[K]>): Fact<K> => ({
  ...fact,
  body: { ...fact.body, ...change },
});

/** What can be taken away, by name. `pick` chooses among several of a kind. */
export const REVOCATIONS: Readonly<Record<string, (one: DecideInput, pick: number) => DecideInput>> = {
  'withdrawing a consent': (one, pick) =>
    withFacts(one, { consents: replace(one.facts.consents, pick, (consent) => changed(consent, { state: 'WITHDRAWN' })) }),
  'tampering with a consent': (one, pick) =>
    withFacts(one, { consents: replace(one.facts.consents, pick, (consent) => ({ ...consent, isIntact: false })) }),
  'suspending an agreement': (one, pick) =>
    withFacts(one, { agreements: eachSource(one, pick, (version) => changed(version, { state: 'SUSPENDED' })) }),
  'ending an agreement early': (one, pick) =>
    withFacts(one, {
      agreements: eachSource(one, pick, (version) =>
        changed(version, { terms: { ...version.body.terms, effectiveUntil: one.facts.decidedAt } }),
      ),
    }),
  'dropping a grant': (one, pick) =>
    withFacts(one, {
      agreements: eachSource(one, pick, (version) =>
        changed(version, { terms: { ...version.body.terms, grants: version.body.terms.grants.slice(1) } }),
      ),
    }),
  'dropping a role of the caller': (one, pick) => ({
    ...one,
    caller: { ...one.caller, roles: one.caller.roles.filter((name) => name !== ROLES[pick % 2]) },
  }),
  'dropping a role of the purpose': (one, pick) => {
    const { purpose: asked } = one.facts;
    const roles = asked?.body.roles.filter((name) => name !== ROLES[pick % 2]) ?? [];
    return withFacts(one, { purpose: asked && changed(asked, { roles }) });
  },
  'lowering a ceiling': (one, pick) =>
    withFacts(one, {
      roles: replace(one.facts.roles, pick, (held) => changed(held, { ceilings: { ...held.body.ceilings, C2: lower(held.body.ceilings.C2) } })),
    }),
  'lowering trust': (one, pick) =>
    withFacts(one, { roles: replace(one.facts.roles, pick, (held) => changed(held, { trust: 'LOW' })) }),
  'suspending a partner': (one, pick) => {
    const id = SOURCES[pick % 2] ?? '';
    const partners = new Map(one.facts.partners);
    const partner = partners.get(id);
    if (partner) partners.set(id, changed(partner, { state: 'SUSPENDED' }));
    return withFacts(one, { partners });
  },
  'disabling the application': (one) =>
    withFacts(one, { principal: one.facts.principal && changed(one.facts.principal, { isEnabled: false }) }),
  'revoking a step-up': (one, pick) =>
    withFacts(one, { elevations: replace(one.facts.elevations, pick, (lift) => changed(lift, { state: 'REVOKED' })) }),
  'tampering with a step-up': (one, pick) =>
    withFacts(one, { elevations: replace(one.facts.elevations, pick, (lift) => ({ ...lift, isIntact: false })) }),
  'withdrawing an impact assessment': (one, pick) =>
    withFacts(one, { assessments: replace(one.facts.assessments, pick, (held) => changed(held, { state: 'WITHDRAWN' })) }),
  'asking for an impact assessment of every class': (one) =>
    withFacts(one, { policy: one.facts.policy && changed(one.facts.policy, { assessmentFor: { classes: ['NON_PERSONAL', 'C1', 'C2'], purposes: [] } }) }),
  'asking for written consent': (one) =>
    withFacts(one, { policy: one.facts.policy && changed(one.facts.policy, { consentForms: [{ form: 'WRITTEN', because: 'x' }] }) }),
  'ending a guardianship': (one, pick) =>
    withFacts(one, { guardianships: replace(one.facts.guardianships, pick, (held) => changed(held, { state: 'ENDED' })) }),
  'finding that the customer is a minor': (one) =>
    withFacts(one, { subject: one.facts.subject && changed(one.facts.subject, { isMinor: true }) }),
  'retiring a notice': (one) =>
    withFacts(one, { notices: new Map([...one.facts.notices].map(([id, notice]) => [id, changed(notice, { state: 'RETIRED' })])) }),
  'moving the customer to another branch and book': (one) =>
    withFacts(one, { subject: one.facts.subject && changed(one.facts.subject, { branch: 'SZ', book: 'B-9' }) }),
  'asking for more customers than the policy allows': (one) => ({ ...one, customersAsked: 1_000 }),
  'filtering by a field': (one, pick) => ({ ...one, predicates: [COORDINATES[pick % COORDINATES.length] ?? 'Gone.x'] }),
  'restricting the customer': (one) =>
    withFacts(one, {
      subject: one.facts.subject && changed(one.facts.subject, { state: one.facts.subject.body.state === 'ERASED' ? 'ERASED' : 'RESTRICTED' }),
    }),
}; // prettier-ignore

const lower = (before: 'ALLOW' | 'MASK' | 'WITHHOLD') => (before === 'ALLOW' ? 'MASK' : 'WITHHOLD');

const replace = <T>(all: readonly T[], pick: number, change: (one: T) => T): T[] =>
  all.map((one, i) => (i === pick % all.length ? change(one) : one));

function eachSource(
  { facts: { agreements: before } }: DecideInput,
  pick: number,
  change: (version: Fact<'agreement'>) => Fact<'agreement'>,
): Facts['agreements'] {
  return new Map([...before].map(([source, versions]) => [source, replace(versions, pick, change)]));
}
