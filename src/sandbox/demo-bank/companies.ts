/**
 * The demo bank's companies. The first sixty are listed under invented tickers; the next forty are subsidiaries of listed
 * ones and share their tickers.
 */
import { chanceOf, pickOf } from './draw.ts';
import { addressOf, type DemoParty } from './demo-customer.ts';
import { BRANDS, HAN_BRANDS, HAN_TRADES, TRADES } from './names.ts';
import { employerNumberOf, phoneOf, socialCreditCodeOf } from './numbers.ts';
import { AMERICAN_PLACES, CHINESE_PLACES, type Place } from './places.ts';

export const LISTED = 60;
const SUBSIDIARIES = 40;

const CHINESE = 0.5;
const MOVED = 0.4;

interface CompanyName {
  readonly full: string;
  readonly slug: string;
}

/** `index`: how many companies came before this one. */
export function companyOf(id: string, index: number): DemoParty {
  const isListed = index < LISTED;
  const isChinese = !isListed && chanceOf(`${id} chinese`) < CHINESE;
  const places = isChinese ? CHINESE_PLACES : AMERICAN_PLACES;
  const place = pickOf(`${id} place`, places);
  const name = isChinese ? hanCompany(id, place) : writtenCompany(id, index);
  const address = addressOf(id, place);
  const hasMoved = chanceOf(`${id} has moved`) < MOVED;
  const ticker = index < LISTED + SUBSIDIARIES ? tickerOf(index % LISTED) : undefined;
  return {
    id,
    kind: 'COMPANY',
    legalEntity: place.legalEntity,
    branch: place.branch,
    name: name.full,
    givenName: '',
    familyName: '',
    address,
    formerAddress: hasMoved ? addressOf(`${id} former`, pickOf(`${id} former place`, places)) : address,
    bankAddress: address,
    phone: phoneOf(id, place),
    email: `office@${name.slug}.example`,
    handle: name.slug,
    companyRegistration: place.division === '' ? employerNumberOf(id) : socialCreditCodeOf(id, place),
    ...(ticker === undefined ? {} : { ticker }),
    isIssuer: isListed,
  };
}

/** Four letters of a brand's consonants, made different by their number where brands sound alike; every tenth is a share class. */
export function tickerOf(index: number): string {
  const brand = BRANDS[index % BRANDS.length] ?? BRANDS[0];
  const letters = `${brand.charAt(0)}${brand.slice(1).replace(/[aeiou]/g, '')}X`.toUpperCase().slice(0, 3);
  const last = String.fromCharCode(65 + (index % 26));
  return index % 10 === 9 ? `${letters}${last}.A` : `${letters}${last}`;
}

function writtenCompany(id: string, index: number): CompanyName {
  const brand = BRANDS[index % BRANDS.length] ?? BRANDS[0];
  const trade = pickOf(`${id} trade`, TRADES);
  const round = Math.floor(index / BRANDS.length);
  const form = pickOf(`${id} form`, ['Inc.', 'LLC', 'Corp.']);
  const number = round === 0 ? '' : ` ${round + 1}`;
  return {
    full: `${brand} ${trade}${number} ${index < LISTED ? 'Inc.' : form}`,
    slug: `${brand}-${trade}${round === 0 ? '' : `-${round + 1}`}`.toLowerCase(),
  };
}

function hanCompany(id: string, place: Place): CompanyName {
  const [brand, brandLatin] = pickOf(`${id} brand`, HAN_BRANDS);
  const [trade, tradeLatin] = pickOf(`${id} trade`, HAN_TRADES);
  return {
    full: `${place.han}${brand}${trade}有限公司`,
    slug: `${brandLatin}-${tradeLatin}-${id.slice(-3)}`,
  };
}
