/**
 * A record as JSON, which has no infinite numbers: they are the strings "Infinity" and "-Infinity", as
 * JavaScript and Python read them back. What is no number (the difference of two infinities) is null.
 */
export function jsonValue(record: object): string {
  return JSON.stringify(record, (_key, value: unknown) =>
    typeof value === 'number' && Math.abs(value) === Infinity ? String(value) : value,
  );
}
