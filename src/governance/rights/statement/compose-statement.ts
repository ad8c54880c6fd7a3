/**
 * Puts a statement together: what is held, from whom, on what right, who read it. In clear, so it is made only for a request that was
 * approved, and leaves only after its digest stands in the log. What could not be read is named, never left out silently.
 */
import type { Consent } from '../../../domain/consent.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { Fact } from '../../../domain/fact.ts';
import type { RuleStore } from '../../port.ts';
import { openClaim } from '../claim.ts';
import type { RightsParts } from '../parts.ts';
import type { Held, RightsFact } from '../port.ts';
import type { RecordRight, StatedClaim, StatedConsent, StatedPurpose, StatedRecord, Statement } from './content.ts';
import { type Accesses, readAccesses } from './read-accesses.ts';
import { stateElevation, stateGuardianship, stateNotification } from './state-others.ts';

export async function composeStatement(parts: RightsParts, { id, body }: RightsFact): Promise<Statement> {
  const { customerId } = body;
  const isCopy = body.right === 'COPY';
  const [held, accesses] = await Promise.all([parts.held.readAll(customerId), readAccesses(parts, customerId)]);
  const consents = await allOf(parts.rules, 'consent', customerId);
  const records = await Promise.all(held.records.map((record) => stateRecord(parts.rules, record, consents, accesses)));
  const purposes = new Set([
    ...accesses.readings.map(({ purpose }) => purpose),
    ...consents.map(({ body: consent }) => consent.purpose),
  ]);
  const missing = [...held.unreadable, ...(accesses.isCut ? ['bank:log'] : [])];
  return {
    statement: isCopy ? 'COPY' : 'ACCESS',
    version: 1,
    requestId: id,
    customerId,
    madeAt: parts.now(),
    handedTo: isCopy ? (body.about ?? null) : null,
    isComplete: missing.length === 0,
    missing,
    profile: held.profile,
    ownBasis: OWN_BASIS,
    references: await stateReferences(parts.rules, held),
    records,
    alsoHeld: held.alsoHeld,
    consents: await Promise.all(consents.map((consent) => stateConsent(parts.rules, consent))),
    corrections: await stateClaims(parts, customerId),
    readings: isCopy ? [] : accesses.readings,
    partnersAsked: isCopy ? [] : accesses.partnersAsked,
    ...(isCopy ? { guardianships: [], elevations: [], notifications: [] } : await stateOthers(parts, customerId)),
    purposes: await statePurposes(parts.rules, purposes),
  };
}

async function stateOthers(
  { rules, notificationsOf }: RightsParts,
  customerId: string,
): Promise<Pick<Statement, 'guardianships' | 'elevations' | 'notifications'>> {
  return {
    guardianships: (await allOf(rules, 'guardianship', customerId)).map(stateGuardianship),
    elevations: (await allOf(rules, 'elevation', customerId)).map(stateElevation),
    notifications: (await notificationsOf(customerId)).map(stateNotification),
  };
}

const AT_ONCE = 100;

async function allOf<K extends 'consent' | 'rights-request' | 'guardianship' | 'elevation'>(
  rules: RuleStore,
  kind: K,
  customerId: string,
): Promise<readonly Fact<K>[]> {
  const found: Fact<K>[] = [];
  let after: string | undefined;
  do {
    const page = await rules.list(
      kind,
      { subjectId: customerId },
      { first: AT_ONCE, ...(after === undefined ? {} : { after }) },
    );
    found.push(...page.items.map(({ node }) => node));
    after = page.hasNextPage ? page.items.at(-1)?.cursor : undefined;
  } while (after !== undefined);
  // What was moved here by hand is somebody else's.
  return found.filter(({ isIntact, body }) => isIntact && body.customerId === customerId);
}

async function stateConsent(rules: RuleStore, { id, version, body }: Fact<'consent'>): Promise<StatedConsent> {
  return {
    id,
    version,
    state: body.state,
    purpose: body.purpose,
    coordinates: body.coordinates,
    recipients: body.recipients,
    sources: body.sources,
    form: body.form,
    notice: { id: body.notice.id, version: body.notice.version, language: body.notice.language },
    grantedAt: body.grantedAt,
    expiresAt: body.expiresAt,
    withdrawnAt: body.withdrawnAt ?? null,
    history: await historyOf(rules, id, version),
  };
}

