/** `undefined` when the text is not JSON, as with the HTML page of a proxy in between. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
