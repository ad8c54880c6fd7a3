/**
 * What customers are told before they consent. Errors: FORBIDDEN, INVALID_INPUT, AUDIT_UNAVAILABLE.
 */
import type { Fact } from '../../domain/fact.ts';
import type { NoticeVersion } from '../../domain/notice.ts';
import type { Actor, Page, PageRequest } from '../port.ts';

/** One text of one version. */
export interface NoticeText {
  readonly noticeId: string;
  readonly version: number;
  /** BCP 47. */
  readonly language: string;
  readonly text: string;
}

export interface NoticeDraft extends Pick<
  NoticeVersion,
  'purposes' | 'coordinates' | 'recipients' | 'sources' | 'method' | 'withdrawal'
> {
  readonly id: string;
  readonly title: string;
  readonly texts: readonly Pick<NoticeText, 'language' | 'text'>[];
}

export interface ShownText extends NoticeText {
  /** False: the stored text is not the one that was published. */
  readonly isIntact: boolean;
}

export interface Notices {
  list(actor: Actor, page: PageRequest): Promise<Page<Fact<'notice'>>>;
  /** Null where there is no such text. Without a version: the newest. */
  text(actor: Actor, id: string, version: number | undefined, language: string): Promise<ShownText | null>;
  /** A new notice, or a new version of one. Whether the change asks for new consents is decided here (PIPL art. 14). */
  publish(actor: Actor, draft: NoticeDraft): Promise<Fact<'notice'>>;
  /** It carries no consent any more, given before or not: gate 9 withholds from this moment on. */
  retire(actor: Actor, id: string, because: string): Promise<Fact<'notice'>>;
}

export interface NoticeTexts {
  read(noticeId: string, version: number, language: string): Promise<string | null>;
}
