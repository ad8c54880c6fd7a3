/**
 * The resolvers' only way to customer data: one disclosure per response key, for exactly the fields selected there. What came
 * back is also noted for `extensions.governance`, so that the account and the answer are of the same released views.
 */
import type { Disclose } from '../disclosure/port.ts';
import type { ReleasedView } from '../domain/custody.ts';
import type { AdmittedRequest, Customers } from './context.ts';
import type { Answer } from './governance-account.ts';
import type { Selection, Selections } from './selection.ts';

const NOTHING_SELECTED: Selection = new Map();

export function createCustomers(
  { requestId, caller, signal }: AdmittedRequest,
  disclose: Disclose,
  selections: Selections,
  note: (answer: Answer) => void,
): Customers {
  const selectionOf = (key: string | number): Selection => selections.get(String(key)) ?? NOTHING_SELECTED;
  const count = createCount();
  const read = async (selection: Selection, purpose: string, ids: readonly string[]): Promise<ReleasedView[]> => {
    const coordinates = [...selection.keys()];
    const customersAsked = await count(purpose, ids);
    const released = await disclose({
      requestId,
      caller,
      signal,
      purpose,
      customerIds: [...new Set(ids)],
      customersAsked,
      coordinates,
    });
    return ids.map((id) => viewOf(released, id));
  };
  return {
    async one(key, purpose, id) {
      const selection = selectionOf(key);
      const [view] = await read(selection, purpose, [id]);
      if (view === undefined) throw new Error('a disclosure of one customer has no view');
      note({ responseKey: String(key), selection, view });
      return view;
    },
    async many(key, purpose, ids) {
      const selection = selectionOf(key);
      const views = await read(selection, purpose, ids);
      note({ responseKey: String(key), selection, views });
      return views;
    },
  };
}

/** The fields of an operation count together: a list for each alias would pass any limit. All of them begin in the same turn. */
function createCount(): (purpose: string, ids: readonly string[]) => Promise<number> {
  const asked = new Map<string, Set<string>>();
  return async (purpose, ids) => {
    const known = asked.get(purpose) ?? new Set<string>();
    asked.set(purpose, known);
    for (const id of ids) known.add(id);
    await Promise.resolve();
    return known.size;
  };
}

function viewOf(released: ReadonlyMap<string, ReleasedView>, id: string): ReleasedView {
  const view = released.get(id);
  if (view === undefined) throw new Error('a disclosure lacks a view that was asked for');
  return view;
}
