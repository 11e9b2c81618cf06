import { createHash } from 'node:crypto';
import { mkdir, open, readdir, stat, unlink, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { Comparison } from '../common/comparison';
import { CancelledError } from '../common/errors';
import type { Log } from '../common/log';
import { readComparison, sizeOfNumbers, UnusableFile, writeComparison } from './comparisonFile';
import { replaceFile } from './replaceFile';

const ending = '.comparison';

/** Milliseconds after which a file that was never finished is taken for left behind. */
const abandoned = 3_600_000;

interface KeptFile {
  readonly file: string;
  /** In bytes. */
  readonly size: number;
  /** When it was last read or written, in milliseconds since 1970. */
  readonly used: number;
  /** Whether it was finished. */
  readonly isWhole: boolean;
}

/**
 * Keeps comparisons in a folder, from one start of the program to the next and for several programs at
 * once. What cannot be read or written is computed again; the log says so in one line.
 */
export class ComparisonCache {
  /** What the log was told already. */
  private readonly reported = new Set<string>();

  /**
   * @param directory is made when it is first written to
   * @param limit bytes that the folder may hold; nothing is kept at 0
   */
  constructor(
    private readonly directory: string,
    private readonly limit: () => number,
    private readonly log: Log,
  ) {}

  /**
   * The comparison that was kept for a key.
   *
   * @throws CancelledError once the signal has aborted
   */
  async get(key: string, signal?: AbortSignal): Promise<Comparison | undefined> {
    if (this.limit() <= 0) return undefined;
    const file = this.fileOf(key);
    try {
      const handle = await open(file, 'r');
      try {
        const comparison = await readComparison(handle, key, signal);
        // The files that were used last are the last to go.
        const now = new Date();
        await utimes(file, now, now).catch(() => undefined);
        return comparison;
      } finally {
        await handle.close();
      }
    } catch (error) {
      if (error instanceof CancelledError) throw error;
      if (errorCode(error) === 'ENOENT') return undefined;
      this.report(
        error instanceof UnusableFile
          ? `A kept result is not used, since it ${error.message}; it is computed again (${path.basename(file)}).`
          : `Kept results cannot be read from ${this.directory} (${reasonOf(error)}); they are computed again.`,
      );
      if (error instanceof UnusableFile) await unlink(file).catch(() => undefined);
      return undefined;
    }
  }

  /** Keeps a comparison, whole or not at all, and lets the ones go that were used longest ago. */
  async put(key: string, comparison: Comparison): Promise<void> {
    const limit = this.limit();
    if (limit <= 0) return;
    const size = sizeOfNumbers(comparison);
    if (size > limit) {
      this.report(
        `A result of ${megabytes(size)} is not kept: steerscope.cache.size allows ${megabytes(limit)}.`,
      );
      return;
    }
    try {
      await mkdir(this.directory, { recursive: true });
      await replaceFile(this.fileOf(key), (file) => write(file, key, comparison));
      await this.prune();
    } catch (error) {
      this.report(
        `Results cannot be kept in ${this.directory} (${reasonOf(error)}); they are computed again when they are needed.`,
      );
    }
  }

  /** Deletes what is beyond the limit, the longest unused first, and what was never finished. */
  async prune(): Promise<void> {
    let total = 0;
    for (const { file, size, used, isWhole } of await this.files()) {
      const limit = this.limit();
      // One that is too large for itself must not push out all others.
      const fits = isWhole && size <= limit;
      if (fits) total += size;
      const unwanted = isWhole
        ? !fits || total > limit
        : limit <= 0 || Date.now() - used > abandoned;
      if (unwanted) await unlink(file).catch(() => undefined);
    }
  }

  /**
   * Deletes everything.
   *
   * @returns what was there, in bytes
   */
  async clear(): Promise<{ readonly comparisons: number; readonly bytes: number }> {
    const files = await this.files();
    for (const { file } of files) await unlink(file).catch(() => undefined);
    return {
      comparisons: files.filter(({ isWhole }) => isWhole).length,
      bytes: files.reduce((sum, { size }) => sum + size, 0),
    };
  }

  /** What lies in the folder, the last used first. */
  private async files(): Promise<readonly KeptFile[]> {
    const names = await readdir(this.directory).catch(() => []);
    const files: KeptFile[] = [];
    for (const name of names.filter((each) => each.includes(ending))) {
      const file = path.join(this.directory, name);
      const found = await stat(file).catch(() => undefined);
      if (found === undefined) continue;
      const { size, mtimeMs: used } = found;
      files.push({ file, size, used, isWhole: name.endsWith(ending) });
    }
    return files.sort((a, b) => b.used - a.used);
  }

  private fileOf(key: string): string {
    const name = createHash('sha256').update(key).digest('hex').slice(0, 32);
    return path.join(this.directory, `${name}${ending}`);
  }

  private report(line: string): void {
    if (this.reported.has(line)) return;
    this.reported.add(line);
    this.log.log('warn', line);
  }
}

async function write(path_: string, key: string, comparison: Comparison): Promise<void> {
  const handle = await open(path_, 'w');
  try {
    await writeComparison(handle, key, comparison);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

function reasonOf(error: unknown): string {
  return errorCode(error) ?? (error instanceof Error ? error.message : String(error));
}
