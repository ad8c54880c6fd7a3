/**
 * One partner over real HTTP on loopback: serves a connector's sandbox, checks credentials, counts calls and misbehaves on
 * demand. For the first run, demos and tests; production refuses to start with it. Credentials are never kept or shown.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import {
  json,
  type Connector,
  type SandboxPartner,
  type SandboxRequest,
  type SandboxWorld,
  type Secrets,
} from '../sdk/index.ts';
import { createCallLog, type CallLog } from './call-log.ts';
import { createFaultSwitch, type Fault, type FaultSwitch } from './faults.ts';
import type { RawRequest } from './check-signature.ts';
import { createGatekeeper } from './gatekeeper.ts';
import { misbehave, render, send } from './misbehave.ts';
import { FAULTS_PATH, switchFaults } from './switch-faults.ts';

export interface PartnerSimulatorOptions {
  readonly connector: Connector;
  readonly sandbox: SandboxPartner;
  readonly world: SandboxWorld;
  /** `YYYY-MM-DD`, or a function where the day may change while it runs. */
  readonly today: string | (() => string);
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** Epoch milliseconds of the partner's own clock, for the times it states in headers. */
  readonly now?: () => number;
  /** With it, credentials must have these values; without it, they must only be there. */
  readonly secrets?: Secrets;
}

export interface PartnerSimulator {
  /** To use as the connector's base URL, without a trailing slash. */
  readonly url: string;
  readonly calls: CallLog;
  readonly faults: FaultSwitch;
  close(): Promise<void>;
}

export async function createPartnerSimulator(options: PartnerSimulatorOptions): Promise<PartnerSimulator> {
  const calls = createCallLog();
  const faults = createFaultSwitch();
  const gatekeeper = createGatekeeper(options.connector.auth, options.world, options.secrets);
  const today = typeof options.today === 'string' ? () => options.today as string : options.today;

  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const raw = await readRaw(req);
    const request = readRequest(req, raw, today());
    if (request.path === FAULTS_PATH) return send(res, render(switchFaults(faults, req.method, raw.body)));
    const seen = new Set<string>();
    const respond = () =>
      gatekeeper.admits(request, raw, seen)
        ? options.sandbox(request, witnessed(gatekeeper.world, seen))
        : json({ message: 'invalid credentials' }, 401);
    // The sandbox runs even where a fault replaces its answer: it alone knows which customers the call concerns.
    const response = gatekeeper.answer(request, seen) ?? respond();
    const rendered = render(response ?? json({ message: 'no such path' }, 404));
    gatekeeper.note(request, rendered);
    const customerIds = [...seen];
    calls.add({
      atMs: performance.now(),
      method: request.method,
      path: request.path,
      query: request.query,
      customerIds,
    });
    const applying = faults.take({ path: request.path, customerIds });
    await delay(applying, calls.count());
    const fault = applying.findLast(({ kind }) => kind !== 'latency');
    await (fault === undefined ? send(res, rendered) : misbehave(fault, res, rendered, (options.now ?? Date.now)()));
  };

  const server = createServer((req, res) => {
    answer(req, res).catch((cause: unknown) => {
      if (!res.headersSent) res.writeHead(500);
      res.end(`sandbox of ${options.connector.id} failed: ${cause instanceof Error ? cause.message : 'unknown'}`);
    });
  });
  const port = await listen(server, options.port ?? 0);
  return { url: `http://127.0.0.1:${port}`, calls, faults, close: () => close(server) };
}

/** The world, remembering whom the partner recognised. */
const witnessed = (world: SandboxWorld, seen: Set<string>): SandboxWorld => ({
  chance: (topic) => world.chance(topic),
  customerBy(name, value) {
    const customer = world.customerBy(name, value);
    if (customer !== undefined) seen.add(customer.id);
    return customer;
  },
});

/** Jitter is spread by the golden ratio over the calls' numbers: different each time, the same in every run. */
async function delay(faults: readonly Fault[], callNumber: number): Promise<void> {
  const jitter = (callNumber * 0.618_033_988_75) % 1;
  const ms = faults.reduce((total, f) => total + (f.kind === 'latency' ? f.ms + (f.jitterMs ?? 0) * jitter : 0), 0);
  if (ms > 0) await wait(ms);
}

async function readRaw(req: IncomingMessage): Promise<RawRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return { url: req.url ?? '/', body: Buffer.concat(chunks).toString('utf8') };
}

function readRequest(req: IncomingMessage, raw: RawRequest, today: string): SandboxRequest {
  const url = new URL(raw.url, 'http://partner.invalid');
  return {
    method: req.method ?? 'GET',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: Object.fromEntries(Object.entries(req.headers).map(([name, value]) => [name, String(value)])),
    body: parseBody(raw.body),
    today,
  };
}

function parseBody(text: string): unknown {
  try {
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return text;
  }
}

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
