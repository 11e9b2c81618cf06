import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { tokenColumns, type Comparison, type TokenColumns } from '../common/comparison';
import { CancelledError } from '../common/errors';
import {
  allocateStatistics,
  columnGroups,
  columnOf,
  statisticsColumns,
  type StatisticsColumns,
} from '../common/statisticsColumns';

/**
 * A comparison in a file: `STEERCMP`; the format's version, the length of the header and its CRC-32 as
 * uint32; the header as JSON; the numbers of every array in the order that the header names them; and
 * the CRC-32 of all that. Numbers are little-endian, as in the memory of every machine that has a
 * runtime.
 */
const magic = 'STEERCMP';
const formatVersion = 2;

/** Bytes before the header. */
const preamble = magic.length + 12;
/** Bytes that are written, read and summed up at a time: longer would hold up the editor. */
const pieceLength = 2 ** 20;

/** A file that cannot be used, with the reason in words that follow "it". */
export class UnusableFile extends Error {
  override readonly name = 'UnusableFile';
}

type TypedArray = Float64Array | Float32Array | Int32Array | Uint8Array;

interface Section {
  readonly name: string;
  readonly array: TypedArray;
}

/** All arrays of a comparison in a fixed order. */
function sectionsOf(
  tokens: TokenColumns,
  contextIds: Int32Array,
  statistics: StatisticsColumns,
  pieces: Pieces,
): readonly Section[] {
  return [
    { name: 'contextIds', array: contextIds },
    ...tokenColumns.map((name) => ({ name: `tokens.${name}`, array: tokens[name] })),
    ...statisticsColumns.map((column) => ({
      name: `${column.group}.${column.name}:${column.kind}×${column.perRow}`,
      array: columnOf(statistics, column),
    })),
    { name: 'pieces.id', array: pieces.id },
    { name: 'pieces.length', array: pieces.length },
    { name: 'pieces.bytes', array: pieces.bytes },
  ];
}

/** The bytes of every token one after another. */
interface Pieces {
  readonly id: Int32Array;
  readonly length: Int32Array;
  readonly bytes: Uint8Array;
}

/** What of a comparison is no array of numbers. */
type Rest = Omit<Comparison, keyof StatisticsColumns | (typeof otherArrays)[number]>;

const otherArrays = ['tokens', 'contextIds', 'pieces'] as const;

function restOf(comparison: Comparison): Rest {
  const inSections = new Set<string>([...Object.keys(columnGroups), ...otherArrays]);
  const rest = Object.entries(comparison).filter(([name]) => !inSections.has(name));
  return Object.fromEntries(rest) as unknown as Rest;
}

/** What stands before the numbers, and how many there are of each kind. */
interface Header {
  readonly key: string;
  readonly rest: Rest;
  readonly sections: readonly (readonly [name: string, length: number])[];
}

/** Bytes of a comparison's numbers, which are nearly all of its file. */
export function sizeOfNumbers(comparison: Comparison): number {
  const { tokens, contextIds } = comparison;
  const none = { id: new Int32Array(0), length: new Int32Array(0), bytes: new Uint8Array(0) };
  return sectionsOf(tokens, contextIds, comparison, none).reduce(
    (sum, { array }) => sum + array.byteLength,
    0,
  );
}

/** Writes a comparison that was made for `key` to an empty file. */
export async function writeComparison(
  file: FileHandle,
  key: string,
  comparison: Comparison,
): Promise<void> {
  const { tokens, contextIds, pieces } = comparison;
  const sections = sectionsOf(tokens, contextIds, comparison, packed(pieces));
  const header: Header = {
    key,
    rest: restOf(comparison),
    sections: sections.map(({ name, array }) => [name, array.length]),
  };
  const text = Buffer.from(JSON.stringify(header));
  const start = Buffer.alloc(preamble);
  start.write(magic, 'latin1');
  start.writeUInt32LE(formatVersion, magic.length);
  start.writeUInt32LE(text.length, magic.length + 4);
  start.writeUInt32LE(crc32(text), magic.length + 8);
  let sum = 0;
  for (const array of [start, text, ...sections.map((section) => section.array)]) {
    for (const piece of piecesOf(array)) {
      sum = crc32(piece, sum);
      await file.writeFile(piece);
    }
  }
  const end = Buffer.alloc(4);
  end.writeUInt32LE(sum);
  await file.writeFile(end);
}

/**
 * Reads what {@link writeComparison} wrote for `key`.
 *
 * @param signal is looked at between any two pieces of the file
 * @throws UnusableFile if the file is of another version or not what was written
 * @throws CancelledError once the signal has aborted
 */
