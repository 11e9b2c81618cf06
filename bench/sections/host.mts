import { z } from 'zod';
import { delay, figuresOfSuites } from '../harness/hostSuite.mjs';
import type { Taken } from '../results.mjs';

const milliseconds = z.array(z.number());

const hostFigures = z.object({
  /** Milliseconds from the command to the first heat in the editor. */
  firstHeat: z.object({
    /** The pair was never used before: it is probed, and ways to share the processors are measured. */
    firstUse: milliseconds,
    /** With a new model process. */
    cold: milliseconds,
    /** With the pair in memory. */
    warm: milliseconds,
  }),
  /** Milliseconds until a document that was compared before shows its heat again. */
  comingBack: z.object({
    /** From showing it, after another one of the same pair was compared. */
    shown: milliseconds,
    /** From the command, in a document that was opened anew; there is no model process. */
    reopened: milliseconds,
  }),
  /** Milliseconds of each update of the decorations of a text of 5,000 tokens. */
  painting: z.object({ updates: milliseconds }),
  /** How late the extension host's event loop was, in milliseconds. */
  eventLoop: z.object({
    idle: delay,
    /** At several values of `steerscope.threads`; 0 lets the engine choose. */
    working: z.array(z.object({ threads: z.number(), running: delay, typing: delay })),
  }),
});

export type HostFigures = z.infer<typeof hostFigures>;
export type HostResults = Taken & HostFigures;

/** Runs test/host/measurements in a real VS Code. */
export function measureHost(short: boolean): Promise<HostFigures> {
  return Promise.resolve(hostFigures.parse(figuresOfSuites('test/host/measurements', short)));
}
