import { open, readdir, readFile, stat } from 'node:fs/promises';

/** A file opened for reading at any place. */
export interface OpenFile {
  readonly size: number;
  /** Up to `length` bytes from `offset`; fewer at the end of the file. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** What checking a model folder needs of a file system; errors carry Node's `code`. */
export interface Files {
  list(directory: string): Promise<readonly string[]>;
  readText(path: string): Promise<string>;
  stat(path: string): Promise<{ readonly size: number; readonly modified: number }>;
  open(path: string): Promise<OpenFile>;
}

/** The machine's own file system. */
export const nodeFiles: Files = {
  list: (directory) => readdir(directory),
  readText: (path) => readFile(path, 'utf8'),
  stat: async (path) => {
    const { size, mtimeMs } = await stat(path);
    return { size, modified: mtimeMs };
  },
  open: async (path) => {
    const handle = await open(path, 'r');
    const { size } = await handle.stat();
    return {
      size,
      read: async (offset, length) => {
        const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, offset);
        return buffer.subarray(0, bytesRead);
      },
      close: () => handle.close(),
    };
  },
};

/** Node's error code of anything thrown, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}
