/**
 * What the body of a rule must look like where people write it: complete, in the domain's own words, nothing unknown. Knows one body at a
 * time; whether what it names exists is asked elsewhere.
 */
import { z } from 'zod';
import type { RecipientClass } from '../../domain/agreement.ts';
import type { Capability, Ceiling, Partner, Principal, Role } from '../../domain/fact.ts';
import type { LawfulBasis, Purpose, Urgency } from '../../domain/purpose.ts';

/** As tokens may spell them (`client_id`, `roles`), of what can be read on a screen: RFC 6749 §A.1 without the blank. */
export const TOKEN_NAME = /^[\x21-\x7e]{1,256}$/;

/** As `customer(purpose:)` takes it. */
export const PURPOSE_ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

/** Legal entities and branches, as customers are imported with them. */
const PLACE = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** The record must name every member of the type, so that a new one cannot be forgotten here. */
export function oneOf<T extends string>(members: Readonly<Record<T, true>>) {
  const names = Object.keys(members) as T[];
  return z.enum(names, { error: missingOr(`must be one of ${names.join(', ')}`) });
}

export const missingOr =
  (text: string) =>
  ({ input }: { readonly input?: unknown }): string =>
    input === undefined ? 'is missing' : text;

/** Control characters, halves of pairs and what turns the direction of text: whoever approves must read what is written. */
const UNSHOWABLE = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

export const text = (most: number) =>
  z
    .string({ error: missingOr('must be text') })
    .refine((value) => value.trim() !== '' && value.length <= most && !UNSHOWABLE.test(value), {
      error: `must be 1 to ${most} characters on one line`,
    });

export const listOf = <T extends z.ZodType>(item: T) =>
  z
    .array(item, { error: missingOr('must be a list') })
    .refine((list) => new Set(list).size === list.length, { error: 'names something twice' });

export const body = <T extends z.ZodRawShape>(shape: T) =>
  z.strictObject(shape, {
    error: ({ code, input }) => {
      if (code !== 'invalid_type') return undefined;
      return input === undefined ? 'is missing' : 'must be a map';
    },
  });

const roleNames = listOf(z.string({ error: 'must be the id of a role' }));

const PLACES = 'must be "*" or a list of at least one, each 1 to 64 letters, digits, "-" and "_"';

/** Where somebody is told something: the host is fixed here and nowhere else. */
const notifyUrl = z
  .url({ protocol: /^https$/, error: 'must be an https URL' })
  .refine((address) => !address.includes('@'), { error: 'must hold no user name or password' })
  .exactOptional();

const places = z.union(
  [
    z.literal('*'),
    listOf(z.string({ error: PLACES }).regex(PLACE, { error: PLACES })).refine((list) => list.length > 0, {
      error: PLACES,
    }),
  ],
  { error: missingOr(PLACES) },
);

const ceiling = oneOf<Ceiling>({ ALLOW: true, MASK: true, WITHHOLD: true });

const lifted = oneOf<'ALLOW' | 'MASK'>({ ALLOW: true, MASK: true });

export const roleShape = body({
  title: text(200),
  ceilings: body({
    NON_PERSONAL: ceiling,
    C1: ceiling,
    C2: ceiling,
    C3: z.literal('WITHHOLD', {
      error: missingOr('must be WITHHOLD: what authenticates a customer is nobody’s to read'),
    }),
  }),
  trust: oneOf<Role['trust']>({ NORMAL: true, LOW: true }),
  capabilities: listOf(
    oneOf<Capability>({
      'agreement:read': true,
      'agreement:propose': true,
      'agreement:approve': true,
      'agreement:sign': true,
      'agreement:operate': true,
      'consent:read': true,
      'consent:record': true,
      'partner:read': true,
      'partner:operate': true,
      'audit:read': true,
      'notice:publish': true,
      'policy:read': true,
      'policy:propose': true,
      'policy:approve': true,
      'policy:simulate': true,
      'assessment:read': true,
      'assessment:write': true,
      'assessment:approve': true,
      'elevation:request': true,
      'elevation:approve': true,
      'rights:read': true,
      'rights:record': true,
      'rights:decide': true,
      'rights:hold': true,
    }),
  ),
  customers: oneOf<NonNullable<Role['customers']>>({ ALL: true, OWN_BRANCH: true, OWN_BOOKS: true }).exactOptional(),
  stepUp: body({
    NON_PERSONAL: lifted.exactOptional(),
    C1: lifted.exactOptional(),
    C2: lifted.exactOptional(),
  }).exactOptional(),
}) satisfies z.ZodType<Role>;

export const purposeShape = body({
  title: text(200),
  description: text(500),
  state: oneOf<Purpose['state']>({ IN_USE: true, RETIRED: true }),
  lawfulBasis: oneOf<LawfulBasis>({
    CONSENT: true,
    CONTRACT: true,
    LEGAL_OBLIGATION: true,
    VITAL_INTERESTS: true,
    PUBLIC_TASK: true,
    LEGITIMATE_INTERESTS: true,
  }),
  roles: roleNames,
  urgency: oneOf<Urgency>({ CRITICAL: true, INTERACTIVE: true, BATCH: true }).exactOptional(),
  duringRestriction: oneOf<NonNullable<Purpose['duringRestriction']>>({
    STORAGE: true,
    SECURITY: true,
    LEGAL_CLAIMS: true,
  }).exactOptional(),
  customersPerRequest: z
    .int({ error: 'must be a whole number' })
    .min(1, { error: 'must be 1 to 100' })
    .max(100, { error: 'must be 1 to 100' })
    .exactOptional(),
  needsAssessment: z.boolean({ error: 'must be true or false' }).exactOptional(),
  isAutomatedDecision: z.boolean({ error: 'must be true or false' }).exactOptional(),
}) satisfies z.ZodType<Purpose>;

export const applicationShape = body({
  title: text(200),
  isEnabled: z.boolean({ error: missingOr('must be true or false') }),
  roles: roleNames,
  scope: body({ legalEntities: places, branches: places }),
  recipientClass: oneOf<RecipientClass>({ BANK_INTERNAL: true, AFFILIATE: true, PROCESSOR: true, THIRD_PARTY: true }),
  notifyUrl,
}) satisfies z.ZodType<Principal>;

export const partnerShape = body({
  title: text(200),
  kind: oneOf<Partner['kind']>({ CREDIT: true, MARKET: true, SOCIAL: true }),
  state: oneOf<Partner['state']>({ ACTIVE: true, SUSPENDED: true }),
  notifyUrl,
}) satisfies z.ZodType<Partner>;
