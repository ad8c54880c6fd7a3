/**
 * The statements that count quotas and budgets. Each is atomic by itself and locks the ledger's rows before the meters, both in the order
 * of their keys, so that no two wait for each other in a circle.
 */
const CLOCK = `clock AS MATERIALIZED (SELECT COALESCE($2::timestamptz, clock_timestamp()) AS at)`;

const METERS = `
  SELECT m.ord, m.key, m.unit, m.amount, m.most, to_char(clock.at AT TIME ZONE 'UTC', CASE m.span WHEN 'DAY' THEN 'YYYY-MM-DD' ELSE 'YYYY-MM' END) AS period
  FROM clock, json_to_recordset($1::json) AS m (ord int, key text, span text, unit text, amount numeric, most numeric)`;

/**
 * Takes the amounts as often as they fit, at most for each call once. Rows are locked in one order everywhere, so nobody waits in a circle,
 * and a lock that had to wait brings the row's newest version (READ COMMITTED): what is compared with the limit is what is raised.
 * \`spent\` null: the row must be made first. $3: one ledger row, or null, for each of the calls in their order: those granted remember there
 * what they took. One that is no longer under way takes nothing (\`closed\`): it was settled without this, and nobody would give it back.
 * \`owed\`: what earlier attempts took that did not happen and could not give it back then; nothing is taken before they have.
 */
export const RESERVE = `
WITH ${CLOCK}, wanted AS MATERIALIZED (${METERS}),
calls AS MATERIALIZED (
  SELECT n, id::uuid AS id FROM json_array_elements_text($3::json) WITH ORDINALITY AS call (id, n)
), under_way AS MATERIALIZED (
  SELECT id, reservation FROM guarded_calls
  WHERE id = ANY (ARRAY(SELECT id FROM calls WHERE id IS NOT NULL)) AND state = 'UNDER_WAY'
  ORDER BY id
  FOR UPDATE
), turns AS MATERIALIZED (
  SELECT id, n, row_number() OVER (ORDER BY n) AS turn
  FROM calls WHERE id IS NULL OR id IN (SELECT id FROM under_way)
), locked AS MATERIALIZED (
  SELECT s.meter, s.period, s.spent, w.amount, w.most, t.calls
  FROM (SELECT count(*) AS calls FROM turns) t, wanted w JOIN spendings s ON s.meter = w.key AND s.period = w.period
  ORDER BY s.meter, s.period
  FOR UPDATE OF s
), granted AS MATERIALIZED (
  SELECT CASE WHEN count(*) = (SELECT count(*) FROM wanted) AND NOT EXISTS (SELECT FROM under_way WHERE reservation IS NOT NULL)
    THEN GREATEST(0, LEAST(min(calls), min(floor((most - spent) / amount))))::int ELSE 0 END AS times
  FROM locked
), taken AS (
  UPDATE spendings s SET spent = l.spent + g.times * l.amount
  FROM locked l, granted g
  WHERE s.meter = l.meter AND s.period = l.period AND g.times > 0
), remembered AS (
  UPDATE guarded_calls c SET reservation = t.taken
  FROM granted g, turns call, (
    SELECT jsonb_build_object('taken', jsonb_agg(jsonb_build_object(
      'key', key, 'period', period, 'unit', unit, 'amount', trim_scale(amount)::text) ORDER BY ord)) AS taken
    FROM wanted
  ) t
  WHERE c.id = call.id AND call.turn <= g.times
)
SELECT w.period, trim_scale(l.spent)::text AS spent, g.times, extract(epoch FROM clock.at)::float8 * 1000 AS "atMs",
  (SELECT json_agg(n - 1) FROM calls WHERE n NOT IN (SELECT n FROM turns)) AS closed,
  (SELECT json_agg(under_way) FROM under_way WHERE reservation IS NOT NULL) AS owed
FROM clock, granted g, wanted w LEFT JOIN locked l ON l.meter = w.key AND l.period = w.period
ORDER BY w.ord`;

export const BEGIN_PERIOD = `
INSERT INTO spendings (meter, period)
SELECT key, period FROM json_to_recordset($1::json) AS m (key text, period text) ORDER BY 1, 2
ON CONFLICT DO NOTHING`;

export const REFUND = `
WITH locked AS MATERIALIZED (
  SELECT s.meter, s.period, s.spent, g.amount
  FROM json_to_recordset($1::json) AS g (key text, period text, amount numeric)
  JOIN spendings s ON s.meter = g.key AND s.period = g.period
  ORDER BY s.meter, s.period
  FOR UPDATE OF s
)
UPDATE spendings s SET spent = GREATEST(0, l.spent - l.amount)
FROM locked l WHERE s.meter = l.meter AND s.period = l.period`;

/** What a ledger row remembers is given back once: by its own call, or by whoever reconciled it before. */
export const LET_GO = `
UPDATE guarded_calls SET reservation = NULL
WHERE id = $1::uuid AND reservation IS NOT NULL AND state IN ('UNDER_WAY', 'UNKNOWN')
RETURNING id`;

export const READ = `
WITH ${CLOCK}, wanted AS (${METERS})
SELECT w.period, trim_scale(COALESCE(s.spent, 0))::text AS spent
FROM wanted w LEFT JOIN spendings s ON s.meter = w.key AND s.period = w.period
ORDER BY w.ord`;

/** Bills come late: what a bank spent stays for comparing them. */
export const PURGE = `
WITH clock AS (SELECT COALESCE($1::timestamptz, clock_timestamp()) AT TIME ZONE 'UTC' AS at),
gone AS (
  DELETE FROM spendings s USING clock
  WHERE to_date(s.period, CASE length(s.period) WHEN 10 THEN 'YYYY-MM-DD' ELSE 'YYYY-MM' END)
    < clock.at - CASE WHEN s.meter LIKE '% customer:%' THEN interval '32 days' ELSE interval '400 days' END
  RETURNING 1
)
SELECT count(*)::int AS count FROM gone`;
