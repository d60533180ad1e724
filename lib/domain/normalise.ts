/** Trimmed, in Unicode form NFC, every line end a `\n`; blank is `null`. */
export function normaliseText(text: string): string | null {
  const normalised = text.replace(/\r\n?/g, '\n').normalize('NFC').trim();
  return normalised === '' ? null : normalised;
}

/** One line: a line end and the white space around it become one space. */
export function joinLines(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}

/**
 * A phone number as it is compared: digits with a leading `+`, and letters (`ext`, `1-800-FLOWERS`).
 * Text without any of these is compared as it stands, so that "-" and "--" are not taken for one number.
 */
export function comparePhone(text: string): string {
  const significant = text.toLowerCase().replace(/[^\p{L}\p{N}+]/gu, '');
  const characters = significant.replaceAll('+', '');
  if (characters === '') return text;
  return significant.startsWith('+') ? `+${characters}` : characters;
}

/** A web address as it is compared: scheme and host in lower case, no slash after a bare host. */
export function compareUrl(text: string): string {
  const parts = /^([a-z][a-z0-9+.-]*:\/\/)?([^/?#]+)(.*)$/is.exec(text);
  if (parts === null) return text;
  const [, scheme = '', host = '', rest = ''] = parts;
  return `${scheme.toLowerCase()}${host.toLowerCase()}${rest === '/' ? '' : rest}`;
}

const decimalPattern = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A plain decimal rounded to `scale` digits after the point (`null`: not rounded); `null` when not a number. */
export function normaliseNumber(text: string, scale: number | null): string | null {
  const value = decimalPattern.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) return null;
  const rounded = scale === null ? value : Number(value.toFixed(Math.min(Math.max(scale, 0), 100)));
  return String(rounded === 0 ? 0 : rounded);
}

const instantPattern = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/i;

/**
 * Milliseconds since 1970 of an ISO 8601 text or of HubSpot's epoch milliseconds; `null` when neither.
 * A text without an offset is read as UTC; Salesforce's `+0000` (no colon) is accepted.
 */
export function readInstant(text: string): number | null {
  if (/^-?\d+$/.test(text)) return asInstant(Number(text));
  if (!instantPattern.test(text) || !isCalendarDay(text.slice(0, 10))) return null;
  const iso = text.replace(' ', 'T').replace(/([+-]\d\d)(\d\d)$/, '$1:$2');
  const hasOffset = iso.length === 10 || /(Z|[+-]\d\d:\d\d)$/i.test(iso.slice(10));
  return asInstant(Date.parse(hasOffset ? iso : `${iso}Z`));
}

/** `readInstant` in whole seconds, the only precision Salesforce keeps. */
export function readSecond(text: string): number | null {
  const instant = readInstant(text);
  return instant === null ? null : Math.floor(instant / 1000);
}

/** ISO 8601 in UTC with milliseconds, which are always zero. */
export function isoSecond(second: number): string {
  return new Date(second * 1000).toISOString();
}

function asInstant(milliseconds: number): number | null {
  return Number.isNaN(new Date(milliseconds).getTime()) ? null : milliseconds;
}

/** True for an existing day written `YYYY-MM-DD`. */
export function isCalendarDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const instant = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text);
}

/** The day (`YYYY-MM-DD`) on which an instant falls in a time zone; `null` outside the years 0 to 9999. */
export function dayOf(instant: number, timeZone: string): string | null {
  const local = new Date(instant + offsetAt(instant, timeZone));
  const day = Number.isNaN(local.getTime()) ? '' : local.toISOString().slice(0, 10);
  return isCalendarDay(day) ? day : null;
}

/**
 * The first instant of a day in a time zone; `null` when the zone skipped that day. Offsets a day earlier and
 * a day later are tried, because midnight itself can fall into the hour a clock change leaves out or repeats.
 */
export function startOfDay(day: string, timeZone: string): number | null {
  if (!isCalendarDay(day)) return null;
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const oneDay = 86_400_000;
  const starts = [midnight - oneDay, midnight + oneDay]
    .map((near) => midnight - offsetAt(near, timeZone))
    .filter((instant) => dayOf(instant, timeZone) === day);
  return starts.length === 0 ? null : Math.min(...starts);
}

/** Milliseconds a zone's clock is ahead of UTC; a zone this machine does not know counts as UTC. */
function offsetAt(instant: number, timeZone: string): number {
  const wholeSecond = Math.floor(instant / 1000) * 1000;
  try {
    const parts = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    }).formatToParts(wholeSecond);
    const part = (type: Intl.DateTimeFormatPartTypes) =>
      Number(parts.find((each) => each.type === type)?.value);
    const isBeforeChrist = parts.some((each) => each.type === 'era' && each.value.startsWith('B'));
    const local = new Date(0);
    local.setUTCFullYear(isBeforeChrist ? 1 - part('year') : part('year'), part('month') - 1, part('day'));
    local.setUTCHours(part('hour'), part('minute'), part('second'));
    return local.getTime() - wholeSecond;
  } catch {
    return 0;
  }
}

/** Orders two texts by their code units, the same on every machine. */
export function compareText(first: string, second: string): number {
  return first < second ? -1 : first > second ? 1 : 0;
}
