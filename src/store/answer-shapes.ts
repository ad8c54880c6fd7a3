/**
 * What partners' answers usually look like, one row per endpoint, shared by replicas. A row is replaced only by who read the version it
 * stands at, so that nothing another replica learned is lost.
 */
import type { AnswerShapeState, AnswerShapeStore, StoredShape } from '../partners/contract/port.ts';
import type { Database } from './database.ts';

const CHANGED = `
SELECT s.partner_id AS partner, s.endpoint, s.version, s.shape AS state
FROM json_to_recordset($1::json) AS k (partner text, endpoint text, version int)
JOIN answer_shapes s ON s.partner_id = k.partner AND s.endpoint = k.endpoint AND s.version <> k.version`;

const INSERT = `
INSERT INTO answer_shapes (partner_id, endpoint, shape, version, updated_at)
VALUES ($1, $2, $3::jsonb, 1, clock_timestamp())
ON CONFLICT (partner_id, endpoint) DO NOTHING
RETURNING version`;

const UPDATE = `
UPDATE answer_shapes SET shape = $3::jsonb, version = version + 1, updated_at = clock_timestamp()
WHERE partner_id = $1 AND endpoint = $2 AND version = $4
RETURNING version`;

export function createAnswerShapes(db: Database): AnswerShapeStore {
  return {
    async changed(known) {
      const rows = await db.query<Omit<StoredShape, 'state'> & { readonly state: AnswerShapeState }>({
        name: 'changed-answer-shapes',
        text: CHANGED,
        values: [JSON.stringify(known)],
      });
      return rows;
    },
    async save({ partner, endpoint, state }, expected) {
      const values = [partner, endpoint, JSON.stringify(state)];
      const written = await (expected === 0
        ? db.query({ name: 'insert-answer-shape', text: INSERT, values })
        : db.query({ name: 'update-answer-shape', text: UPDATE, values: [...values, expected] }));
      return written.length > 0;
    },
  };
}
