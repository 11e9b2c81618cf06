import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { attractorsCommand, type AttractorsOptions } from '../../../src/cli/attractorsCommand';
import type { SamplingContext } from '../../../src/cli/samplingSession';
import { CancelledError } from '../../../src/common/errors';
import { silentLog } from '../../../src/common/log';
import { townChain } from '../../fixtures/markovChain';
import { markovSamples, rowsOf } from '../support/markovSamples';

const set = markovSamples(townChain.states, rowsOf(townChain), { count: 10, length: 6, seed: 1 });

const options: AttractorsOptions = {
  prompt: ['home'],
  count: 10,
  length: 6,
  seed: 1,
  temperature: 1,
  topK: 0,
  topP: 1,
  stop: [],
  units: 'bits',
};

/** Runs the command on samples that are there already; gives what it wrote. */
async function find(abort: AbortController, onSampled: () => void): Promise<string> {
  let written = '';
  const stream = {
    write: (text: string, done?: () => void): boolean => {
      written += text;
      done?.();
      return true;
    },
  };
  const context: SamplingContext = {
    console: { env: {}, stdin: Readable.from([]), stdout: stream, stderr: { write: () => true } },
    places: { bundled: 'media/models', models: '/none', settings: undefined },
    log: silentLog,
    signal: abort.signal,
    createSampler: () =>
      Promise.resolve({
        sample: (_, onProgress) => {
          const { continuations, pieces, ...head } = set;
          onProgress({ kind: 'started', ...head });
          onProgress({ kind: 'batch', continuations, pieces, droppedMass: 0 });
          onSampled();
          return Promise.resolve();
        },
        dispose: () => Promise.resolve(),
      }),
  };
  await attractorsCommand([], options, context);
  return written;
}

describe('the command that looks for attractors', () => {
  it('writes what the analysis finds', async () => {
    const written = await find(new AbortController(), () => undefined);
    expect(JSON.parse(written)).toMatchObject({ formatVersion: 1 });
  });

  it('hears that it is interrupted while it analyses, and writes nothing', async () => {
    const abort = new AbortController();
    // As a signal of the system does: it waits for a turn of the event loop.
    const found = find(abort, () => {
      setImmediate(() => {
        abort.abort();
      });
    });
    await expect(found).rejects.toBeInstanceOf(CancelledError);
  });
});
