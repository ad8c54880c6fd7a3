/**
 * The answer being painted: empty until a released value is put on it. A governed object is null unless something of it was
 * released; a list is [] only where sources answered that there is nothing, and null where all of it stayed withheld.
 */
import { type DatasetName, DATASETS } from '../domain/dataset.ts';
import type { SourceId } from '../domain/sourced.ts';
import type { CustomerViewContent } from '../domain/view.ts';

type Painted = Record<string, unknown>;
export type CanvasContent = Pick<CustomerViewContent, 'kind' | 'identity' | 'credit' | 'market' | 'social'>;

export interface ItemAt {
  readonly at: number;
  readonly source: SourceId;
}

export interface Canvas {
  paintOne(dataset: DatasetName, field: string, value: unknown): void;
  /** The item says which partner it comes from as soon as anything of it is shown. */
  paintItem(dataset: DatasetName, item: ItemAt, field: string, value: unknown): void;
  /** Only for a list that sources answered to be empty. */
  paintEmptyList(dataset: DatasetName): void;
  content(): CanvasContent;
}

export function createCanvas(): Canvas {
  const objects = new Map<DatasetName, Painted>();
  const lists = new Map<DatasetName, (Painted | undefined)[]>();
  return {
    paintOne(dataset, field, value) {
      const object = objects.get(dataset) ?? {};
      object[field] = value;
      objects.set(dataset, object);
    },
    paintItem(dataset, { at, source }, field, value) {
      const list = lists.get(dataset) ?? [];
      const object = list[at] ?? { partner: source };
      object[field] = value;
      list[at] = object;
      lists.set(dataset, list);
    },
    paintEmptyList(dataset) {
      lists.set(dataset, []);
    },
    content() {
      const root: Painted = { identity: null, credit: null, market: null, social: null };
      for (const [dataset, object] of objects) place(root, DATASETS[dataset].path, object);
      for (const [dataset, items] of lists) {
        const shown = items.filter((item) => item !== undefined);
        place(root, DATASETS[dataset].path, shown);
      }
      return root as unknown as CanvasContent;
    },
  };
}

/** Puts a dataset where its path says, making the objects on the way; an empty path is the root itself. */
function place(root: Painted, path: readonly string[], value: object): void {
  const last = path.at(-1);
  if (last === undefined) {
    Object.assign(root, value);
    return;
  }
  const parent = path.slice(0, -1).reduce((at, step) => (at[step] ??= {}) as Painted, root);
  parent[last] = value;
}
