/**
 * Gathers one HTTP answer from undici's events, up to the size cap. Settles exactly once; what is reported after that is
 * ignored, and a connection that is still busy with it is closed.
 */
import type { Dispatcher } from 'undici';
import { ABORTED, type Phase, reasonOf, TransportError } from './transport-error.ts';

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

export function collectAnswer(maxBytes: number, settle: (outcome: RawAnswer | TransportError) => void): Collector {
  const chunks: Buffer[] = [];
  let phase: Phase = 'queued';
  let size = 0;
  let head: Pick<RawAnswer, 'status' | 'headers'> = { status: 0, headers: {} };
  let connection: Dispatcher.DispatchController | undefined;
  let isSettled = false;

  const end = (outcome: RawAnswer | TransportError): void => {
    if (isSettled) return;
    isSettled = true;
    settle(outcome);
  };
  const stop = (outcome: RawAnswer | TransportError): void => {
    end(outcome);
    connection?.abort(new Error('stopped'));
  };
  return {
    onRequestStart(controller) {
      connection = controller;
      if (isSettled) controller.abort(new Error('stopped'));
      else phase = 'sent';
    },
    onResponseStart(_controller, status, headers) {
      // 1xx announces the answer; it is not the answer.
      if (status < 200) return;
      phase = 'answered';
      head = { status, headers: joined(headers) };
    },
    onResponseData(_controller, chunk) {
      size += chunk.length;
      if (size > maxBytes) stop({ ...head, body: 'body-too-large' });
      else chunks.push(chunk);
    },
    onResponseEnd: () => end({ ...head, body: Buffer.concat(chunks, size) }),
    onResponseError(_controller, error) {
      end(phase === 'answered' ? { ...head, body: 'body-cut' } : new TransportError(phase, reasonOf(error)));
    },
    abort: () => stop(new TransportError(phase, ABORTED)),
  };
}

function joined(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value !== undefined) flat[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return flat;
}
