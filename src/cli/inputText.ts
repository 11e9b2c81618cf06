import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';
import { CancelledError, UserFacingError } from '../common/errors';
import type { Log } from '../common/log';
import { fileProblem } from './fileProblem';

/** A text to score. */
export interface InputText {
  /** As it was named; `-` for the standard input. */
  readonly path: string;
  readonly text: string;
}

/**
 * Reads a file, or the standard input for `-`.
 *
 * @throws UserFacingError if it cannot be read or is not UTF-8
 * @throws CancelledError once the signal has aborted
 */
export async function readInput(
  path: string,
  stdin: Readable,
  signal: AbortSignal,
  log: Log,
): Promise<InputText> {
  if (path === '-') log.log('debug', 'Reading the standard input.');
  const bytes = path === '-' ? await readStream(stdin, signal) : await readBytes(path);
  if (signal.aborted) throw new CancelledError();
  return { path, text: decodeText(bytes, path === '-' ? 'the standard input' : path) };
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw fileProblem(path, 'read', error);
  }
}

async function readStream(stream: Readable, signal: AbortSignal): Promise<Buffer> {
  addAbortSignal(signal, stream);
  const chunks: Buffer[] = [];
  try {
    const bytes: AsyncIterable<Buffer> = stream;
    for await (const chunk of bytes) chunks.push(chunk);
  } catch (error) {
    if (signal.aborted) throw new CancelledError();
    throw fileProblem('The standard input', 'read', error);
  }
  return Buffer.concat(chunks);
}

/**
 * Decodes UTF-8. A byte order mark stays part of the text, so that offsets count it; NUL bytes are
 * characters like others.
 *
 * @throws UserFacingError with the offset of the first byte that is not UTF-8
 */
export function decodeText(bytes: Buffer, name: string): string {
  if (isUtf8(bytes)) {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  }
  const encoding = utf16Mark(bytes);
  if (encoding !== undefined) {
    throw notUtf8(name, `it begins like ${encoding}`, encoding);
  }
  const offset = firstInvalidByte(bytes);
  const byte = (bytes[offset] ?? 0).toString(16).toUpperCase().padStart(2, '0');
  const found = `byte ${offset} is 0x${byte}`;
  if (bytes.includes(0)) {
    throw new UserFacingError(
      'unreadable',
      `${name} cannot be compared: it is not text in UTF-8 (${found}) and looks like a binary file. Choose a text file.`,
    );
  }
  throw notUtf8(name, found, 'WINDOWS-1252');
}

function notUtf8(name: string, found: string, encoding: string): UserFacingError {
  return new UserFacingError(
    'unreadable',
    `${name} cannot be compared: it is not text in UTF-8 (${found}). Convert it first, for example with "iconv -f ${encoding} -t UTF-8".`,
  );
}

function utf16Mark(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'UTF-16LE';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'UTF-16BE' : undefined;
}

const replacement = Buffer.from('\ufffd');

/** Offset of the first byte that decoding replaces, in a text that has one. */
function firstInvalidByte(bytes: Buffer): number {
  let offset = 0;
  for (const character of new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)) {
    const length = Buffer.byteLength(character);
    const covered = bytes.subarray(offset, offset + length);
    if (character === '\ufffd' && !covered.equals(replacement)) break;
    offset += length;
  }
  return offset;
}
