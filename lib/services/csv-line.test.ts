import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeCsvLine } from './csv-line.ts';

describe('a line of a CSV file', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])('takes the formula out of %j', (text) => {
    const [[cell = ''] = []] = parse(writeCsvLine([text])) as string[][];
    expect(cell).toBe(`'${text}`);
  });

  it.each(['a@b.example', '003000000000001AAA', '', 'x=1', 'Ada, Countess', 'said "yes"', 'two\r\nlines'])(
    'leaves %j as it is',
    (text) => {
      expect(parse(writeCsvLine([text, 'end']))).toEqual([[text, 'end']]);
    },
  );

  it('is read back as what was written, but for that quote, and no cell ever begins a formula', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 6 }), (texts) => {
        const cells = [...texts, 'end'];
        const [read = []] = parse(writeCsvLine(cells), { record_delimiter: '\r\n' }) as string[][];
        expect(read.map((cell, index) => (cell === cells[index] ? cell : cell.slice(1)))).toEqual(cells);
        expect(read.some((cell) => /^[=+\-@\t\r]/.test(cell))).toBe(false);
      }),
    );
  });
});
