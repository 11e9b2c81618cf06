import { appendFileSync, readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import path from 'node:path';

/** Milliseconds between the samples of the event loop's delay; part of every sample. */
const resolution = 1;

/** Whether only a short run is wanted, whose figures nobody keeps. */
export const short = process.env['STEERSCOPE_MEASUREMENTS_SHORT'] === '1';

/** UTF-16 code units a token of the bundled pair on its own kind of text, about. */
export const unitsPerToken = 3.2;

/** Hands figures to whoever started the suite, as one line of JSON; see bench/harness/hostSuite.mts. */
export function report(name: string, figures: object): void {
  const file = process.env['STEERSCOPE_MEASUREMENTS'];
  if (file === undefined) throw new Error('STEERSCOPE_MEASUREMENTS names no file.');
  appendFileSync(file, `${JSON.stringify({ name, figures })}\n`);
}

/** How late the event loop of this process was while `work` went on, in milliseconds. */
export async function eventLoopDelay(
  work: () => Promise<unknown>,
): Promise<{ p50: number; p99: number; most: number; seconds: number }> {
  const histogram = monitorEventLoopDelay({ resolution });
  const started = performance.now();
  histogram.enable();
  await work();
  histogram.disable();
  const milliseconds = (nanoseconds: number): number =>
    Math.round(nanoseconds / 1_000 - resolution * 1_000) / 1_000;
  return {
    p50: milliseconds(histogram.percentile(50)),
    p99: milliseconds(histogram.percentile(99)),
    most: milliseconds(histogram.max),
    seconds: (performance.now() - started) / 1_000,
  };
}

/**
 * A text of a wanted length that begins differently for every `variant`.
 *
 * @param length UTF-16 code units
 */
export function storyOf(length: number, variant: number): string {
  const file = process.env['STEERSCOPE_MEASUREMENTS_TEXT'] ?? '';
  const source = readFileSync(path.resolve(file), 'utf8');
  const start = source.indexOf('\n', (variant * 503) % source.length) + 1;
  const turned = `${source.slice(start)}\n${source.slice(0, start)}`;
  return `${variant}. ${turned.repeat(Math.ceil(length / turned.length))}`.slice(0, length);
}
