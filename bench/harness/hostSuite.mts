import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const line = z.object({ name: z.string(), figures: z.unknown() });

/** How late an event loop was, in milliseconds. */
export const delay = z.object({
  p50: z.number(),
  p99: z.number(),
  most: z.number(),
  seconds: z.number(),
});

export type Delay = z.infer<typeof delay>;

/**
 * Runs a folder of suites in a real VS Code and takes the figures that they report, by name.
 *
 * @param short for a rehearsal, whose figures nobody keeps
 */
export function figuresOfSuites(folder: string, short: boolean): Readonly<Record<string, unknown>> {
  const file = path.resolve('out/bench', `${path.basename(folder)}.jsonl`);
  mkdirSync(path.dirname(file), { recursive: true });
  rmSync(file, { force: true });
  execFileSync(
    process.execPath,
    ['--import', 'tsx', 'test/host/run.mts', '--suites', folder, '--time-limit', '900'],
    {
      env: {
        ...process.env,
        STEERSCOPE_MEASUREMENTS: file,
        STEERSCOPE_MEASUREMENTS_TEXT: path.resolve(
          'test/fixtures/texts/longer-than-the-context.txt',
        ),
        ...(short ? { STEERSCOPE_MEASUREMENTS_SHORT: '1' } : {}),
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  const parsed = lines.map((text) => line.parse(JSON.parse(text)));
  return Object.fromEntries(parsed.map(({ name, figures }) => [name, figures]));
}
