import { z } from 'zod';
import { delay, figuresOfSuites } from '../harness/hostSuite.mjs';
import type { Taken } from '../results.mjs';

/** Resident, in MiB; null where the system does not tell. */
const memory = z.number().nullable();

const processes = z.object({ host: memory, model: memory });

const megabyteFigures = z.object({
  /** UTF-16 code units. */
  units: z.number(),
  tokens: z.number(),
  /** How late the extension host's event loop was during the whole run. */
  eventLoop: delay,
  /** The same while all that the panel shows of the result is made and sent to it, eight times. */
  analysing: delay,
  /** Milliseconds from cancelling to the end of the run, at several moments. */
  cancel: z.array(z.number()),
  memory: z.object({
    before: processes,
    after: processes,
    /** While the text was compared. */
    modelPeak: memory,
    /** With the runs that were cancelled after it, too. */
    modelPeakOfAll: memory,
    /** The result's numbers in the extension host. */
    rows: z.number(),
  }),
});

/** Milliseconds from the command to the first rows, the model process included where it is new. */
const firstRowsFigures = z.object({ cold: z.array(z.number()), warm: z.array(z.number()) });

const suiteFigures = z.object({ megabyte: megabyteFigures, firstRows: firstRowsFigures });

export type MegabyteFigures = z.infer<typeof megabyteFigures> & {
  readonly firstRows: z.infer<typeof firstRowsFigures>;
};
export type MegabyteResults = Taken & MegabyteFigures;

/** Runs test/host/megabyte in a real VS Code. */
export function measureMegabyte(short: boolean): Promise<MegabyteFigures> {
  const figures = figuresOfSuites('test/host/megabyte', short);
  const { megabyte, firstRows } = suiteFigures.parse(figures);
  return Promise.resolve({ ...megabyte, firstRows });
}
