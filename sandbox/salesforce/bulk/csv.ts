import { CsvError, parse } from 'csv-parse/sync';

/** One line of a result file: every value in quotes, as the Bulk API writes them; a blank value is `""`. */
export function writeCsvLine(
  values: readonly (string | number | boolean | null)[],
  delimiter: string,
): string {
  return values.map((value) => `"${String(value ?? '').replaceAll('"', '""')}"`).join(delimiter);
}

export class UnreadableCsv extends Error {}

/**
 * Reads an upload: header and rows, values as they stand, not trimmed. Throws UnreadableCsv with what Salesforce
 * would note on the job.
 */
export function readCsv(
  content: string,
  delimiter: string,
  lineEnding: 'LF' | 'CRLF',
): { columns: string[]; rows: string[][] } {
  const firstBreak = /\r?\n/.exec(content)?.[0];
  if (firstBreak !== undefined && (firstBreak === '\r\n') !== (lineEnding === 'CRLF')) {
    throw new UnreadableCsv(
      `ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is ${lineEnding}`,
    );
  }
  try {
    const [columns = [], ...rows]: string[][] = parse(content, {
      delimiter,
      bom: true,
      record_delimiter: lineEnding === 'CRLF' ? '\r\n' : '\n',
      skip_empty_lines: true,
    });
    return { columns, rows };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UnreadableCsv(`InvalidBatch : ${error.message}`);
  }
}
