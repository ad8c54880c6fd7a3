/**
 * README's tables say what the code says. A failure prints the table that should stand there.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERRORS } from '../../src/domain/errors.ts';
import { GAP_CODES } from '../../src/domain/fault.ts';
import { ACTORS, REASON_WORDS } from '../../src/domain/reason-words.ts';
import { ROOT } from '../support/source-files.ts';

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** Rows of the table between two markers, cells trimmed. */
function rowsOf(name: string): readonly (readonly string[])[] {
  const block = new RegExp(`<!-- ${name} -->([\\s\\S]*?)<!-- /${name} -->`).exec(readme)?.[1] ?? '';
  return block
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe('the error table of README', () => {
  it('lists every error of the catalogue with its status, actor, retry and text', () => {
    const expected = Object.entries(ERRORS).map(([code, entry]) => [
      `\`${code}\``,
      String(entry.httpStatus),
      entry.actor,
      entry.isRetryable ? 'yes' : 'no',
      entry.message.replaceAll('<', '&lt;'),
    ]);
    expect(rowsOf('errors')).toEqual(expected);
  });

  it('lists every gap code', () => {
    expect(rowsOf('gaps').map(([code]) => code)).toEqual(GAP_CODES.map((code) => `\`${code}\``));
  });
});

describe('the reason table of README', () => {
  it('says every reason in the words of the gateway, with its law and who can change it', () => {
    const expected = Object.entries(REASON_WORDS).map(([code, { en, zh, law, actor }]) => [
      `\`${code}\``,
      `${en} ${zh}`,
      law,
      ACTORS[actor].en,
    ]);
    expect(rowsOf('reasons')).toEqual(expected);
  });
});

describe('the commands of README', () => {
  it('exist in package.json', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...readme.matchAll(/npm run ([a-z:]+)/g)].map((match) => match[1] ?? '');
    expect([...new Set(named)].filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});
