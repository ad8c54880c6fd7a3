/**
 * How much of its budget an agreement has spent, for those who may read agreements. A page of agreements costs one question.
 */
import DataLoader from 'dataloader';
import { failClosed } from '../../domain/fail-closed.ts';
import { agreementMeters, type Level, type Meter } from '../../domain/spending.ts';
import type { Authorise } from '../authorise.ts';
import type { Actor } from '../port.ts';
import type { Agreements, ReadSpending } from './port.ts';

export function createSpending(authorise: Authorise, read: ReadSpending): Agreements['spending'] {
  /** One for each request: its actor is an object of its own. */
  const loaders = new WeakMap<Actor, DataLoader<readonly Meter[], readonly Level[]>>();
  const loaderFor = (actor: Actor): DataLoader<readonly Meter[], readonly Level[]> =>
    new DataLoader(
      async (asked) => {
        await authorise(actor, 'agreement:read');
        const levels = [...(await failClosed(() => read(asked.flat())))];
        return asked.map((meters) => levels.splice(0, meters.length));
      },
      { cache: false },
    );
  return async (actor, { agreementId, budget }) => {
    const loader = loaders.get(actor) ?? loaderFor(actor);
    loaders.set(actor, loader);
    return loader.load(budget === undefined ? [] : agreementMeters(agreementId, budget));
  };
}
