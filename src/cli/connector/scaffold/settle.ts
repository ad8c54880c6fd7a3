/**
 * Settles what the map relies on: an answer without it is no answer, so wire refuses it. Where the document promises nothing at all, the
 * first matched field is relied on, because otherwise any JSON would pass for a record. Pure.
 */
import type { Choice } from './choose-dataset.ts';
import type { Match, Use } from './match.ts';

export function settle(choice: Choice): Choice & { readonly isAnchored: boolean } {
  const { row, matching } = choice;
  const needed = matching.matches.map((match) => withUses(match, (use) => (use.isNeeded ? certainly(use) : use)));
  const isReliedOn = row.path.length > 0 || needed.some(({ uses }) => uses.some(isCertain));
  const matches = isReliedOn ? needed : anchored(needed);
  return { ...choice, matching: { ...matching, matches: agreed(matches) }, isAnchored: matches !== needed };
}

function anchored(matches: readonly Match[]): readonly Match[] {
  const [first, ...rest] = matches;
  if (first === undefined) return matches;
  return [withUses(first, (use) => (use === first.uses[0] ? certainly(use) : use)), ...rest];
}

/** An object that one field's way says is there is there for all of them. */
function agreed(matches: readonly Match[]): readonly Match[] {
  const prefix = (use: Use, i: number): string => use.field.path.slice(0, i + 1).join('\n');
  const there = new Set(
    matches.flatMap(({ uses }) =>
      uses.flatMap((use) => use.field.certain.flatMap((is, i) => (is ? [prefix(use, i)] : []))),
    ),
  );
  const inLine = (use: Use): Use => ({
    ...use,
    field: { ...use.field, certain: use.field.certain.map((_, i) => there.has(prefix(use, i))) },
  });
  return matches.map((match) => withUses(match, inLine));
}

const withUses = (match: Match, change: (use: Use) => Use): Match => ({ ...match, uses: match.uses.map(change) });

const isCertain = ({ field }: Use): boolean => field.certain.every(Boolean);

const certainly = (use: Use): Use => ({ ...use, field: { ...use.field, certain: use.field.certain.map(() => true) } });
