/** Calls that cost money or leave a trace, made by several replicas on one database: once by all of them together. */
import { describe, expect, it } from 'vitest';
import type { Connector } from '../../src/sdk/index.ts';
import { createKeyStore } from '../../src/store/customers.ts';
import { createVault } from '../../src/subjects/vault.ts';
import { needsServer } from '../support/database.ts';
import { database, openPartnerStores, partnerStores } from '../support/partner-stores.ts';
import { AAA, ask, billed, gate, hang, inquiry, noted, states, until } from './guarded.ts';
import { type PartnerOnSocket, sendJson, startPartner } from './partner-on-socket.ts';
import { quote, type Stage, startStage, storeIn } from './stage.ts';

const KEK = { id: 'k1', bytes: new Uint8Array(32).fill(5) };

describe('two replicas', () => {
  const EXACT = { price: 1, nanos: 0 };
  const body = JSON.stringify(EXACT).replace(
    '"price":1,"nanos":0',
    '"price":123456789.123456789,"nanos":1767225600123456789',
  );

  function replicas(connector: Connector, partner: PartnerOnSocket): readonly [Stage, Stage] {
    const start = (db = database.db): Stage => {
      const { calls } = openPartnerStores(db);
      const vault = createVault({ keyEncryptionKey: KEK, keys: createKeyStore(db), cacheSize: 100 });
      return startStage([connector], partner.baseUrl, { vault, stores: { ...partnerStores, calls, records: storeIn(new Map()) } }); // prettier-ignore
    };
    return [start(), start(database.replica())];
  }

  it('make one call for two hundred readers, who all get the same exact record', async (ctx) => {
    needsServer(ctx);
    const { answer, open } = gate(body);
    const partner = await startPartner(answer);
    const exact = { ...quote, map: (wire: unknown) => ({ record: wire as never, asOf: null }) };
    const stages = replicas(billed({ endpoints: [exact] }), partner);
    const all = Promise.all(Array.from({ length: 200 }, (_, i) => (stages[i % 2] ?? stages[0]).fetch([AAA])));
    await until(() => stages.some((stage) => noted(stage).includes('wait same-call-under-way')));
    open();
    const records = (await all)
      .flat()
      .map(({ result }) => (result !== null && 'sourced' in result ? result.sourced.record : null));
    expect(new Set(records.map((record) => JSON.stringify(record)))).toEqual(
      new Set(['{"price":"123456789.123456789","nanos":"1767225600123456789"}']),
    );
    expect(partner.received).toHaveLength(1);
    expect(await states()).toEqual(['ANSWERED']);
  });

  it('take over from one another what did not happen', async (ctx) => {
    needsServer(ctx);
    const { answer, open } = gate();
    const partner = await startPartner((request, res, number) =>
      number === 1 ? void setTimeout(() => sendJson(res, {}, 401), 150) : answer(request, res, number),
    );
    open();
    const [one, other] = replicas(billed(), partner);
    const first = ask(one);
    await until(() => partner.received.length === 1);
    expect(await Promise.all([first, ask(other)])).toEqual(['PARTNER_REFUSED_CREDENTIALS status-401', 'record']);
    expect(partner.received).toHaveLength(2);
  });

  it('one’s unknown outcome stops the other', async (ctx) => {
    needsServer(ctx);
    const partner = await startPartner(hang);
    const [one, other] = replicas(inquiry({ deadlineMs: 700 }), partner);
    const outcomes = await Promise.all([ask(one), ask(other), ask(one), ask(other)]);
    expect(outcomes.every((outcome) => outcome?.startsWith('PARTNER_OUTCOME_UNKNOWN'))).toBe(true);
    expect(partner.received).toHaveLength(1);
  });
});
