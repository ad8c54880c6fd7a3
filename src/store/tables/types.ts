/** Column types drizzle lacks, spelled so that both drivers give the same values. */
import { customType } from 'drizzle-orm/pg-core';

export const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });

/** An instant as text; the drivers' own parser makes it RFC 3339. */
export const instant = customType<{ data: string }>({ dataType: () => 'timestamp with time zone' });
