/**
 * An agreement version as an Open Data Contract Standard document. Pure. Whatever the standard has a member for stands there; the rest
 * stands in `customProperties`, so that reading the document back gives the same terms to the byte.
 */
import { stringify } from 'yaml';
import {
  type Agreement,
  type AgreementState,
  type AgreementTerms,
  covers,
  type Grant,
} from '../../../domain/agreement.ts';
import type { Catalogue } from '../../../domain/classification.ts';
import { API_VERSION, slaId } from './odcs.ts';

/** The standard's words for where a contract stands. */
const STATUS: Readonly<Record<AgreementState, string>> = {
  DRAFT: 'draft',
  IN_REVIEW: 'proposed',
  APPROVED: 'proposed',
  SIGNED: 'proposed',
  ACTIVE: 'active',
  SUSPENDED: 'deprecated',
  EXPIRED: 'retired',
  TERMINATED: 'retired',
  RETURN_OR_DELETE_PENDING: 'retired',
  CLOSED: 'retired',
};

export function toOdcs(agreement: Agreement, catalogue: Catalogue): string {
  const { terms, agreementId, termsVersion, state, author, approvals } = agreement;
  const document = {
    apiVersion: API_VERSION,
    kind: 'DataContract',
    id: agreementId,
    name: terms.title,
    version: String(termsVersion),
    status: STATUS[state],
    servers: [{ server: terms.partnerId, type: 'custom', description: 'The partner, by the id of its connector.' }],
    schema: schemaOf(terms, catalogue),
    support: [{ id: 'contact', channel: terms.contact }],
    ...priceOf(terms),
    team: {
      name: 'Who agreed',
      members: [
        { username: author, role: 'author' },
        ...approvals.map(({ by }) => ({ username: by, role: 'approver' })),
      ],
    },
    slaProperties: slaOf(terms),
    customProperties: customOf(agreement),
  };
  // No anchors: readers that refuse aliases must be able to read it.
  return stringify(document, { aliasDuplicateObjects: false, lineWidth: 0 });
}

/** Every governed type of which something is granted, with the fields that are. */
export function schemaOf(
  { grants }: Pick<AgreementTerms, 'grants'>,
  catalogue: Catalogue,
): readonly { readonly name: string; readonly properties: readonly SchemaProperty[] }[] {
  const types = new Map<string, SchemaProperty[]>();
  for (const [coordinate, { class: classification }] of catalogue) {
    if (!grants.some((grant) => covers(grant.coordinates, coordinate))) continue;
    const [type = '', name = ''] = coordinate.split('.');
    types.set(type, [...(types.get(type) ?? []), { name, classification }]);
  }
  return [...types]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, properties]) => ({
      name,
      logicalType: 'object',
      properties: properties.sort((a, b) => (a.name < b.name ? -1 : 1)),
    }));
}

export interface SchemaProperty {
  readonly name: string;
  readonly classification: string;
}

/** A price that a YAML number cannot hold exactly stands in the budget only. */
function priceOf({ budget }: AgreementTerms): object {
  const price = budget?.pricePerCall;
  if (price === undefined || String(Number(price.amount)) !== price.amount) return {};
  return { price: { priceAmount: Number(price.amount), priceCurrency: price.currency, priceUnit: 'call' } };
}

const slaOf = (terms: AgreementTerms): readonly object[] => [
  { id: 'effective-from', property: 'generalAvailability', value: terms.effectiveFrom },
  { id: 'effective-until', property: 'endOfLife', value: terms.effectiveUntil },
  { id: 'breach-notice', property: 'timeToNotify', value: terms.breachNoticeHours, unit: 'h', driver: 'regulatory' },
  ...terms.grants.flatMap(({ cacheTtlS, retentionDays, coordinates }, i) => {
    const element = coordinates.join(',');
    return [
      { id: slaId(i, 'freshness'), property: 'freshness', value: cacheTtlS, unit: 's', element },
      {
        id: slaId(i, 'retention'),
        property: 'retention',
        value: retentionDays,
        unit: 'd',
        element,
        driver: 'regulatory',
      },
    ];
  }),
];

function customOf({ terms, termsHash, state }: Agreement): readonly { property: string; value: unknown }[] {
  const own = {
    agreementKind: terms.kind, securityMeasures: terms.securityMeasures, residency: terms.residency, internalUse: terms.internalUse,
    redistribution: terms.redistribution, derivation: terms.derivation, endOfTerm: terms.endOfTerm, endOfTermDays: terms.endOfTermDays,
    renewal: terms.renewal, noticeDays: terms.noticeDays, reviewOn: terms.reviewOn, assessmentId: terms.assessmentId,
    jurisdiction: terms.jurisdiction, budget: terms.budget, grants: terms.grants.map(grantOf), termsHash, state,
  }; // prettier-ignore
  return Object.entries(own).flatMap(([property, value]) => (value === undefined ? [] : [{ property, value }]));
}

/** Its times stand among the service levels. */
const grantOf = ({ coordinates, purposes, recipients, actions, maxDisclosure }: Grant): object => ({
  coordinates,
  purposes,
  recipients,
  actions,
  maxDisclosure,
});
