/** What the tests of guarded calls share: connectors that cost money, a partner that waits to be told, the ledger's rows. */
import type { Connector } from '../../src/sdk/index.ts';
import { createKeyStore } from '../../src/store/customers.ts';
import { createVault } from '../../src/subjects/vault.ts';
import { database, openPartnerStores } from '../support/partner-stores.ts';
import { type Answer, sendJson } from './partner-on-socket.ts';
import { acme, outcomeOf, type Stage, startStage, storeIn, want } from './stage.ts';

export const billed = (changes: Partial<Connector> = {}): Connector => acme({ sideEffect: 'billed', ...changes });
export const inquiry = (changes: Partial<Connector> = {}): Connector => acme({ sideEffect: 'inquiry', ...changes });
export const price: Answer = (_request, res) => sendJson(res, { price: 1 });
export const hang: Answer = () => undefined;

/** Answers only when told to. */
export function gate(body: unknown = { price: 1 }): { readonly answer: Answer; readonly open: () => void } {
  const waiting: (() => void)[] = [];
  let isOpen = false;
  return {
    answer: (_request, res) => void (isOpen ? sendJson(res, body) : waiting.push(() => sendJson(res, body))),
    open() {
      isOpen = true;
      for (const send of waiting.splice(0)) send();
    },
  };
}

/** Another process of the same gateway: on the same keys, with nothing stored. */
export const replica = (connector: Connector, baseUrl: string, db = database.db): Stage => {
  const bytes = new Uint8Array(32).fill(5);
  const vault = createVault({ keyEncryptionKey: { id: 'k1', bytes }, keys: createKeyStore(db), cacheSize: 100 });
  const { calls } = openPartnerStores(db);
  return startStage([connector], baseUrl, { vault, stores: { calls, records: storeIn(new Map()) } });
};

export const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5));
};

export const AAA = want('c-1', { ticker: 'AAA' });
export const ask = async ({ fetch }: Stage, one = AAA, signal?: AbortSignal) =>
  (await fetch([one], signal)).map(outcomeOf)[0];

export interface Row {
  readonly state: string;
  readonly outcome: string | null;
  readonly partner_id: string;
  readonly endpoint: string;
  readonly agreement_id: string;
  readonly customer_id: string;
  readonly key: string;
  readonly sealed: Uint8Array | null;
}

export const rows = (): Promise<readonly Row[]> =>
  database.db.query<Row>({ text: 'SELECT * FROM guarded_calls ORDER BY started_at, id' });
export const states = async (): Promise<readonly string[]> => (await rows()).map(({ state }) => state);
export const noted = ({ notes }: Stage): readonly string[] =>
  notes.filter(({ step }) => step === 'guard').map(({ decision, reason }) => `${decision} ${reason}`);
export const execute = (text: string): Promise<unknown> => database.db.query({ text });
