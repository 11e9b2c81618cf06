import { z } from 'zod';
import { delay, figuresOfSuites } from '../harness/hostSuite.mjs';
import type { Taken } from '../results.mjs';

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

/** Runs test/host/measurements in a real VS Code. */
export function measureHost(short: boolean): Promise<HostFigures> {
  return Promise.resolve(hostFigures.parse(figuresOfSuites('test/host/measurements', short)));
}
