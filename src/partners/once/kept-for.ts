/**
 * For how long an answer of a billed call serves whoever asks for the same, besides stored records. Seconds.
 */

/** An answer that nobody was left to take. */
export const ANSWERS_KEPT_S = 120;

/** An answer of no use: as long as a good one would have been fresh, at least `ANSWERS_KEPT_S` and at most this. */
export const LONGEST_HOLD_S = 3_600;
