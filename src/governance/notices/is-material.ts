/**
 * Does a new version of a notice ask for new consents (PIPL art. 14: purpose, method or category changed)? A mere rewording does not, nor
 * does dropping something. Pure.
 */
import type { NoticeVersion } from '../../domain/notice.ts';
import { coversPatterns, coversSources, includesAll } from '../covers-patterns.ts';

export type Told = Pick<NoticeVersion, 'purposes' | 'coordinates' | 'recipients' | 'sources' | 'method'>;

export const isMaterial = (before: Told, after: Told): boolean =>
  before.method.trim() !== after.method.trim() ||
  !includesAll(before.purposes, after.purposes) ||
  !coversPatterns(before.coordinates, after.coordinates) ||
  !includesAll(before.recipients, after.recipients) ||
  !coversSources(before.sources, after.sources);
