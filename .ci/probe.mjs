// Exits 0 when something accepts connections at the host and port of a URL.
import { connect } from 'node:net';

const { hostname, port } = new URL(process.argv[2]);
const socket = connect({ host: hostname, port: Number(port), timeout: 2_000 });
socket.on('connect', () => process.exit(0));
socket.on('error', () => process.exit(1));
socket.on('timeout', () => process.exit(1));
