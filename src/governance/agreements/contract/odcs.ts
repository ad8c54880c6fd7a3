/**
 * What we read of the Open Data Contract Standard v3.1.0 (Bitol, LF AI & Data; bitol-io.github.io/open-data-contract-standard): its sections
 * and their members, closed as the standard's own schema closes them. A member that the standard does not know is refused with its path;
 * one that it knows but our terms have no place for is taken here and listed as not taken (see from-odcs.ts).
 */
import { z } from 'zod';

export const API_VERSION = 'v3.1.0';

const text = z.string().max(4_000);
const anything = z.unknown();
const list = z.array(anything);

const customProperty = z.strictObject({
  id: text.optional(),
  property: text,
  value: anything,
  description: text.optional(),
});

const property = z.looseObject({ name: text, classification: text.optional() });
const object = z.looseObject({ name: text, properties: z.array(property).max(500).optional() });

const server = z.looseObject({ server: text, type: text });

const slaProperty = z.strictObject({
  id: text.optional(), property: text, value: z.union([text, z.number(), z.boolean(), z.null()]), valueExt: anything.optional(),
  unit: text.optional(), element: text.optional(), driver: text.optional(), description: text.optional(), scheduler: text.optional(),
  schedule: text.optional(), customProperties: list.optional(),
}); // prettier-ignore

const supportItem = z.strictObject({
  id: text.optional(), channel: text, url: text.optional(), description: text.optional(), tool: text.optional(), scope: text.optional(),
  invitationUrl: text.optional(), customProperties: list.optional(),
}); // prettier-ignore

const price = z.strictObject({
  id: text.optional(),
  priceAmount: z.number().optional(),
  priceCurrency: text.optional(),
  priceUnit: text.optional(),
});

export const odcs = z.strictObject({
  version: text,
  kind: z.literal('DataContract'),
  apiVersion: z.literal(API_VERSION),
  id: text,
  status: text,
  name: text.optional(),
  servers: z.array(server).max(20).optional(),
  schema: z.array(object).max(100).optional(),
  support: z.array(supportItem).max(20).optional(),
  price: price.optional(),
  slaProperties: z.array(slaProperty).max(500).optional(),
  customProperties: z.array(customProperty).max(200).optional(),
  tenant: text.optional(), domain: text.optional(), dataProduct: text.optional(), contractCreatedTs: text.optional(),
  slaDefaultElement: text.optional(), tags: list.optional(), description: anything.optional(), team: anything.optional(),
  roles: list.optional(), authoritativeDefinitions: list.optional(),
}); // prettier-ignore

export type Odcs = z.infer<typeof odcs>;

const days = z.number().int();
const code = z.string().max(80);
const money = z.strictObject({ amount: z.string().max(40), currency: code });

/** Terms that the standard has no member for, as `customProperties` of these names. */
export const ownTerms = z.strictObject({
  agreementKind: z.enum(['PROVIDE', 'ENTRUST', 'LICENCE_IN', 'JOINT']),
  securityMeasures: text,
  residency: code,
  internalUse: z.boolean(),
  redistribution: z.boolean(),
  derivation: z.boolean(),
  endOfTerm: z.enum(['RETURN', 'DELETE']),
  endOfTermDays: days.optional(),
  renewal: z.enum(['NONE', 'AUTOMATIC', 'BY_AGREEMENT']).optional(),
  noticeDays: days.optional(),
  reviewOn: code.optional(),
  assessmentId: z.string().max(200).optional(),
  jurisdiction: code.optional(),
  budget: z
    .strictObject({
      callsPerDay: days.optional(), callsPerMonth: days.optional(), unattendedCallsPerDay: days.optional(),
      unattendedCallsPerMonth: days.optional(), pricePerCall: money.optional(), moneyPerDay: money.optional(), moneyPerMonth: money.optional(),
    })
    .optional(), // prettier-ignore
  grants: z
    .array(
      z.strictObject({
        coordinates: z.array(z.string().max(250)).max(200),
        purposes: z.array(code).max(100),
        recipients: z.array(z.enum(['BANK_INTERNAL', 'AFFILIATE', 'PROCESSOR', 'THIRD_PARTY'])).max(4),
        actions: z.array(z.enum(['VIEW', 'DERIVE', 'EXPORT'])).max(3),
        maxDisclosure: z.enum(['ALLOW', 'MASK']),
      }),
    )
    .max(100),
});

export type OwnTerms = z.infer<typeof ownTerms>;

/** What an export says about the version beside its terms: read back only to notice terms that changed on the way. */
export const ABOUT_VERSION = ['termsHash', 'state'] as const;

/** Members of the contract that the terms hold somewhere. Anything else that is there is listed as not taken. */
export const TAKEN = [
  'kind', 'apiVersion', 'id', 'version', 'status', 'name', 'servers', 'schema', 'support', 'price', 'slaProperties', 'customProperties',
] as const; // prettier-ignore

/** The times of one grant stand among the service levels, under these ids: `grant-1-freshness`, `grant-1-retention`. */
export const slaId = (grant: number, what: 'freshness' | 'retention'): string => `grant-${grant + 1}-${what}`;
