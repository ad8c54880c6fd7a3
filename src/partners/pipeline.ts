/**
 * The walk of one partner call, from the outside in. The numbers are the design's, which counts steps and not their nesting; each is one
 * file named by its verb.
 *
 *   per request    1  load-records    one call per distinct key, batched where the partner batches
 *                  2  store-records   a stored record that is fresh saves the call altogether
 *                  3  share-calls     identical calls of one request are one
 *   around a call     observe-calls   outcome and duration, for metrics
 *                  6  break-circuit   `refuseEarly`: before anything is waited for or spent
 *                  3  coalesce-calls  identical calls of this process are one
 *                  3  guard-calls     those that cost money or leave a trace are one on all replicas, and written down first
 *                     repeat-refused  once more, where the partner refused a token
 *                  7  retry-calls     each attempt goes through everything below, as the partner counts it
 *                  4  spend-budget    reserves before and settles after
 *                  5  limit           concurrency, spacing, the contract's windows
 *                  6  break-circuit   hears what each attempt came to
 *                     finish-calls    what was started is brought to its end, whoever leaves
 *   the call       8  exchange        (aim, credentials, client, undici-adapter, guard-address)
 *                  9  classify        (read-body, read-retry-after)
 *   its answer    10  check-contract  (join-pages)
 *                 11  map-record
 */
import type { Connector } from '../sdk/index.ts';
import { createAim } from './client/aim.ts';
import type { Ask, Step } from './ask.ts';
import { spendBudget } from './budget/spend-budget.ts';
import type { ObserveBudget } from './budget/watch-levels.ts';
import { createClient } from './client/client.ts';
import { type Contract, createContract } from './contract/watch-drift.ts';
import { createCredentials, type Credentials } from './credentials/assemble.ts';
import { createCertificate } from './credentials/client-certificate.ts';
import { createExchange } from './client/exchange.ts';
import type { AddressPolicy } from './client/guard-address.ts';
import { limitCalls } from './limits/limit.ts';
import { createWindows } from './limits/windows.ts';
import type { PartnersLog } from './log.ts';
import type { Note } from './note.ts';
import { type ObserveAnswer, type ObserveCall, observeCalls } from './observe-calls.ts';
import { createPools, type Pools } from './client/pools.ts';
import { coalesceCalls } from './once/coalesce-calls.ts';
import { finishCalls } from './once/finish-calls.ts';
import { guardCalls } from './once/guard-calls.ts';
import type { PartnerStores } from './port.ts';
import { createCircuit } from './resilience/break-circuit.ts';
import type { Circuit } from './resilience/port.ts';
import { retryCalls } from './resilience/retry-calls.ts';
import type { RecordVault } from './records/seal-record.ts';
import { createSecrets } from './credentials/read-secrets.ts';
import { repeatRefused } from './credentials/repeat-refused.ts';

export interface Pipeline {
  readonly connector: Connector;
  readonly circuit: Circuit;
  /** Steps 10 and 11, watching for drift. */
  readonly contract: Contract;
  readonly ask: Ask;
  readonly close: () => Promise<void>;
}

export interface PipelineOptions {
  readonly baseUrl: string;
  readonly addressPolicy: AddressPolicy;
  readonly secretOf: (connectorId: string, name: string) => string;
  readonly now: () => number;
  readonly deadlineAtOf: (signal: AbortSignal) => number | null;
  readonly log: PartnersLog;
  readonly observe?: ObserveCall;
  readonly observeAnswer?: ObserveAnswer;
  readonly observeBudget?: ObserveBudget;
  readonly note: Note;
  readonly stores: PartnerStores;
  readonly vault: RecordVault;
  /** Keys the digests by which closed sets of texts are remembered. */
  readonly shapeKey: Uint8Array;
}

/**
 * How long a billed call or a token's renewal that nobody waits for may still take, and what became of it be written down, when the gateway
 * closes.
 */
const GRACE_MS = 3_000;

export function createPipeline(connector: Connector, options: PipelineOptions): Pipeline {
  const { exchange, pools, credentials } = createCall(connector, options);
  const observe = options.observe ?? (() => undefined);
  const circuit = createCircuit(connector, {
    ...options,
    pause: (forMs) => void options.stores.slots.pause(connector.id, forMs),
  });
  const guard = guardCalls(connector, options);
  const around: readonly Step[] = [
    observeCalls(connector, observe),
    circuit.refuseEarly,
    coalesceCalls(connector, options),
    guard.step,
    repeatRefused(connector, options),
    retryCalls(connector, options),
    spendBudget(connector, options),
    limitCalls(connector, options),
    circuit.breakCircuit,
    finishCalls(connector, options),
  ];
  const contract = createContract(connector, options);
  return {
    connector,
    circuit,
    contract,
    ask: around.reduceRight((next, step) => step(next), exchange),
    async close() {
      await Promise.all([guard.drain(GRACE_MS), credentials.drain(GRACE_MS)]);
      await pools.close();
      await guard.drain(GRACE_MS);
    },
  };
}

interface Call {
  readonly exchange: Ask;
  readonly pools: Pools;
  readonly credentials: Credentials;
}

/** The call itself, without anything around it. */
function createCall(connector: Connector, options: PipelineOptions): Call {
  const { baseUrl, addressPolicy, secretOf, now, log, observeAnswer = () => undefined } = options;
  const withSecrets = createSecrets(connector.id, secretOf, log);
  const { id: partner, clientCertificate, deadlineMs } = connector;
  const certificate =
    clientCertificate === undefined ? null : createCertificate(clientCertificate, { partner, withSecrets, log });
  const pools = createPools({
    connections: connector.limits.concurrency,
    deadlineMs,
    policy: addressPolicy,
    certificate,
  });
  const aim = createAim(connector, baseUrl, addressPolicy);
  const send = createClient(pools);
  const windows = createWindows(connector, options);
  const credentials = createCredentials(connector, { ...options, aim, send, withSecrets, windows });
  const exchange = createExchange({ connector, aim, send, present: credentials.present, now, observeAnswer });
  return { exchange, pools, credentials };
}
