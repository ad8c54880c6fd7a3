/**
 * The demo bank's persons: Chinese and Western, some with compound surnames, some who moved and did not tell everybody.
 */
import { chanceOf, pickOf } from './draw.ts';
import { addressOf, type DemoParty } from './demo-customer.ts';
import { COMPOUND_SURNAMES, FAMILY_NAMES, GIVEN_NAMES, HAN_GIVEN_NAMES, SURNAMES } from './names.ts';
import { birthDateOf, passportOf, phoneOf, residentIdOf } from './numbers.ts';
import { AMERICAN_PLACES, CHINESE_PLACES, type Place } from './places.ts';

const MAIL_DOMAINS: readonly [string, ...string[]] = ['example.com', 'example.net', 'example.org'];

/** Shares of the persons. */
const CHINESE = 0.6;
const COMPOUND = 0.08;
const MOVED = 0.4;
const BANK_IS_BEHIND = 0.05;

export function personOf(id: string): DemoParty {
  const isChinese = chanceOf(`${id} chinese`) < CHINESE;
  const place = pickOf(`${id} place`, isChinese ? CHINESE_PLACES : AMERICAN_PLACES);
  const name = isChinese ? hanName(id) : writtenName(id);
  const birthDate = birthDateOf(id);
  const address = addressOf(id, place);
  const formerAddress = chanceOf(`${id} has moved`) < MOVED ? formerAddressOf(id, isChinese) : address;
  const handle = `${name.latin}${id.slice(-3)}`;
  return {
    id,
    kind: 'PERSON',
    legalEntity: place.legalEntity,
    branch: place.branch,
    name: name.full,
    givenName: name.given,
    familyName: name.family,
    address,
    formerAddress,
    bankAddress: chanceOf(`${id} bank is behind`) < BANK_IS_BEHIND ? formerAddress : address,
    phone: phoneOf(id, place),
    email: `${handle}@${pickOf(`${id} mail`, MAIL_DOMAINS)}`,
    handle,
    birthDate,
    documentNumber: documentOf(id, place, birthDate),
    isIssuer: false,
  };
}

const formerAddressOf = (id: string, isChinese: boolean) =>
  addressOf(`${id} former`, pickOf(`${id} former place`, isChinese ? CHINESE_PLACES : AMERICAN_PLACES));

const documentOf = (id: string, place: Place, birthDate: ReturnType<typeof birthDateOf>): string =>
  place.division === '' ? passportOf(id) : residentIdOf(id, place, birthDate);

interface Name {
  readonly full: string;
  readonly given: string;
  readonly family: string;
  /** Lower-case ASCII. */
  readonly latin: string;
}

function hanName(id: string): Name {
  const isCompound = chanceOf(`${id} compound`) < COMPOUND;
  const [family, familyLatin] = pickOf(`${id} family`, isCompound ? COMPOUND_SURNAMES : SURNAMES);
  const [given, givenLatin] = pickOf(`${id} given`, HAN_GIVEN_NAMES);
  return { full: family + given, given, family, latin: `${familyLatin}.${givenLatin}` };
}

function writtenName(id: string): Name {
  const given = pickOf(`${id} given`, GIVEN_NAMES);
  const family = pickOf(`${id} family`, FAMILY_NAMES);
  const latin = `${given}.${family}`.toLowerCase().replace(/[^a-z.]/g, '');
  return { full: `${given} ${family}`, given, family, latin };
}
