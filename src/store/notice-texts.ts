/**
 * The texts that customers read before they consented: added once, never changed.
 */
import { failClosed } from '../domain/fail-closed.ts';
import type { NoticeText, NoticeTexts } from '../governance/notices/port.ts';
import type { Queryable } from './database.ts';

const ADD = `
INSERT INTO notice_texts (notice_id, version, language, text)
SELECT "noticeId", version, language, text
FROM json_to_recordset($1::json) AS n ("noticeId" text, version int, language text, text text)`;

/** Inside the transaction that publishes the version. A text that stands already fails it. */
export const addNoticeTexts = async (tx: Queryable, texts: readonly NoticeText[]): Promise<void> =>
  void (await tx.query({ name: 'add-notice-texts', text: ADD, values: [JSON.stringify(texts)] }));

/** For the demo bank, which adds what is missing. */
export const addMissingTexts = async (tx: Queryable, texts: readonly NoticeText[]): Promise<void> =>
  void (await tx.query({
    name: 'add-missing-texts',
    text: `${ADD} ON CONFLICT DO NOTHING`,
    values: [JSON.stringify(texts)],
  }));

export const createNoticeTexts = (db: Queryable): NoticeTexts => ({
  read: (noticeId, version, language) =>
    failClosed(async () => {
      const [row] = await db.query<{ text: string }>({
        name: 'read-notice-text',
        text: 'SELECT text FROM notice_texts WHERE notice_id = $1 AND version = $2 AND language = $3',
        values: [noticeId, version, language],
      });
      return row?.text ?? null;
    }),
});
