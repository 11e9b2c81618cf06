import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Taken } from '../results.mjs';

const delay = z.object({
  p50: z.number(),
  p99: z.number(),
  most: z.number(),
  seconds: z.number(),
});

const hostFigures = z.object({
  /** Milliseconds from the command to the first heat in the editor. */
  firstDecoration: z.object({ cold: z.array(z.number()), warm: z.array(z.number()) }),
  /** Milliseconds of each update of the decorations of a text of 5,000 tokens. */
  painting: z.object({ updates: z.array(z.number()) }),
  /** How late the extension host's event loop was, in milliseconds. */
  eventLoop: z.object({ idle: delay, running: delay, typing: delay }),
});

export type HostFigures = z.infer<typeof hostFigures>;
export type HostResults = Taken & HostFigures;

const line = z.object({ name: z.string(), figures: z.unknown() });

/** Runs test/host/measurements in a real VS Code. */
export function measureHost(short: boolean): Promise<HostFigures> {
  const file = path.resolve('out/bench/host.jsonl');
  mkdirSync(path.dirname(file), { recursive: true });
  rmSync(file, { force: true });
  execFileSync(
    process.execPath,
    ['--import', 'tsx', 'test/host/run.mts', '--suites', 'test/host/measurements'],
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
  return Promise.resolve(
    hostFigures.parse(Object.fromEntries(parsed.map(({ name, figures }) => [name, figures]))),
  );
}
