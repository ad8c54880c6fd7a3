/**
 * Keeps what replicas learned of partners' answers in step: reads what others wrote, writes what is new here, on the version it was read
 * at. Never throws; what could not be written waits for the next time. A store that fails is told once, until it works again.
 */
import { nameOf, type PartnersLog } from '../log.ts';
import type { AnswerShapeStore } from './port.ts';
import type { EndpointWatch } from './watch-endpoint.ts';

export interface Shared {
  readonly partner: string;
  readonly watch: EndpointWatch;
}

const ATTEMPTS = 4;

export function createShareShapes(
  shared: readonly Shared[],
  store: AnswerShapeStore,
  log: PartnersLog,
): () => Promise<void> {
  let isFailing = false;
  let running: Promise<void> = Promise.resolve();
  const once = async (): Promise<void> => {
    try {
      await readAll(shared, store);
      for (const one of shared) await write(one, store);
      isFailing = false;
    } catch (error) {
      if (!isFailing) log.warn({ reason: 'answer-shapes-not-shared', error: nameOf(error) }, 'drift is watched alone');
      isFailing = true;
    }
  };
  // One after the other: an answer shape is written on the version that was read before.
  return () => (running = running.then(once));
}

async function readAll(shared: readonly Shared[], store: AnswerShapeStore): Promise<void> {
  const known = shared.map(({ partner, watch }) => ({
    partner,
    endpoint: watch.endpoint.name,
    version: watch.version(),
  }));
  if (known.length === 0) return;
  for (const row of await store.changed(known)) {
    shared
      .find(({ partner, watch }) => partner === row.partner && watch.endpoint.name === row.endpoint)
      ?.watch.adopt(row);
  }
}

async function write({ partner, watch }: Shared, store: AnswerShapeStore): Promise<void> {
  const endpoint = watch.endpoint.name;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const state = watch.unsaved();
    if (state === null) return;
    const version = watch.version();
    if (await store.save({ partner, endpoint, state }, version)) {
      watch.saved(version + 1);
      return;
    }
    for (const row of await store.changed([{ partner, endpoint, version }])) watch.adopt(row);
  }
}
