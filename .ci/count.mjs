// Adds up the test reports of a folder, names what was skipped, and prints the closing line. Failed steps count as failures.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [, , folder, failedSteps] = process.argv;
const reports = readdirSync(folder).map((name) => ({ name, ...JSON.parse(readFileSync(join(folder, name), 'utf8')) }));
const skipped = reports.flatMap(({ name, testResults }) =>
  testResults.flatMap(({ assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'pending' || status === 'skipped')
      .map(({ fullName }) => `${name}: ${fullName}`),
  ),
);
for (const line of skipped) console.log(`skipped in ${line}`);
const sum = (key) => reports.reduce((total, report) => total + report[key], 0);
const failedTests = sum('numFailedTests');
const failed = failedTests === 0 ? Number(failedSteps) + reports.filter(({ success }) => !success).length : failedTests;
console.log(`${sum('numPassedTests')} passed, ${failed} failed, ${skipped.length} skipped`);
process.exit(failed === 0 ? 0 : 1);
