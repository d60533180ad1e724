import type { OffsetUnit, PropertyOperation, TimePoint } from './filter-types.ts';
import type { ValueTest } from './operators.ts';

const UNIT_MS: Partial<Record<OffsetUnit, number>> = {
  milliseconds: 1,
  seconds: 1_000,
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
  weeks: 604_800_000,
};
const UNIT_MONTHS: Partial<Record<OffsetUnit, number>> = { months: 1, quarters: 3, years: 12 };
const DAY_MS = 86_400_000;

/** True when the answer changes with the passing of time alone. */
export function isRelative(operation: PropertyOperation): boolean {
  return [operation.timePoint, operation.lowerBoundTimePoint, operation.upperBoundTimePoint].some(
    (point) => point?.timeType === 'INDEXED',
  );
}

/** Builds the test of a TIME_POINT or TIME_RANGED operation as of `now`; `zone` overrides the points' own zones. */
export function makeTimeTest(operation: PropertyOperation, now: number, zone: string | undefined): ValueTest {
  if (operation.operationType === 'TIME_POINT') {
    const point = resolve(operation.timePoint, now, zone);
    const isInclusive = operation.endpointBehavior === 'INCLUSIVE';
    if (operation.operator === 'IS_EQUAL_TO') {
      return (value) => Date.parse(value) >= point && Date.parse(value) < point + DAY_MS;
    }
    const isAfter = operation.operator === 'IS_AFTER';
    return (value) => {
      const time = Date.parse(value);
      return time === point ? isInclusive : isAfter ? time > point : time < point;
    };
  }
  const lower = resolve(operation.lowerBoundTimePoint, now, zone);
  const upper = resolve(operation.upperBoundTimePoint, now, zone);
  const isBetween: ValueTest = (value) => {
    const time = Date.parse(value);
    const isAboveLower = operation.lowerBoundEndpointBehavior === 'EXCLUSIVE' ? time > lower : time >= lower;
    const isBelowUpper = operation.upperBoundEndpointBehavior === 'EXCLUSIVE' ? time < upper : time <= upper;
    return isAboveLower && isBelowUpper;
  };
  return operation.operator === 'IS_BETWEEN' ? isBetween : (value) => !isBetween(value);
}

function resolve(point: TimePoint | undefined, now: number, zone: string | undefined): number {
  if (!point) return Number.NaN;
  const zoneId = zone ?? point.zoneId ?? 'UTC';
  if (point.timeType === 'DATE') {
    const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0, millisecond = 0 } = point;
    return localTime(Date.UTC(year, month - 1, day, hour, minute, second, millisecond), zoneId);
  }
  const reference = point.indexReference;
  const start = reference?.referenceType === 'TODAY' ? startOfDay(now, zoneId, reference) : now;
  return addOffset(start, point.offset ?? {});
}

function startOfDay(
  now: number,
  zoneId: string,
  at: { hour?: number; minute?: number; second?: number },
): number {
  const wallClock = now + zoneOffset(now, zoneId);
  const midnight = Math.floor(wallClock / DAY_MS) * DAY_MS;
  const { hour = 0, minute = 0, second = 0 } = at;
  return localTime(midnight + ((hour * 60 + minute) * 60 + second) * 1_000, zoneId);
}

function addOffset(start: number, offset: Partial<Record<OffsetUnit, number>>): number {
  const date = new Date(start);
  let ms = 0;
  for (const [unit, amount] of Object.entries(offset) as [OffsetUnit, number][]) {
    const months = UNIT_MONTHS[unit];
    if (months !== undefined) date.setUTCMonth(date.getUTCMonth() + months * amount);
    else ms += (UNIT_MS[unit] ?? 0) * amount;
  }
  return date.getTime() + ms;
}

/** The moment at which a clock on the wall in `zoneId` shows `wallClock` (given as if it were UTC). */
function localTime(wallClock: number, zoneId: string): number {
  return wallClock - zoneOffset(wallClock - zoneOffset(wallClock, zoneId), zoneId);
}

function zoneOffset(at: number, zoneId: string): number {
  if (zoneId === 'UTC') return 0;
  const shown = new Intl.DateTimeFormat('en-US', { timeZone: zoneId, timeZoneName: 'longOffset' })
    .formatToParts(at)
    .find((part) => part.type === 'timeZoneName')?.value;
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(shown ?? '');
  if (!match) return 0;
  const [, sign, hours, minutes] = match;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

export function isKnownZone(zoneId: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zoneId });
    return true;
  } catch {
    return false;
  }
}
