/**
 * The walk of one partner call, in the order of the design's eleven steps. Each step is one file named by its verb:
 *
 *   per request    1  load-records    one call per distinct key, batched where the partner batches
 *                  2  store-records   a stored record that is fresh saves the call altogether
 *                     share-calls     identical calls of one request are one
 *   around a call     observe-calls   outcome and duration, for metrics
 *                  3  coalesce across requests, 4 spend budget: outside of the limiter, because they may save the call
 *                  5  limit           concurrency and spacing
 *                  6  break the circuit, 7 retry: inside, because each attempt is a call the partner counts
 *   the call       8  client          (aim, credentials, login, undici-adapter, guard-address)
 *                  9  classify        (read-body, read-retry-after)
 *   its answer    10  check-contract  (join-pages)
 *                 11  map-record
 *
 * A step that is not listed in `around` below is not part of the walk yet.
 */
import type { Connector } from '../sdk/index.ts';
import { type Aim, createAim } from './client/aim.ts';
import type { Ask, Step } from './ask.ts';
import { createClient, type Send } from './client/client.ts';
import { createPresent } from './credentials/credentials.ts';
import { createExchange } from './client/exchange.ts';
import type { AddressPolicy } from './client/guard-address.ts';
import { limitCalls } from './limits/limit.ts';
import { createLogInCall } from './credentials/log-in.ts';
import type { PartnersLog } from './log.ts';
import type { Note } from './note.ts';
import { type ObserveCall, observeCalls } from './observe-calls.ts';
import { createLogin, type Login } from './credentials/login.ts';
import { createPools } from './client/pools.ts';
import type { PartnerStores } from './port.ts';
import type { RecordVault } from './records/seal-record.ts';
import { createSecrets, type WithSecrets } from './credentials/read-secrets.ts';

export interface Pipeline {
  readonly connector: Connector;
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
  readonly note: Note;
  readonly stores: PartnerStores;
  readonly vault: RecordVault;
}

export function createPipeline(connector: Connector, options: PipelineOptions): Pipeline {
  const { baseUrl, addressPolicy, secretOf, now, log } = options;
  const pools = createPools(connector.limits.concurrency, connector.deadlineMs, addressPolicy);
  const aim = createAim(connector, baseUrl, addressPolicy);
  const send = createClient(pools);
  const withSecrets = createSecrets(connector.id, secretOf, log);
  const login = loginOf(connector, { aim, send, withSecrets, now, log });
  const present = createPresent(connector, withSecrets, login);
  const exchange = createExchange({ connector, aim, send, present, login, now, log });
  const observe = options.observe ?? (() => undefined);
  const around: readonly Step[] = [observeCalls(connector, observe), limitCalls(connector, options)];
  return { connector, ask: around.reduceRight((next, step) => step(next), exchange), close: pools.close };
}

interface LoginParts {
  readonly aim: Aim;
  readonly send: Send;
  readonly withSecrets: WithSecrets;
  readonly now: () => number;
  readonly log: PartnersLog;
}

function loginOf(connector: Connector, parts: LoginParts): Login | null {
  if (connector.auth.type !== 'login') return null;
  const { refreshAfterMs } = connector.auth;
  const { now, log } = parts;
  return createLogin({ partner: connector.id, refreshAfterMs, logIn: createLogInCall(connector, parts), now, log });
}
