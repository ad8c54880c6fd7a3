/**
 * `npm run reset`: forgets the sandbox, its embedded database and its keys. Refuses while a gateway uses it.
 */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../config.ts';
import { lockFolder } from '../store/lock-file.ts';

const { storageDir } = loadConfig('sandbox');
if (!existsSync(storageDir)) {
  console.log(`Nothing to forget: there is no ${storageDir}.`);
} else {
  try {
    lockFolder(join(storageDir, 'postgres')).release();
    for (const name of ['postgres', 'sandbox-keys.json'])
      rmSync(join(storageDir, name), { recursive: true, force: true });
    console.log(`Forgot the sandbox in ${storageDir}. The next "npm start" begins anew.`);
  } catch (err) {
    console.error(err instanceof Error ? err.message : String(err));
    process.exitCode = 1;
  }
}
