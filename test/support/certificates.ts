/** Certificates made for one test, by the openssl command: Node makes none. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, type TestContext } from 'vitest';

export interface Issued {
  readonly cert: string;
  readonly key: string;
}

export interface Authority {
  readonly cert: string;
  readonly issue: (
    name: string,
    about?: { readonly days?: number; readonly passphrase?: string; readonly names?: string },
  ) => Issued;
}

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export const needsOpenssl = (ctx: TestContext): void => ctx.skip(!hasOpenssl(), 'needs the openssl command');

export function createAuthority(): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'authority-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const run = (...args: string[]): void => void execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  const keyTo = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  run(
    'req',
    '-x509',
    ...keyTo,
    '-nodes',
    '-keyout',
    'ca.key',
    '-out',
    'ca.crt',
    '-days',
    '1',
    '-subj',
    '/CN=Test Authority',
  );
  let serial = 0;
  return {
    cert: read('ca.crt'),
    issue(name, { days = 1, passphrase, names = 'DNS:localhost,IP:127.0.0.1' } = {}) {
      serial += 1;
      const file = `leaf-${serial}`;
      const locking = passphrase === undefined ? ['-nodes'] : ['-passout', `pass:${passphrase}`];
      run('req', '-new', ...keyTo, ...locking, '-keyout', `${file}.key`, '-out', `${file}.csr`, '-subj', `/CN=${name}`);
      writeFileSync(join(folder, 'names'), `subjectAltName=${names}`);
      run('x509', '-req', '-in', `${file}.csr`, '-CA', 'ca.crt', '-CAkey', 'ca.key', '-set_serial', String(serial), '-days', String(days), '-extfile', 'names', '-out', `${file}.crt`); // prettier-ignore
      return { cert: read(`${file}.crt`), key: read(`${file}.key`) };
    },
  };
}
