/**
 * Gathers one HTTP answer from undici's events, up to the size cap. Settles exactly once; what is reported after that is
 * ignored, and a connection that is still busy with it is closed.
 */
import type { Dispatcher } from 'undici';
import { ABORTED, NOT_HTTP, type Phase, reasonOf, SLOW_BODY, TransportError } from './transport-error.ts';

export interface RawAnswer {
  readonly status: number;
  /** Names in lower case; repeated fields joined by `, ` (RFC 9110, 5.3). */
  readonly headers: Readonly<Record<string, string>>;
  /** As sent, still content-encoded; or why it could not be had whole. */
  readonly body: Buffer | 'body-too-large' | 'body-cut';
}

export interface Collector extends Dispatcher.DispatchHandler {
  /** Settles at once and closes the connection, now or as soon as there is one. */
  readonly abort: () => void;
}

export interface CollectorOptions {
  readonly maxBytes: number;
  /** Called once. */
  readonly settle: (outcome: RawAnswer | TransportError) => void;
  /** Milliseconds of a monotonic clock. */
  readonly nowMs: () => number;
}

/** A body that brings less than this in a stretch of that length would hold its connection for the whole deadline. */
const LEAST_BYTES = 5 * 1024;
const STRETCH_MS = 5_000;
/** Answers announce themselves (103) once or twice; a partner that goes on announcing is not going to answer. */
const MOST_ANNOUNCEMENTS = 16;

interface Collecting extends CollectorOptions {
  readonly chunks: Buffer[];
  phase: Phase;
  size: number;
  announcements: number;
  /** When the present stretch of the body began, and after how many bytes. */
  stretchSince: number;
  stretchFrom: number;
  status: number;
  headers: RawAnswer['headers'];
  connection: Dispatcher.DispatchController | undefined;
  isSettled: boolean;
}

/**
 * One flat state, methods and plain functions: at a thousand calls a second what is made anew here is felt, and the runtime's loader pays
 * for every function that is given a name.
 */
export function collectAnswer({ maxBytes, settle, nowMs }: CollectorOptions): Collector {
  const it: Collecting = {
    maxBytes,
    settle,
    nowMs,
    chunks: [],
    phase: 'queued',
    size: 0,
    announcements: 0,
    stretchSince: 0,
    stretchFrom: 0,
    status: 0,
    headers: NO_HEADERS,
    connection: undefined,
    isSettled: false,
  };
  return {
    abort() {
      stop(it, new TransportError(it.phase, ABORTED));
    },
    onRequestStart(controller) {
      it.connection = controller;
      if (it.isSettled) controller.abort(STOPPED);
      else it.phase = 'sent';
    },
    onResponseStart(_, status, headers) {
      if (status < 200) announce(it);
      else begin(it, status, headers);
    },
    onResponseData(_, chunk) {
      add(it, chunk);
    },
    onResponseEnd() {
      end(it, answer(it, wholeOf(it)));
    },
    onResponseError(_, error) {
      fail(it, reasonOf(error));
    },
  };
}

const NO_HEADERS: RawAnswer['headers'] = {};

const answer = ({ status, headers }: Collecting, body: RawAnswer['body']): RawAnswer => ({ status, headers, body });

/** Most answers come in one piece, which is nobody else's. */
const wholeOf = ({ chunks, size }: Collecting): Buffer =>
  chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size);

function end(it: Collecting, outcome: RawAnswer | TransportError): void {
  if (it.isSettled) return;
  it.isSettled = true;
  it.settle(outcome);
}

function stop(it: Collecting, outcome: RawAnswer | TransportError): void {
  end(it, outcome);
  it.connection?.abort(STOPPED);
}

/** 1xx announces the answer; it is not the answer. */
function announce(it: Collecting): void {
  it.announcements += 1;
  if (it.announcements > MOST_ANNOUNCEMENTS) stop(it, new TransportError(it.phase, NOT_HTTP));
}

function begin(it: Collecting, status: number, headers: Headers): void {
  it.phase = 'answered';
  it.status = status;
  it.headers = joined(headers);
  it.stretchSince = it.nowMs();
}

function add(it: Collecting, chunk: Buffer): void {
  it.size += chunk.length;
  if (it.size > it.maxBytes) return stop(it, answer(it, 'body-too-large'));
  it.chunks.push(chunk);
  const at = it.nowMs();
  if (at - it.stretchSince < STRETCH_MS) return;
  if (it.size - it.stretchFrom < LEAST_BYTES) return stop(it, new TransportError(it.phase, SLOW_BODY));
  it.stretchSince = at;
  it.stretchFrom = it.size;
}

function fail(it: Collecting, reason: string): void {
  const isCut = it.phase === 'answered' && reason !== SLOW_BODY;
  end(it, isCut ? answer(it, 'body-cut') : new TransportError(it.phase, reason));
}

/** Made once: nobody reads it, and a stack trace costs more than the rest of the call's end. */
const STOPPED = new Error('stopped');

type Headers = Readonly<Record<string, string | string[] | undefined>>;

function joined(headers: Headers): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value !== undefined) flat[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return flat;
}
