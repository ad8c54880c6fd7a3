/**
 * What each partner calls a demo customer. Not every customer is known to every partner. The names of the references are
 * those the connectors declare; a test holds the two together.
 */
import type { PartnerReferences } from '../../domain/customer.ts';
import type { DemoParty } from './demo-customer.ts';
import { chanceOf, digitsOf, uuidOf, wholeOf } from './draw.ts';

type PartnerShares = Readonly<Record<DemoParty['kind'], number>>;

/** Share of customers whom each partner knows. Market vendors know whoever has a ticker. */
const KNOWN: Readonly<Record<string, PartnerShares>> = {
  'mx-credit': { PERSON: 0.65, COMPANY: 0.6 },
  'mastercard-credit': { PERSON: 0.5, COMPANY: 0.7 },
  'bluesky-social': { PERSON: 0.25, COMPANY: 0.4 },
  'pinterest-social': { PERSON: 0.15, COMPANY: 0.3 },
};

const LOCATION_SHARE = 0.7;
const SECOND_VENDOR_SHARE = 0.9;

/** `isKnownTo` may say otherwise than the draw. */
export function referencesOf(
  party: DemoParty,
  isKnownTo: (partner: string) => boolean = (partner) => isDrawn(party, partner),
): ReadonlyMap<string, PartnerReferences> {
  const entries = Object.entries(MADE_BY).flatMap(([partner, make]): [string, PartnerReferences][] => {
    const references = isKnownTo(partner) ? make(party) : null;
    return references === null ? [] : [[partner, references]];
  });
  return new Map(entries);
}

function isDrawn({ id, kind, ticker }: DemoParty, partner: string): boolean {
  const share = KNOWN[partner]?.[kind];
  if (share !== undefined) return chanceOf(`${id} ${partner}`) < share;
  return ticker !== undefined && (partner === 'massive-market' || chanceOf(`${id} ${partner}`) < SECOND_VENDOR_SHARE);
}

const MADE_BY: Readonly<Record<string, (party: DemoParty) => PartnerReferences | null>> = {
  'mx-credit': ({ id }) => ({ userGuid: `USR-${uuidOf(`${id} user`)}`, memberGuid: `MBR-${uuidOf(`${id} member`)}` }),
  'mastercard-credit': mastercardOf,
  'massive-market': ({ ticker }) => (ticker === undefined ? null : { ticker }),
  'finnhub-market': ({ ticker }) => (ticker === undefined ? null : { symbol: ticker }),
  'bluesky-social': ({ handle }) => ({ actor: `${handle.replaceAll('.', '-')}.bsky.example` }),
  'pinterest-social': ({ id }) => ({
    accessToken: `pina_SANDBOX${digitsOf(`${id} token`, 24)}`,
    refreshToken: `pinr_SANDBOX${digitsOf(`${id} refresh`, 24)}`,
  }),
};

/** The customer's number is part of the ids, so that no two customers can draw the same. */
function mastercardOf(party: DemoParty): PartnerReferences {
  const number = party.id.slice(-6);
  const account = {
    customerId: `1${number}${digitsOf(`${party.id} customer`, 3)}`,
    accountId: `5${number}${digitsOf(`${party.id} account`, 3)}`,
    // The vendor's sandbox gives ids ending in 000001 and 000002 a meaning of their own: these end in 3 to 9.
    payRequestId: `7${number}${digitsOf(`${party.id} pay`, 10)}${3 + wholeOf(`${party.id} pay end`, 7)}`,
  };
  const hasLocation = party.kind === 'COMPANY' && chanceOf(`${party.id} location`) < LOCATION_SHARE;
  return hasLocation ? { ...account, ...businessOf(party) } : account;
}

function businessOf({ id, name, address, phone }: DemoParty): PartnerReferences {
  const countryCode = address.country === 'US' ? '1' : '86';
  return {
    locationId: uuidOf(`${id} location`),
    businessName: name,
    businessStreet: address.street ?? '',
    businessCity: address.city ?? '',
    businessState: address.province ?? '',
    businessCountry: address.country ?? '',
    businessPostalCode: address.postalCode ?? '',
    businessPhoneCountryCode: countryCode,
    businessPhone: phone.slice(1 + countryCode.length),
  };
}
