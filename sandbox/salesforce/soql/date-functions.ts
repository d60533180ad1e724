import type { FunctionExp } from '@jetstreamapp/soql-parser-js';
import type { FieldValue } from '../records/row.ts';
import { dayOf } from './date-literals.ts';
import type { CompileScope, Operand } from './operand-shape.ts';
import { soqlFault, unexpectedToken } from './soql-fault.ts';

const dayMs = 86_400_000;
const dayOfYear = (day: Date): number =>
  Math.floor((day.getTime() - Date.UTC(day.getUTCFullYear(), 0, 1)) / dayMs) + 1;

/** Weeks are counted from the first day of their month or year, seven days each. */
const dateParts: Record<string, (day: Date) => number> = {
  CALENDAR_YEAR: (day) => day.getUTCFullYear(),
  CALENDAR_QUARTER: (day) => Math.floor(day.getUTCMonth() / 3) + 1,
  CALENDAR_MONTH: (day) => day.getUTCMonth() + 1,
  FISCAL_YEAR: (day) => day.getUTCFullYear(),
  FISCAL_QUARTER: (day) => Math.floor(day.getUTCMonth() / 3) + 1,
  FISCAL_MONTH: (day) => day.getUTCMonth() + 1,
  DAY_IN_MONTH: (day) => day.getUTCDate(),
  DAY_IN_WEEK: (day) => day.getUTCDay() + 1,
  DAY_IN_YEAR: dayOfYear,
  WEEK_IN_MONTH: (day) => Math.ceil(day.getUTCDate() / 7),
  WEEK_IN_YEAR: (day) => Math.ceil(dayOfYear(day) / 7),
  HOUR_IN_DAY: (day) => day.getUTCHours(),
};

/** The moment at which UTC shows what a clock in this time zone shows. */
function shiftTo(timeZone: string, moment: number): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(moment);
  const part = (type: string): number => Number(parts.find((found) => found.type === type)?.value);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

type Moment = { path: string; isDate: boolean; read: Operand['read'] };

/** What the function looks at: a date, a date time in UTC, or with convertTimezone one in the user's time zone. */
function readArgument(
  scope: CompileScope,
  expression: FunctionExp,
  compilePath: (path: string) => Operand,
): Moment {
  const [argument] = expression.parameters ?? [];
  const isConverted = typeof argument === 'object';
  const inner = isConverted ? argument.parameters?.[0] : argument;
  const isKnown = !isConverted || argument.functionName?.toUpperCase() === 'CONVERTTIMEZONE';
  if (typeof inner !== 'string' || !isKnown)
    throw unexpectedToken(scope.soql, expression.functionName ?? '(');
  const operand = compilePath(inner);
  if (operand.type !== 'date' && operand.type !== 'datetime') {
    const sentence = `field ${operand.path} does not support date function ${expression.functionName}`;
    throw soqlFault(scope.soql, inner, 'INVALID_FIELD', sentence);
  }
  if (!isConverted) return { path: operand.path, isDate: operand.type === 'date', read: operand.read };
  const { timeZone } = scope.source.calendar;
  return {
    path: `convertTimezone(${operand.path})`,
    isDate: false,
    read(row) {
      const value = operand.read(row);
      return typeof value === 'number' ? shiftTo(timeZone, value) : value;
    },
  };
}

/** A date function such as CALENDAR_YEAR(CreatedDate). Like Salesforce, date times are read in UTC unless converted. */
export function compileDateFunction(
  scope: CompileScope,
  expression: FunctionExp,
  compilePath: (path: string) => Operand,
): Operand {
  const name = (expression.functionName ?? '').toUpperCase();
  const part = dateParts[name];
  if (!part && name !== 'DAY_ONLY') throw unexpectedToken(scope.soql, expression.functionName ?? '(');
  const moment = readArgument(scope, expression, compilePath);
  if (moment.isDate && (name === 'DAY_ONLY' || name === 'HOUR_IN_DAY')) {
    const sentence = `field ${moment.path} does not support date function ${name}`;
    throw soqlFault(scope.soql, moment.path, 'INVALID_FIELD', sentence);
  }
  const compute = (value: string | number | boolean): FieldValue => {
    if (typeof value === 'number' && !part) return dayOf(value, 'UTC');
    const instant = typeof value === 'number' ? value : `${value}T00:00:00Z`;
    return part ? part(new Date(instant)) : value;
  };
  return {
    path: `${name}(${moment.path})`,
    type: part ? 'int' : 'date',
    read(row) {
      const value = moment.read(row);
      return value === null ? null : compute(value);
    },
  };
}
