/**
 * An HTTP date in any of its three forms (RFC 9110, 5.6.7) as epoch milliseconds; null when it is none, or no real day. No clock: `nowMs`
 * decides only which century two digits mean.
 */
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const TIME = String.raw`(?<hour>\d{2}):(?<minute>\d{2}):(?<second>\d{2})`;
const FORMS = [
  // Sun, 06 Nov 1994 08:49:37 GMT
  new RegExp(String.raw`^[A-Z][a-z]{2}, (?<day>\d{2}) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) ${TIME} GMT$`),
  // Sunday, 06-Nov-94 08:49:37 GMT
  new RegExp(String.raw`^[A-Z][a-z]{5,8}, (?<day>\d{2})-(?<month>[A-Z][a-z]{2})-(?<year>\d{2}) ${TIME} GMT$`),
  // Sun Nov  6 08:49:37 1994
  new RegExp(String.raw`^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) ${TIME} (?<year>\d{4})$`),
];

export function epochMsOfHttpDate(text: string, nowMs: number): number | null {
  const parts = FORMS.map((form) => form.exec(text)?.groups).find((groups) => groups !== undefined);
  if (parts === undefined) return null;
  const number = (name: string): number => Number(parts[name]);
  const [day, hour, minute, second] = [number('day'), number('hour'), number('minute'), number('second')];
  const month = MONTHS.indexOf(parts['month'] ?? '');
  const year = parts['year']?.length === 2 ? fullYear(number('year'), nowMs) : number('year');
  const date = new Date(Date.UTC(year, month, day, hour, minute, second));
  // Date.UTC rolls the 31st of February over; second 60 is a leap second and may roll.
  const isReal = month >= 0 && date.getUTCMonth() === month && date.getUTCDate() === day && hour < 24 && minute < 60;
  return isReal ? date.getTime() : null;
}

/** Two digits mean the year at most 50 years ahead (RFC 9110, 5.6.7). */
function fullYear(twoDigits: number, nowMs: number): number {
  const current = new Date(nowMs).getUTCFullYear();
  const year = current - (current % 100) + twoDigits;
  return year > current + 50 ? year - 100 : year;
}
