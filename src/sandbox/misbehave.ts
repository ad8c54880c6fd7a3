/**
 * Writes an answer to a socket, rightly (`send`) or wrongly in one of the ways faults.ts names (`misbehave`).
 */
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { stringify } from 'lossless-json';
import type { SandboxResponse } from '../sdk/index.ts';
import type { Fault } from './faults.ts';
import { throttleHeaders } from './throttle-headers.ts';

export interface Rendered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const HTML = '<!doctype html><html><head><title>Be right back</title></head><body><h1>Maintenance</h1></body></html>';

/** Numbers are written as JavaScript writes them, bigint as its digits. */
export function render({ status, headers = {}, body }: SandboxResponse): Rendered {
  const text = typeof body === 'string' ? body : (stringify(body) ?? '');
  const type = typeof body === 'string' ? { 'content-type': 'text/plain; charset=utf-8' } : JSON_TYPE;
  const given = Object.entries(headers).map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  return { status, headers: { ...type, ...Object.fromEntries(given) }, text };
}

export async function send(res: ServerResponse, { status, headers, text }: Rendered): Promise<void> {
  if (res.destroyed) return;
  res.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) }).end(text);
}

type Terminal = Exclude<Fault, { readonly kind: 'latency' }>;
type Wrong = readonly [res: ServerResponse, rendered: Rendered, nowMs: number];
type Misbehaviour = { readonly [K in Terminal['kind']]: (f: Extract<Terminal, { kind: K }>, ...rest: Wrong) => Promise<void> }; // prettier-ignore

export const misbehave = (fault: Fault, res: ServerResponse, rendered: Rendered, nowMs: number): Promise<void> => {
  if (fault.kind === 'latency') return send(res, rendered);
  const act = MISBEHAVIOUR[fault.kind] as (fault: Fault, ...rest: Wrong) => Promise<void>;
  return act(fault, res, rendered, nowMs);
};

const problem = (status: number, headers: Readonly<Record<string, string>> = {}): Rendered => ({
  status,
  headers: { ...JSON_TYPE, ...headers },
  text: JSON.stringify({ status: 'error', message: `The partner is unwell (${status}).` }),
});

const MISBEHAVIOUR: Misbehaviour = {
  throttle: ({ dialect, waitS }, res, _, nowMs) => {
    // Times of the future are told by the clock that this header shows.
    const date = new Date(nowMs).toUTCString();
    return send(res, problem(429, { date, ...throttleHeaders(dialect, waitS, nowMs) }));
  },
  status: ({ status }, res) => send(res, problem(status)),
  hang: () => Promise.resolve(),
  cut: async (_, res, { status, headers, text }) => {
    const bytes = Buffer.from(text);
    res.writeHead(status, { ...headers, 'content-length': bytes.length });
    res.write(bytes.subarray(0, bytes.length >> 1), () => res.socket?.destroy());
  },
  truncated: (_, res, rendered) => send(res, { ...rendered, text: rendered.text.slice(0, rendered.text.length >> 1) }),
  garbage: (_, res) => send(res, { status: 200, headers: { 'content-type': 'text/html' }, text: HTML }),
  empty: (_, res, { headers }) => send(res, { status: 200, headers, text: '' }),
  'error-in-200': (_, res) => send(res, problem(200)),
  drift: (fault, res, rendered) => send(res, { ...rendered, text: drifted(rendered.text, fault) }),
  refuse: (_, res) => send(res, problem(401)),
  redirect: ({ to, status = 302 }, res) => send(res, { status, headers: { location: to }, text: '' }),
  drip: async ({ everyMs }, res, { status, headers, text }) => {
    const bytes = Buffer.from(text);
    res.writeHead(status, { ...headers, 'content-length': bytes.length });
    for (let i = 0; i < bytes.length && !res.destroyed; i += 1) {
      res.write(bytes.subarray(i, i + 1));
      await wait(everyMs);
    }
    res.end();
  },
  oversized: async ({ bytes }, res) => {
    res.writeHead(200, JSON_TYPE);
    // The client hangs up once it has had enough: that is the point, not an error.
    await pipeline(Readable.from(padding(bytes)), res).catch(() => undefined);
  },
  duplicate: async (_, res, rendered) => {
    const { socket } = res;
    res.once('finish', () => socket?.write(rawHttp(rendered)));
    await send(res, rendered);
  },
};

function* padding(bytes: number): Generator<string> {
  const block = 'x'.repeat(65_536);
  yield '{"padding":"';
  for (let left = bytes; left > 0; left -= block.length) yield block;
  yield '"}';
}

function rawHttp({ status, headers, text }: Rendered): string {
  const lines = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(text)) });
  return `HTTP/1.1 ${status} Again\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${text}`;
}

function drifted(text: string, { change, field }: Extract<Fault, { readonly kind: 'drift' }>): string {
  const alter = (key: string, value: unknown): [string, unknown] =>
    change === 'rename' ? [`${key}_v2`, value] : [key, typeof value === 'object' ? 'changed' : { changed: value }];
  const walk = (value: unknown, isOutermost: boolean): unknown => {
    if (Array.isArray(value)) return value.map((item) => walk(item, isOutermost));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, inner]): [string, unknown] => [key, walk(inner, false)]);
    const isHit = (key: string): boolean => (field === undefined ? isOutermost : key === field);
    return Object.fromEntries(entries.map(([key, inner]) => (isHit(key) ? alter(key, inner) : [key, inner])));
  };
  return JSON.stringify(walk(JSON.parse(text), true));
}
