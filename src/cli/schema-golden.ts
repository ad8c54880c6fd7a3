/**
 * `npm run schema:golden`: writes the golden form of the schema, sorted and with directives. Its diff is what a reviewer of a
 * schema change reads: a field without classification, a wider type or a removed field shows there.
 */
import { writeFileSync } from 'node:fs';
import { printSortedSchema } from '../graphql/catalogue.ts';
import { loadSchema } from '../graphql/schema.ts';

const GOLDEN = new URL('../../test/golden/schema.graphql', import.meta.url);

writeFileSync(GOLDEN, printSortedSchema(loadSchema()));
console.log('wrote test/golden/schema.graphql');
