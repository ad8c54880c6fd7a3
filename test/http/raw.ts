/**
 * HTTP as bytes: what well-behaved clients cannot send.
 */
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Raw {
  readonly socket: Socket;
  /** Everything received so far, as Latin-1. */
  received(): string;
  /** Resolves when `received` contains the text. */
  until(text: string): Promise<string>;
  /** Resolves with all that was received once the server closed the connection. */
  readonly closed: Promise<string>;
}

export async function openRaw(port: number): Promise<Raw> {
  const socket = connect({ host: '127.0.0.1', port });
  onTestFinished(() => void socket.destroy());
  let text = '';
  const listeners = new Set<() => void>();
  socket.on('data', (bytes) => {
    text += bytes.toString('latin1');
    for (const listen of listeners) listen();
  });
  socket.on('error', () => undefined);
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(text)));
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  return {
    socket,
    received: () => text,
    closed,
    until: (wanted) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (text.includes(wanted)) resolve(text);
        };
        listeners.add(check);
        check();
      }),
  };
}

/** Sends bytes and returns all that came back until the server closed. */
export async function sendRaw(port: number, bytes: string | Buffer): Promise<string> {
  const raw = await openRaw(port);
  raw.socket.write(bytes);
  return raw.closed;
}

export const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);

/** The head of a request of a good caller. */
export function head(method: string, headers: Record<string, string>, path = '/graphql'): string {
  const all = {
    host: 'gateway',
    authorization: 'Bearer good',
    'content-type': 'application/json',
    connection: 'close',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}
