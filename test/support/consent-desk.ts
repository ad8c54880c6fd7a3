/**
 * What officers do about consents over HTTP, by the names of the mutations, for flow tests.
 */
import { expect } from 'vitest';
import type { Answer, Asker, TestGateway } from './gateway.ts';
import { codesOf, read } from './reading.ts';

export interface Shown {
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly supersededBy: string | null;
}

export interface ConsentDesk {
  /** Any mutation with one input object of its name. */
  readonly change: (field: string, input: object, who?: Asker) => Promise<Answer>;
  /** Throws where it was refused. */
  readonly done: (field: string, input: object, who?: Asker) => Promise<Shown>;
  /** Expects INVALID_INPUT; the words told. */
  readonly refusal: (field: string, input: object, who?: Asker) => Promise<string>;
}

const SELECTIONS: Readonly<Record<string, string>> = {
  publishNotice: 'id acceptedFrom version versions { version languages purposes }',
  retireNotice: 'id isInUse',
  recordGuardianship: 'id state guardianId version',
  endGuardianship: 'id state version',
};

export function openConsentDesk(gateway: () => TestGateway): ConsentDesk {
  const change: ConsentDesk['change'] = (field, input, who = 'consent-officer') => {
    const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input!`;
    const shown = SELECTIONS[field] ?? 'id state version supersededBy endedBecause givenBy';
    return gateway().ask(who, `mutation ($input: ${type}) { ${field}(input: $input) { ${shown} } }`, { input });
  };
  return {
    change,
    done: async (field, input, who) => read<Shown>(await change(field, input, who), field),
    async refusal(field, input, who) {
      const answer = await change(field, input, who);
      expect([codesOf(answer), answer.data]).toEqual([['INVALID_INPUT'], null]);
      return answer.errors[0]?.message ?? '';
    },
  };
}
