/** Every reason is said in words, in both languages, with its law: what an officer or a customer reads instead of a code. */
import { describe, expect, it } from 'vitest';
import { DENIAL_REASONS, NOT_PERMITTED, type ReasonCode, SUCCESS_REASONS } from '../../src/domain/reason.ts';
import { ACTORS, REASON_WORDS } from '../../src/domain/reason-words.ts';

const CODES: readonly ReasonCode[] = [...DENIAL_REASONS, NOT_PERMITTED, ...SUCCESS_REASONS];

describe('the words of reasons', () => {
  it('exist for every reason, in its order, and for nothing else', () => {
    expect(Object.keys(REASON_WORDS)).toEqual(CODES);
  });

  it.each(CODES)('%s reads as a sentence in English and Chinese and names its law', (code) => {
    const { en, zh, law, actor } = REASON_WORDS[code];
    expect(en).toMatch(/^[A-Z][^_]+\.$/);
    expect(zh).toMatch(/^[\p{Script=Han}\p{P}]+。$/u);
    expect(law).toMatch(/PIPL art\. \d+/);
    expect(Object.keys(ACTORS)).toContain(actor);
  });

  it('differ from each other, so that two reasons are never taken for one', () => {
    for (const language of ['en', 'zh'] as const) {
      expect(new Set(CODES.map((code) => REASON_WORDS[code][language])).size).toBe(CODES.length);
    }
  });
});