/** A consent has few versions, one for each state it was in. */
const MAX_VERSIONS = 50;

async function historyOf(rules: RuleStore, id: string, version: number): Promise<StatedConsent['history']> {
  const versions = Array.from({ length: Math.min(version, MAX_VERSIONS) }, (_, before) => before + 1);
  const facts = await Promise.all(versions.map((one) => rules.readVersion('consent', id, one)));
  return facts.flatMap((fact) =>
    fact === null ? [] : [{ version: fact.version, state: fact.body.state, at: sinceOf(fact.body) }],
  );
}

const sinceOf = ({ state, withdrawnAt, endedAt, requestedAt, grantedAt }: Consent): Instant | null => {
  if (state === 'REQUESTED') return requestedAt ?? null;
  return withdrawnAt ?? endedAt ?? grantedAt;
};

const OWN_BASIS: Statement['ownBasis'] = {
  en: 'For the contract with you and because laws on knowing our customers oblige us (PIPL art. 13(1)(2), (3); GDPR art. 6(1)(b), (c)).',
  zh: '为订立、履行与您的合同，以及依法履行客户身份识别等法定义务所必需（《个人信息保护法》第十三条第一款第二项、第三项）。',
};

const titleOf = async (rules: RuleStore, partner: string): Promise<string> =>
  (await rules.read('partner', partner))?.body.title ?? partner;

async function stateReferences(rules: RuleStore, { references }: Held): Promise<Statement['references']> {
  return Promise.all(references.map(async (one) => ({ ...one, partnerTitle: await titleOf(rules, one.partner) })));
}

async function stateRecord(
  rules: RuleStore,
  record: Held['records'][number],
  consents: readonly Fact<'consent'>[],
  accesses: Accesses,
): Promise<StatedRecord> {
  const logged = accesses.rightsOf(record.partner, record.fetchedAt);
  const rights = logged.length > 0 ? logged : await rightsToday(rules, record.partner, consents);
  return { ...record, partnerTitle: await titleOf(rules, record.partner), rights };
}

/** A record that nobody has been shown yet, or that a partner sent by itself. */
async function rightsToday(
  rules: RuleStore,
  partner: string,
  consents: readonly Fact<'consent'>[],
): Promise<readonly RecordRight[]> {
  const { items } = await rules.list('agreement', { partnerId: partner, state: 'ACTIVE' }, { first: 1 });
  const agreement = items[0]?.node.id ?? null;
  const covering = consents.filter(({ body }) => body.state === 'GRANTED' && namesSource(body, partner));
  if (covering.length === 0) return [{ agreement, consent: null, purpose: null }];
  return covering.map(({ id, body }) => ({ agreement, consent: id, purpose: body.purpose }));
}

const namesSource = ({ sources }: Consent, partner: string): boolean => sources === '*' || sources.includes(partner);

async function stateClaims({ rules, vault }: RightsParts, customerId: string): Promise<readonly StatedClaim[]> {
  const requests = await allOf(rules, 'rights-request', customerId);
  const claims = requests.flatMap(({ id, body }) =>
    body.claim === undefined ? [] : [{ id, body, claim: body.claim }],
  );
  return Promise.all(
    claims.map(async ({ id, body, claim }) => ({
      requestId: id,
      coordinate: claim.coordinate,
      source: claim.source,
      state: body.state,
      claimed: await openClaim(vault, customerId, id, claim).catch(() => null),
    })),
  );
}

export async function statePurposes(rules: RuleStore, ids: Iterable<string>): Promise<readonly StatedPurpose[]> {
  const facts = await Promise.all([...ids].sort().map((id) => rules.read('purpose', id)));
  return facts.flatMap((fact) => (fact === null ? [] : [statePurpose(fact)]));
}

export const statePurpose = ({ id, body }: Fact<'purpose'>): StatedPurpose => ({
  id,
  title: body.title,
  description: body.description,
  lawfulBasis: body.lawfulBasis,
  isAutomatedDecision: body.isAutomatedDecision === true,
});
