/** A span of whole days in the user's calendar: from (inclusive) to (exclusive), both `YYYY-MM-DD`. */
export type DaySpan = { from: string; to: string };

export type Calendar = { timeZone: string; weekStartsOn: 0 | 1; now: number };

type Unit = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';

const dayMs = 86_400_000;
const toDay = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);

const formatters = new Map<string, Intl.DateTimeFormat>();
function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formatters.set(timeZone, made);
  return made;
}

/** The wall clock of a time zone, told as if it were UTC. */
function toWallClock(instant: number, timeZone: string): number {
  const parts = new Map(
    formatterOf(timeZone)
      .formatToParts(instant)
      .map((part) => [part.type, part.value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

/** The calendar day on which an instant falls. */
export function dayOf(instant: number, timeZone: string): string {
  return toDay(toWallClock(instant, timeZone));
}

/** The instant at which a calendar day starts; the second correction settles days on which the clocks change. */
export function startOfDay(day: string, timeZone: string): number {
  const wall = Date.parse(`${day}T00:00:00Z`);
  const guess = wall - (toWallClock(wall, timeZone) - wall);
  return guess - (toWallClock(guess, timeZone) - wall);
}

function startOfUnit(day: number, unit: Unit, weekStartsOn: number): number {
  const date = new Date(day);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  switch (unit) {
    case 'DAY':
      return day;
    case 'WEEK':
      return day - ((date.getUTCDay() - weekStartsOn + 7) % 7) * dayMs;
    case 'MONTH':
      return Date.UTC(year, month, 1);
    case 'QUARTER':
      return Date.UTC(year, month - (month % 3), 1);
    case 'YEAR':
      return Date.UTC(year, 0, 1);
  }
}

function addUnits(start: number, unit: Unit, count: number): number {
  const date = new Date(start);
  const months = { MONTH: 1, QUARTER: 3, YEAR: 12 };
  if (unit === 'DAY' || unit === 'WEEK') return start + count * dayMs * (unit === 'WEEK' ? 7 : 1);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count * months[unit], 1);
}

const fixed: Record<string, [unit: Unit, from: number, to: number]> = {
  YESTERDAY: ['DAY', -1, 0],
  TODAY: ['DAY', 0, 1],
  TOMORROW: ['DAY', 1, 2],
  LAST_90_DAYS: ['DAY', -90, 1],
  NEXT_90_DAYS: ['DAY', 1, 91],
};

/** Offsets in units from the current one. Only LAST_N_DAYS includes the current unit. */
function offsetsOf(literal: string, count: number): [unit: Unit, from: number, to: number] | undefined {
  if (fixed[literal]) return fixed[literal];
  const match = /^(LAST|THIS|NEXT)?_?(N_)?(?:FISCAL_)?(DAY|WEEK|MONTH|QUARTER|YEAR)S?(_AGO)?$/.exec(literal);
  const unit = match?.[3] as Unit | undefined;
  if (!match || !unit) return undefined;
  if (match[4]) return [unit, -count, -count + 1];
  if (match[1] === 'THIS') return [unit, 0, 1];
  const size = match[2] ? count : 1;
  if (match[1] === 'LAST') return [unit, -size, unit === 'DAY' && match[2] ? 1 : 0];
  return [unit, 1, 1 + size];
}

/** The days that a literal such as `TODAY`, `LAST_N_DAYS:3` or `THIS_QUARTER` covers; `null` for an unknown word. */
export function spanOfLiteral(literal: string, calendar: Calendar): DaySpan | null {
  const [word = '', count = '0'] = literal.toUpperCase().split(':');
  const offsets = offsetsOf(word, Number(count));
  if (!offsets) return null;
  const [unit, from, to] = offsets;
  const today = Date.parse(`${dayOf(calendar.now, calendar.timeZone)}T00:00:00Z`);
  const current = startOfUnit(today, unit, calendar.weekStartsOn);
  return { from: toDay(addUnits(current, unit, from)), to: toDay(addUnits(current, unit, to)) };
}
