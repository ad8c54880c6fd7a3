ALTER TABLE "partner_traffic" ADD COLUMN "answer_times" bigint[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
-- A server that crashed forgets the last commits of short windows, which do not wait for the disk. It also empties an unlogged table, so
-- does one that takes over from another: where slots stand without their mark, calls may have been forgotten, and the window stays closed
-- until all of them must have left it.
CREATE UNLOGGED TABLE "call_slot_marks" (
	"scope" text PRIMARY KEY NOT NULL,
	"opens_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON call_slot_marks TO gateway_app;
--> statement-breakpoint
-- As in migration 0003, and before a window gives anything, its mark is looked for. Answers {"readyInMs"} while one is closed.
CREATE OR REPLACE FUNCTION use_call_slots(p_partner text, p_windows json, p_critical int, p_other int, p_busy_ms bigint, p_ended json,
  p_durable boolean, p_now timestamptz) RETURNS json LANGUAGE plpgsql AS $$
DECLARE
  v_now timestamptz;
  v_paused_until timestamptz;
  v_window record;
  v_wanted int;
  v_free int;
  v_rows int;
  v_critical int := p_critical;
  v_any int := p_critical + p_other;
  v_other int;
  v_taken int[];
  v_free_at timestamptz;
  v_slots json[] := '{}';
  v_tokens text[] := '{}';
  v_critical_wait bigint := 0;
  v_other_wait bigint := 0;
  v_opens_at timestamptz;
  v_opens_last timestamptz;
BEGIN
  IF NOT p_durable AND NOT EXISTS (SELECT 1 FROM json_to_recordset(p_ended) AS e ("perMs" bigint) WHERE e."perMs" > 60000) THEN
    PERFORM set_config('synchronous_commit', 'off', true);
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('call_slots ' || p_partner, 0));
  v_now := coalesce(p_now, clock_timestamp());
  v_opens_last := v_now;

  IF json_array_length(p_ended) > 0 THEN
    -- Where the token no longer fits, the slot has run out and is somebody else's by now.
    UPDATE call_slots s
    SET free_at = CASE WHEN e."wasSent" THEN v_now + e."perMs" * interval '1 ms' ELSE v_now END
    FROM json_to_recordset(p_ended) AS e ("perMs" bigint, slot int, token bigint, "wasSent" boolean)
    WHERE s.scope = p_partner || ' ' || e."perMs" AND s.slot = e.slot AND (extract(epoch FROM s.free_at) * 1000000)::bigint = e.token;
  END IF;

  IF p_critical + p_other = 0 THEN
    RETURN '{}'::json;
  END IF;
  SELECT until INTO v_paused_until FROM call_pauses WHERE scope = p_partner AND until > v_now;
  IF FOUND THEN
    RETURN json_build_object('pausedMs', ceil(extract(epoch FROM v_paused_until - v_now) * 1000));
  END IF;

  FOR v_window IN SELECT p_partner || ' ' || w."perMs" AS scope, w."perMs" AS per_ms
    FROM json_to_recordset(p_windows) AS w ("perMs" bigint)
  LOOP
    SELECT m.opens_at INTO v_opens_at FROM call_slot_marks m WHERE m.scope = v_window.scope;
    IF NOT FOUND THEN
      v_opens_at := v_now;
      IF NOT EXISTS (SELECT 1 FROM call_slots s WHERE s.scope = v_window.scope) THEN
        -- Used for the first time, which must not be forgotten.
        PERFORM set_config('synchronous_commit', 'on', true);
      ELSIF NOT p_durable THEN
        v_opens_at := v_now + (p_busy_ms + v_window.per_ms) * interval '1 ms';
      END IF;
      INSERT INTO call_slot_marks (scope, opens_at) VALUES (v_window.scope, v_opens_at);
    END IF;
    v_opens_last := greatest(v_opens_last, v_opens_at);
  END LOOP;
  IF v_opens_last > v_now THEN
    RETURN json_build_object('readyInMs', ceil(extract(epoch FROM v_opens_last - v_now) * 1000));
  END IF;

  FOR v_window IN SELECT p_partner || ' ' || w."perMs" AS scope, w.calls, w.reserve
    FROM json_to_recordset(p_windows) AS w (calls int, "perMs" bigint, reserve int)
  LOOP
    v_wanted := p_critical + p_other + v_window.reserve;
    SELECT count(*) INTO v_free FROM (
      SELECT 1 FROM call_slots s
      WHERE s.scope = v_window.scope AND s.slot < v_window.calls AND s.free_at <= v_now
      ORDER BY s.free_at LIMIT v_wanted
    ) AS free;
    -- Rows come as they are needed: most windows are never full.
    IF v_free < v_wanted THEN
      SELECT coalesce(max(s.slot) + 1, 0) INTO v_rows FROM call_slots s WHERE s.scope = v_window.scope;
      INSERT INTO call_slots (scope, slot, free_at)
      SELECT v_window.scope, i, v_now
      FROM generate_series(v_rows, least(v_window.calls, v_rows + v_wanted - v_free) - 1) AS i;
      v_free := v_free + greatest(0, least(v_window.calls - v_rows, v_wanted - v_free));
    END IF;
    v_critical := least(v_critical, v_free);
    v_any := least(v_any, v_free - v_window.reserve);
  END LOOP;
  v_other := greatest(0, least(p_other, v_any - v_critical));

  FOR v_window IN SELECT p_partner || ' ' || w."perMs" AS scope, w.calls, w.reserve, w."perMs" AS per_ms
    FROM json_to_recordset(p_windows) AS w (calls int, "perMs" bigint, reserve int)
  LOOP
    v_free_at := v_now + (p_busy_ms + v_window.per_ms) * interval '1 ms';
    WITH taken AS (
      UPDATE call_slots s SET free_at = v_free_at
      WHERE s.scope = v_window.scope AND s.slot = ANY (ARRAY(
        SELECT f.slot FROM call_slots f
        WHERE f.scope = v_window.scope AND f.slot < v_window.calls AND f.free_at <= v_now
        ORDER BY f.free_at LIMIT v_critical + v_other
      ))
      RETURNING s.slot
    )
    SELECT coalesce(array_agg(slot), '{}') INTO v_taken FROM taken;
    v_slots := array_append(v_slots, to_json(v_taken));
    v_tokens := array_append(v_tokens, (extract(epoch FROM v_free_at) * 1000000)::bigint::text);
    CONTINUE WHEN v_critical = p_critical AND v_other = p_other;
    -- Of a call under way only this is known: it may end now, and its slots be free one window later.
    v_critical_wait := greatest(v_critical_wait, coalesce((
      SELECT least(v_window.per_ms, ceil(extract(epoch FROM s.free_at - v_now) * 1000)) FROM call_slots s
      WHERE s.scope = v_window.scope AND s.slot < v_window.calls ORDER BY s.free_at LIMIT 1
    ), v_window.per_ms));
    v_other_wait := greatest(v_other_wait, coalesce((
      SELECT least(v_window.per_ms, ceil(extract(epoch FROM s.free_at - v_now) * 1000)) FROM call_slots s
      WHERE s.scope = v_window.scope AND s.slot < v_window.calls ORDER BY s.free_at OFFSET v_window.reserve LIMIT 1
    ), v_window.per_ms));
  END LOOP;
  RETURN json_build_object('critical', v_critical, 'other', v_other, 'tokens', v_tokens, 'slots', v_slots,
    'criticalWaitMs', v_critical_wait, 'otherWaitMs', v_other_wait);
END $$;
