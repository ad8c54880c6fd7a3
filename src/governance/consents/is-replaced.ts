/**
 * Does a new consent say all that an older live one of the customer says, so that only the new one counts from now on? Pure. Without it,
 * withdrawing the new one would leave the old one standing.
 */
import type { Consent, ConsentForm } from '../../domain/consent.ts';
import { epochMsOf, type Instant } from '../../domain/instant.ts';
import { isSame } from '../../domain/same.ts';
import { coversPatterns, coversSources, includesAll } from '../covers-patterns.ts';
import type { ConsentGrant } from './port.ts';

const STRENGTH: Readonly<Record<ConsentForm, number>> = { GENERAL: 0, SEPARATE: 1, WRITTEN: 2 };

export const isReplaced = (older: Consent, newer: Consent, now: Instant): boolean =>
  older.state === 'GRANTED' &&
  older.purpose === newer.purpose &&
  coversPatterns(newer.coordinates, older.coordinates) &&
  includesAll(newer.recipients, older.recipients) &&
  coversSources(newer.sources, older.sources) &&
  STRENGTH[newer.form] >= STRENGTH[older.form] &&
  looksBackAsFar(newer, older) &&
  startsAsEarly(newer, older, now);

/** The same grant by the same officer once more, whose answer was lost: there is one consent, and its id is the one to withdraw. */
export const isSaidAgain = (known: Consent, given: ConsentGrant, by: string): boolean =>
  known.state === 'GRANTED' &&
  known.recordedBy === by &&
  isSame(given, Object.fromEntries(Object.entries(known).filter(([name]) => !RECORDED.has(name))));

/** What the recording adds to what was given. */
const RECORDED: ReadonlySet<string> = new Set([
  'state',
  'grantedAt',
  'requestedAt',
  'recordedBy',
] satisfies (keyof Consent)[]);

const looksBackAsFar = ({ lookBackDays }: Consent, older: Consent): boolean =>
  lookBackDays === undefined || (older.lookBackDays !== undefined && older.lookBackDays <= lookBackDays);

/** One that starts next week leaves this week to the older one. */
const startsAsEarly = ({ startsAt }: Consent, older: Consent, now: Instant): boolean =>
  startsAt === undefined ||
  epochMsOf(startsAt) <= epochMsOf(now) ||
  (older.startsAt !== undefined && epochMsOf(startsAt) <= epochMsOf(older.startsAt));
