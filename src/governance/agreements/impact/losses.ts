/**
 * What each registered application would lose for each purpose: one decision with and one without the agreement for each group of
 * customers, counted for all of the group. An application asks with all its roles that the purpose admits: the most it could see.
 */
import type { Coordinate } from '../../../domain/classification.ts';
import type { Caller } from '../../../domain/caller.ts';
import type { Fact, Facts } from '../../../domain/fact.ts';
import { listAll } from '../list-all.ts';
import { compare } from './compare.ts';
import type { Group, Groups } from './group-customers.ts';
import type { ImpactParts, Loss } from './port.ts';

interface Question {
  readonly purposes: readonly string[];
  readonly covered: readonly Coordinate[];
  readonly groups: Groups;
}

/** Customers in one snapshot. */
const AT_ONCE = 500;

/** `losing`: indices of customers of whom anybody loses anything. */
export async function lossesOf(
  parts: ImpactParts,
  version: Fact<'agreement'>,
  { purposes, covered, groups }: Question,
): Promise<{ readonly losses: readonly Loss[]; readonly losing: ReadonlySet<number> }> {
  const losing = new Set<number>();
  const losses: Loss[] = [];
  for (const application of await listAll(parts.rules, 'principal', {})) {
    for (const purposeId of purposes) {
      const purpose = await parts.rules.read('purpose', purposeId);
      const roles = application.body.roles.filter((role) => purpose?.body.roles.includes(role) === true);
      if (roles.length === 0 || !application.body.isEnabled) continue;
      const asker = { application: application.id, roles, purposeId };
      const concerned = groups.groups.filter((group) => group.purpose === purposeId);
      const tally = await tallyOf(parts, version, asker, { covered, groups: concerned });
      if (tally.fields.size === 0) continue;
      for (const member of tally.members) losing.add(member);
      const fields = [...tally.fields].map(([coordinate, counts]) => ({ coordinate, ...counts }));
      losses.push({ application: application.id, purpose: purposeId, customers: tally.members.size, fields });
    }
  }
  return { losses, losing };
}

interface Asker {
  readonly application: string;
  readonly roles: readonly string[];
  readonly purposeId: string;
}

/** A `sub` to whom nothing was shown today. */
const ANYBODY = 'anybody';

/** Somebody of the customer's own branch, who keeps the customer's book. */
function anybody({ application, roles }: Asker, { subject }: Facts): Caller {
  const { branch, book } = subject?.body ?? {};
  return {
    subject: ANYBODY,
    application,
    roles,
    expiresAtS: 0,
    ...(branch === undefined ? {} : { branch }),
    ...(book === undefined ? {} : { books: [book] }),
  };
}

interface Tally {
  readonly members: Set<number>;
  readonly fields: Map<Coordinate, { withheld: number; masked: number }>;
}

async function tallyOf(
  { facts, catalogue, schemaHash, candidates }: ImpactParts,
  version: Fact<'agreement'>,
  asker: Asker,
  { covered, groups }: { readonly covered: readonly Coordinate[]; readonly groups: readonly Group[] },
): Promise<Tally> {
  const { application, roles, purposeId } = asker;
  const tally: Tally = { members: new Set(), fields: new Map() };
  for (let from = 0; from < groups.length; from += AT_ONCE) {
    const page = groups.slice(from, from + AT_ONCE);
    const snapshot = await facts.snapshot({
      application,
      roles,
      person: ANYBODY,
      purposeId,
      customerIds: page.map((one) => one.customerId),
    });
    for (const { customerId, members } of page) {
      const known = snapshot.get(customerId);
      if (known === undefined) continue;
      const caller = anybody(asker, known);
      const input = { facts: known, customerId, purposeId, caller, coordinates: covered, candidates, catalogue, action: 'VIEW', customersAsked: 1, predicates: [], approvedExport: null, schemaHash } as const; // prettier-ignore
      const lost = compare(input, version);
      if (lost.length > 0) members.forEach((member) => tally.members.add(member));
      for (const { coordinate, left } of lost) {
        const counts = tally.fields.get(coordinate) ?? { withheld: 0, masked: 0 };
        counts[left === 'MASK' ? 'masked' : 'withheld'] += members.length;
        tally.fields.set(coordinate, counts);
      }
    }
  }
  return tally;
}
