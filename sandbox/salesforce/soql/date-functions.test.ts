import { describe, expect, it } from 'vitest';
import { ApiFault } from '../records/api-fault.ts';
import { createQueryWorld } from '../testing/query-world.ts';

/** Saturday 14 November 2026, 23:30 in UTC, when it is Sunday in Rome. */
function worldOfOne() {
  const world = createQueryWorld();
  world.source.calendar.timeZone = 'Europe/Rome';
  world.insert('Lead', {
    LastName: 'x',
    Company: 'y',
    CreatedDate: Date.UTC(2026, 10, 14, 23, 30),
    ConvertedDate: '2026-02-28',
  });
  return world;
}

describe('date functions', () => {
  it.each([
    ['CALENDAR_YEAR(CreatedDate)', 2026],
    ['CALENDAR_QUARTER(CreatedDate)', 4],
    ['CALENDAR_MONTH(CreatedDate)', 11],
    ['FISCAL_YEAR(CreatedDate)', 2026],
    ['FISCAL_QUARTER(CreatedDate)', 4],
    ['FISCAL_MONTH(CreatedDate)', 11],
    ['DAY_IN_MONTH(CreatedDate)', 14],
    ['DAY_IN_WEEK(CreatedDate)', 7],
    ['DAY_IN_YEAR(CreatedDate)', 318],
    ['WEEK_IN_MONTH(CreatedDate)', 2],
    ['WEEK_IN_YEAR(CreatedDate)', 46],
    ['HOUR_IN_DAY(CreatedDate)', 23],
    ['HOUR_IN_DAY(convertTimezone(CreatedDate))', 0],
    ['DAY_IN_WEEK(convertTimezone(CreatedDate))', 1],
    ['CALENDAR_MONTH(ConvertedDate)', 2],
    ['day_in_year(ConvertedDate)', 59],
  ])('%s is %i', (expression, expected) => {
    expect(
      worldOfOne().column(`SELECT LastName FROM Lead WHERE ${expression} = ${expected}`, 'LastName'),
    ).toEqual(['x']);
    expect(
      worldOfOne().column(`SELECT LastName FROM Lead WHERE ${expression} != ${expected}`, 'LastName'),
    ).toEqual([]);
  });

  it('cut a moment to its day, in UTC or in the time zone of the user', () => {
    const find = (where: string) =>
      worldOfOne().column(`SELECT LastName FROM Lead WHERE ${where}`, 'LastName');
    expect(find('DAY_ONLY(CreatedDate) = 2026-11-14')).toEqual(['x']);
    expect(find('DAY_ONLY(convertTimezone(CreatedDate)) = 2026-11-15')).toEqual(['x']);
  });

  it('group and sort', () => {
    const world = worldOfOne();
    world.insert('Lead', { LastName: 'z', Company: 'y', CreatedDate: Date.UTC(2025, 0, 1) });
    const soql =
      'SELECT CALENDAR_YEAR(CreatedDate) y, COUNT(Id) n FROM Lead GROUP BY CALENDAR_YEAR(CreatedDate) ORDER BY CALENDAR_YEAR(CreatedDate)';
    expect(world.query(soql)).toMatchObject([
      { y: 2025, n: 1 },
      { y: 2026, n: 1 },
    ]);
  });

  it.each(['CALENDAR_YEAR(LastName)', 'HOUR_IN_DAY(ConvertedDate)', 'DAY_ONLY(ConvertedDate)'])(
    '%s is refused',
    (expression) => {
      expect(() => worldOfOne().query(`SELECT Id FROM Lead WHERE ${expression} = 1`)).toThrow(ApiFault);
    },
  );
});
