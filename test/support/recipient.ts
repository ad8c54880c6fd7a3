/**
 * Somebody whom the gateway tells that a consent ended: a real HTTP server that keeps what it got and answers as it is told.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Told {
  readonly path: string;
  readonly type: string;
  readonly token: string;
}

export interface Recipient {
  readonly url: string;
  readonly told: readonly Told[];
  /** From now on; 202 at first. */
  answer(status: number, headers?: Readonly<Record<string, string>>): void;
  close(): Promise<void>;
}

export async function startRecipient(): Promise<Recipient> {
  const told: Told[] = [];
  let answer: readonly [number, Readonly<Record<string, string>>] = [202, {}];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        const token = Buffer.concat(chunks).toString('utf8');
        told.push({ path: request.url ?? '', type: request.headers['content-type'] ?? '', token });
        response.writeHead(answer[0], answer[1]).end('what the recipient writes goes nowhere');
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    told,
    answer: (status, headers = {}) => {
      answer = [status, headers];
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