export async function readComparison(
  file: FileHandle,
  key: string,
  signal?: AbortSignal,
): Promise<Comparison> {
  const reader = new SummingReader(file, (await file.stat()).size, signal);
  const start = Buffer.from((await reader.read(new Uint8Array(preamble))).buffer);
  if (start.toString('latin1', 0, magic.length) !== magic) {
    throw new UnusableFile('is no comparison');
  }
  if (start.readUInt32LE(magic.length) !== formatVersion) {
    throw new UnusableFile('is of another version');
  }
  const header = await readHeader(
    reader,
    start.readUInt32LE(magic.length + 4),
    start.readUInt32LE(magic.length + 8),
  );
  if (header.key !== key) throw new UnusableFile('is of another text');
  const { rest } = header;
  const rows = rest.rowCount;
  const lengths = new Map(header.sections);
  const length = (name: string): number => lengths.get(name) ?? 0;
  const statistics = allocateStatistics(rows, rest.settings.topK);
  const tokens = Object.fromEntries(
    tokenColumns.map((name) => [name, new Int32Array(rows)]),
  ) as unknown as TokenColumns;
  const contextIds = new Int32Array(length('contextIds'));
  const pieces = {
    id: new Int32Array(length('pieces.id')),
    length: new Int32Array(length('pieces.length')),
    bytes: new Uint8Array(length('pieces.bytes')),
  };
  const sections = sectionsOf(tokens, contextIds, statistics, pieces);
  const expected = JSON.stringify(sections.map(({ name, array }) => [name, array.length]));
  if (JSON.stringify(header.sections) !== expected) {
    throw new UnusableFile('is of another version');
  }
  for (const { array } of sections) await reader.read(array);
  await reader.checkSum();
  return { ...rest, contextIds, tokens, ...statistics, pieces: unpacked(pieces) };
}

/** Reads a file from its beginning and adds up its bytes. */
class SummingReader {
  private sum = 0;
  private position = 0;

  constructor(
    private readonly file: FileHandle,
    private readonly size: number,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** Bytes before the sum that have not been read yet. */
  get left(): number {
    return this.size - this.position - 4;
  }

  /** Fills an array. */
  async read<T extends TypedArray>(array: T): Promise<T> {
    if (array.byteLength > this.left) throw new UnusableFile('ends too early');
    for (const piece of piecesOf(array)) {
      if (this.signal?.aborted === true) throw new CancelledError();
      await this.fill(piece);
      this.sum = crc32(piece, this.sum);
    }
    return array;
  }

  /** Expects the sum of everything so far at the end of the file. */
  async checkSum(): Promise<void> {
    if (this.left !== 0) throw new UnusableFile('has another length');
    const end = Buffer.alloc(4);
    await this.fill(end);
    if (end.readUInt32LE() !== this.sum) throw new UnusableFile('is damaged');
  }

  private async fill(piece: Uint8Array): Promise<void> {
    let filled = 0;
    while (filled < piece.length) {
      const { bytesRead } = await this.file.read(
        piece,
        filled,
        piece.length - filled,
        this.position,
      );
      if (bytesRead === 0) throw new UnusableFile('ends too early');
      filled += bytesRead;
      this.position += bytesRead;
    }
  }
}

async function readHeader(reader: SummingReader, length: number, sum: number): Promise<Header> {
  if (length > reader.left) throw new UnusableFile('ends too early');
  const text = await reader.read(new Uint8Array(length));
  // Before its lengths are believed and memory is made for them.
  if (crc32(text) !== sum) throw new UnusableFile('is damaged');
  return JSON.parse(new TextDecoder().decode(text)) as Header;
}

/** An array's bytes in views of it that are not too long. */
function* piecesOf({ buffer, byteOffset, byteLength }: TypedArray): Generator<Uint8Array> {
  for (let start = 0; start < byteLength; start += pieceLength) {
    yield new Uint8Array(buffer, byteOffset + start, Math.min(pieceLength, byteLength - start));
  }
}

function packed(pieces: ReadonlyMap<number, Uint8Array>): Pieces {
  return {
    id: Int32Array.from(pieces.keys()),
    length: Int32Array.from(pieces.values(), (bytes) => bytes.length),
    bytes: Buffer.concat([...pieces.values()]),
  };
}

function unpacked({ id, length, bytes }: Pieces): Map<number, Uint8Array> {
  const pieces = new Map<number, Uint8Array>();
  let end = 0;
  id.forEach((token, index) => {
    const start = end;
    end += length[index] ?? 0;
    pieces.set(token, bytes.subarray(start, end));
  });
  return pieces;
}
