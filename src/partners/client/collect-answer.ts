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

/** Everything is a method of one object: the runtime's loader pays for every function given a name in here, on every call. */
export function collectAnswer({ maxBytes, settle, nowMs }: CollectorOptions): Collector {
  const chunks: Buffer[] = [];
  let phase: Phase = 'queued';
  let size = 0;
  let announcements = 0;
  let stretch = { since: 0, size: 0 };
  let head: Pick<RawAnswer, 'status' | 'headers'> = { status: 0, headers: {} };
  let connection: Dispatcher.DispatchController | undefined;
  let isSettled = false;

  const collector = {
    end(outcome: RawAnswer | TransportError): void {
      if (isSettled) return;
      isSettled = true;
      settle(outcome);
    },
    stop(outcome: RawAnswer | TransportError): void {
      collector.end(outcome);
      connection?.abort(STOPPED);
    },
    abort(): void {
      collector.stop(new TransportError(phase, ABORTED));
    },
    onRequestStart(controller: Dispatcher.DispatchController): void {
      connection = controller;
      if (isSettled) controller.abort(STOPPED);
      else phase = 'sent';
    },
    onResponseStart(_: unknown, status: number, headers: Headers): void {
      if (status >= 200) {
        phase = 'answered';
        head = { status, headers: joined(headers) };
        stretch = { since: nowMs(), size: 0 };
        return;
      }
      // 1xx announces the answer; it is not the answer.
      announcements += 1;
      if (announcements > MOST_ANNOUNCEMENTS) collector.stop(new TransportError(phase, NOT_HTTP));
    },
    onResponseData(_: unknown, chunk: Buffer): void {
      size += chunk.length;
      if (size > maxBytes) return collector.stop({ ...head, body: 'body-too-large' });
      chunks.push(chunk);
      const at = nowMs();
      if (at - stretch.since < STRETCH_MS) return;
      if (size - stretch.size < LEAST_BYTES) return collector.stop(new TransportError(phase, SLOW_BODY));
      stretch = { since: at, size };
    },
    onResponseEnd(): void {
      collector.end({ ...head, body: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size) });
    },
    onResponseError(_: unknown, error: Error): void {
      const reason = reasonOf(error);
      const isCut = phase === 'answered' && reason !== SLOW_BODY;
      collector.end(isCut ? { ...head, body: 'body-cut' } : new TransportError(phase, reason));
    },
  };
  return collector;
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
