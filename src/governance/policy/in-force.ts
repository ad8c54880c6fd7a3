/**
 * The policy document in force, put together from the facts that decisions read. A part that somebody edited outside the gateway counts as it
 * was last recorded; where that is lost too, as absent.
 */
import { defaultRules } from '../../domain/default-policy.ts';
import type { Fact } from '../../domain/fact.ts';
import { documentOf, POLICY_ID, type PolicyDocument } from '../../domain/policy.ts';
import type { RuleStore } from '../port.ts';

export type ReadRules = Pick<RuleStore, 'read' | 'readVersion' | 'list'>;

export interface InForce {
  /** 0: no policy. */
  readonly number: number;
  /** Of the fact `policy`, for telling whether it is still the same one. */
  readonly version: number;
  readonly document: PolicyDocument;
  readonly documentHash: string;
  readonly isIntact: boolean;
}

export function nothingInForce(hashOf: (value: unknown) => string): InForce {
  const document = { roles: {}, purposes: {}, applications: {}, rules: defaultRules([]) };
  return { number: 0, version: 0, document, documentHash: hashOf(document), isIntact: false };
}

type DocumentKind = 'role' | 'purpose' | 'principal';

const AT_ONCE = 100;

export async function readInForce(rules: ReadRules, hashOf: (value: unknown) => string): Promise<InForce> {
  const stored = await rules.read('policy', POLICY_ID);
  const policy = stored === null ? null : await asRecorded(rules, stored);
  const [roles, purposes, applications] = [
    await readAll(rules, 'role'),
    await readAll(rules, 'purpose'),
    await readAll(rules, 'principal'),
  ];
  const body = policy?.body ?? { ...defaultRules([]), number: 0, documentHash: '' };
  const document = documentOf({
    roles: roles.bodies,
    purposes: purposes.bodies,
    applications: applications.bodies,
    policy: body,
  });
  const documentHash = hashOf(document);
  const areIntact = [roles, purposes, applications].every((part) => part.areIntact);
  return {
    number: body.number,
    version: stored?.version ?? 0,
    document,
    documentHash,
    isIntact: areIntact && stored?.isIntact !== false && documentHash === body.documentHash,
  };
}

async function readAll<K extends DocumentKind>(rules: ReadRules, kind: K) {
  const bodies: (readonly [string, Fact<K>['body']])[] = [];
  let areIntact = true;
  for (let after: string | undefined, hasMore = true; hasMore;) {
    const page = await rules.list(kind, {}, { first: AT_ONCE, ...(after === undefined ? {} : { after }) });
    for (const { node, cursor } of page.items) {
      const fact = await asRecorded(rules, node);
      areIntact &&= node.isIntact;
      if (fact !== null) bodies.push([fact.id, fact.body]);
      after = cursor;
    }
    hasMore = page.hasNextPage && page.items.length > 0;
  }
  return { bodies: Object.fromEntries(bodies), areIntact };
}

async function asRecorded<K extends DocumentKind | 'policy'>(rules: ReadRules, fact: Fact<K>): Promise<Fact<K> | null> {
  if (fact.isIntact) return fact;
  const recorded = await rules.readVersion(fact.kind, fact.id, fact.version);
  return recorded?.isIntact === true ? recorded : null;
}
