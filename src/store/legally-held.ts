/**
 * SQL for "nobody may delete this customer's records yet": a legal hold that binds, or one that somebody edited. Without a cast, so that an
 * edited date fails no purge.
 */
export const isHeld = (customerId: string): string => `EXISTS (
  SELECT 1 FROM facts h WHERE h.subject_id = ${customerId} AND h.kind = 'legal-hold' AND (
    h.hash <> encode(sha256(convert_to(h.body, 'UTF8')), 'hex') OR h.state = 'IN_FORCE'
      AND left(json_in_body(h.body) ->> 'until', 19) > to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')
  ))`;
