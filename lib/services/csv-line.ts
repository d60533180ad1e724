/** What makes a spreadsheet take a cell for a formula. */
const formulaStart = /^[=+\-@\t\r]/;

/**
 * One line of a CSV file (RFC 4180). A cell that a spreadsheet would calculate gets a quote before it, so that a name
 * or address somebody typed into a form cannot run anything on the machine of whoever opens the file.
 */
export function writeCsvLine(cells: readonly string[]): string {
  return `${cells.map(writeCell).join(',')}\r\n`;
}

function writeCell(text: string): string {
  const safe = formulaStart.test(text) ? `'${text}` : text;
  return /[",\r\n\t']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
