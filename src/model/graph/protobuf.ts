import { readVarint } from '../onnxFile';

/** A field of a protobuf message as it stands in memory. */
export interface MessageField {
  readonly number: number;
  readonly wireType: number;
  /** Of a varint; the length of a field of bytes. */
  readonly value: number;
  /** The field's content. */
  readonly content: Uint8Array;
  /** Tag, length and content. */
  readonly whole: Uint8Array;
}

/** Fields of protobuf messages that hold bytes, and those that hold numbers. */
const [varintType, bytesType] = [0, 2];
const fixedLengths: ReadonlyMap<number, number> = new Map([
  [1, 8],
  [5, 4],
]);

/**
 * The fields of a message, in order.
 *
 * @throws RangeError where the bytes are no protobuf message
 */
export function messageFields(message: Uint8Array): MessageField[] {
  const fields: MessageField[] = [];
  let offset = 0;
  while (offset < message.length) {
    const tag = varintAt(message, offset);
    const wireType = tag.value % 8;
    const fixed = fixedLengths.get(wireType);
    const { value, end: start } =
      fixed === undefined ? varintAt(message, tag.end) : { value: fixed, end: tag.end };
    if (fixed === undefined && wireType !== varintType && wireType !== bytesType) {
      throw new RangeError(`A field of wire type ${wireType}`);
    }
    const end = wireType === varintType ? start : start + value;
    if (end > message.length) throw new RangeError('A field that ends too early');
    fields.push({
      number: Math.floor(tag.value / 8),
      wireType,
      value,
      content: message.subarray(start, end),
      whole: message.subarray(offset, end),
    });
    offset = end;
  }
  return fields;
}

export function textOf({ content }: MessageField): string {
  return new TextDecoder().decode(content);
}

/** Whole numbers of a repeated field, packed or not; negative ones are 64-bit two's complements. */
export function integersOf(fields: readonly MessageField[]): number[] {
  return fields.flatMap((field) => {
    if (field.wireType === varintType) return [signed(field.whole, varintAt(field.whole, 0).end)];
    const numbers: number[] = [];
    for (let offset = 0; offset < field.content.length;) {
      numbers.push(signed(field.content, offset));
      offset = varintAt(field.content, offset).end;
    }
    return numbers;
  });
}

/** A field with bytes: a text or another message. */
export function bytesField(number: number, content: Uint8Array | string): Uint8Array {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return joined([varint(8 * number + bytesType), varint(bytes.length), bytes]);
}

/** A field with a number, not negative. */
export function numberField(number: number, value: number): Uint8Array {
  return joined([varint(8 * number + varintType), varint(value)]);
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return Uint8Array.from([...bytes, rest]);
}

function varintAt(bytes: Uint8Array, offset: number): { value: number; end: number } {
  const read = readVarint(bytes, offset);
  if (read === undefined) throw new RangeError('A number that ends too early');
  return read;
}

function signed(bytes: Uint8Array, offset: number): number {
  let value = 0n;
  for (let index = offset, shift = 0n; ; index++, shift += 7n) {
    const byte = BigInt(bytes[index] ?? 0);
    value |= (byte & 0x7fn) << shift;
    if (byte < 0x80n) return Number(BigInt.asIntN(64, value));
  }
}
