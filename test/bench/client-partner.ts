/** The partner of client.ts: one JSON answer of about a kilobyte, as fast as Node can. A process of its own. */
import { createServer } from 'node:http';
import { addressOf, serveParent } from './child.ts';

const rows = Array.from({ length: 6 }, (_, i) => ({ guid: `ACT-${i}`, type: 'CHECKING', balance: 1_000.5 + i, currency_code: 'USD', is_closed: false, institution_code: 'mxbank' })); // prettier-ignore
const body = JSON.stringify({ accounts: rows, pagination: { current_page: 1, total_pages: 1 } });
const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'x-request-id': 'r-1', 'cache-control': 'no-store' }; // prettier-ignore

const server = createServer((_req, res) => res.writeHead(200, headers).end(body));
server.listen(0, '127.0.0.1', () => serveParent({ url: addressOf(server) }, {}));
