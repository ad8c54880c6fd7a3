/**
 * Numbers of the demo bank's customers: right in form and check character, belonging to nobody.
 */
import { organisationCodeCheck, residentIdCheck, socialCreditCodeCheck } from '../../domain/check-character.ts';
import type { LocalDate } from '../../domain/instant.ts';
import { chanceOf, digitsOf, wholeOf } from './draw.ts';
import type { Place } from './places.ts';

const DAY_MS = 86_400_000;

/** Between 1950 and 2004. */
export const birthDateOf = (id: string): LocalDate =>
  new Date(Date.UTC(1950, 0, 1) + wholeOf(`${id} birth`, 55 * 365) * DAY_MS).toISOString().slice(0, 10) as LocalDate;

/** Sequences 996 to 999 were set aside for people of over a hundred years, so none of these birth dates has one in life. */
export function residentIdOf(id: string, place: Place, birthDate: LocalDate): string {
  const first17 = `${place.division}${birthDate.replaceAll('-', '')}${996 + (Number(id.slice(-6)) % 4)}`;
  return first17 + residentIdCheck(first17);
}

/** A passport number: a document the resident identity mask does not know. */
export const passportOf = (id: string): string => `X${digitsOf(`${id} passport`, 2)}${id.slice(-6)}`;

/** `91`: an enterprise registered with the market regulator. */
export function socialCreditCodeOf(id: string, place: Place): string {
  const organisation = digitsOf(`${id} organisation`, 8);
  const first17 = `91${place.division}${organisation}${organisationCodeCheck(organisation)}`;
  return first17 + socialCreditCodeCheck(first17);
}

/** An employer identification number; the prefix 00 is never assigned. */
export const employerNumberOf = (id: string): string => `00-${digitsOf(`${id} employer`, 7)}`;

/** E.164. American numbers are 555-01xx, which are kept for fiction. */
export function phoneOf(id: string, place: Place): string {
  return place.country === 'US' ? `+1${place.areaCode}55501${digitsOf(`${id} phone`, 2)}` : `+861380000${id.slice(-4)}`;
}

export const postalCodeOf = (id: string, place: Place): string =>
  place.postal + digitsOf(`${id} postal`, (place.country === 'US' ? 5 : 6) - place.postal.length);

export const houseOf = (topic: string): number => 1 + Math.floor(chanceOf(topic) ** 2 * 980);
