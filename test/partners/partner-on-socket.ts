/** A partner on a real socket: answers as the test says and counts as a partner would. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Received {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Answer = (request: Received, res: ServerResponse, number: number) => void;

export interface PartnerOnSocket {
  readonly baseUrl: string;
  readonly received: Received[];
  readonly counts: { connections: number; open: number; running: number; mostRunning: number };
  /** Resolves when the next connection closes. */
  closedConnection(): Promise<void>;
}

export async function startPartner(answer: Answer): Promise<PartnerOnSocket> {
  const received: Received[] = [];
  const counts = { connections: 0, open: 0, running: 0, mostRunning: 0 };
  const closing: (() => void)[] = [];
  const server = createServer((req, res) => {
    counts.running += 1;
    counts.mostRunning = Math.max(counts.mostRunning, counts.running);
    res.once('close', () => (counts.running -= 1));
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const request = {
        method: req.method ?? '',
        url: new URL(req.url ?? '/', 'http://partner'),
        headers: req.headers,
        body: Buffer.concat(chunks).toString(),
      };
      received.push(request);
      answer(request, res, received.length);
    });
  });
  server.on('connection', (socket) => {
    counts.connections += 1;
    counts.open += 1;
    socket.once('close', () => {
      counts.open -= 1;
      for (const resolve of closing.splice(0)) resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    received,
    counts,
    closedConnection: () => new Promise((resolve) => closing.push(resolve)),
  };
}

export const sendJson = (
  res: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void => {
  res.writeHead(status, { 'content-type': 'application/json', ...headers });
  res.end(typeof body === 'string' ? body : JSON.stringify(body));
};
