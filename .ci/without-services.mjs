/**
 * Prints, a line each, the test files that reach neither PostgreSQL nor Redis, whatever the environment says: what they import never leads
 * to the parts that open one. They cannot differ between the two runs, so the second leaves them out.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const OPENS = /test\/support\/(database|redis|services)\.ts$/;
const READS = /TEST_DATABASE_URL|TEST_REDIS_URL/;

function reaches(file, seen = new Set()) {
  if (OPENS.test(file)) return true;
  if (seen.has(file) || !existsSync(file)) return false;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  if (READS.test(text)) return true;
  return [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].some(([, to]) =>
    reaches(normalize(join(dirname(file), to)), seen),
  );
}

for (const name of readdirSync('test', { recursive: true }).sort()) {
  const file = join('test', String(name));
  if (file.endsWith('.test.ts') && !reaches(file)) console.log(file);
}
