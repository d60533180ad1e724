const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const suffixAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const counterLength = 9;

/**
 * The three characters that make a case-sensitive 15-character id safe where case is lost: for each block of
 * five, the bits of its upper-case letters (first character lowest) choose one of 32 characters.
 */
export function idSuffix(shortId: string): string {
  let suffix = '';
  for (let block = 0; block < 15; block += 5) {
    let bits = 0;
    for (let index = 0; index < 5; index++) {
      const code = shortId.charCodeAt(block + index);
      if (code >= 65 && code <= 90) bits |= 1 << index;
    }
    suffix += suffixAlphabet[bits];
  }
  return suffix;
}

/** The 18-character form of a 15- or 18-character id; `null` when it is no id at all. */
export function normaliseRecordId(value: string): string | null {
  if (!/^[0-9A-Za-z]+$/.test(value)) return null;
  if (value.length === 15) return value + idSuffix(value);
  if (value.length !== 18) return null;
  const shortId = value.slice(0, 15);
  return idSuffix(shortId) === value.slice(15).toUpperCase() ? shortId + value.slice(15).toUpperCase() : null;
}

/** Makes the n-th id of an object: key prefix, two characters of the instance, `0`, nine of the counter. */
export function makeRecordId(keyPrefix: string, instance: string, sequence: number): string {
  let digits = '';
  for (let rest = sequence; digits.length < counterLength; rest = Math.floor(rest / 62)) {
    digits = base62.charAt(rest % 62) + digits;
  }
  const shortId = `${keyPrefix}${instance}0${digits}`;
  return shortId + idSuffix(shortId);
}
