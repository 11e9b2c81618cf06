import { Readable } from 'node:stream';
import type { SamplingContext, SamplingOptions } from '../../../src/cli/samplingSession';
import { silentLog } from '../../../src/common/log';
import type { SampleParams } from '../../../src/common/protocol/sampling';
import { townChain } from '../../fixtures/markovChain';
import { markovSamples, rowsOf } from '../support/markovSamples';

const set = markovSamples(townChain.states, rowsOf(townChain), { count: 10, length: 6, seed: 1 });

/** What asks for the samples that are there already. */
export const sampledOptions: SamplingOptions = {
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

/** Runs a command that samples, on samples that are there already; gives what it wrote. */
export async function runOnSamples(
  command: (context: SamplingContext) => Promise<unknown>,
  abort: AbortController,
  onSampled: (params: SampleParams) => void,
): Promise<string> {
  let written = '';
  const stream = {
    write: (text: string, done?: () => void): boolean => {
      written += text;
      done?.();
      return true;
    },
  };
  await command({
    console: { env: {}, stdin: Readable.from([]), stdout: stream, stderr: { write: () => true } },
    places: { bundled: 'media/models', models: '/none', settings: undefined },
    log: silentLog,
    signal: abort.signal,
    createSampler: () =>
      Promise.resolve({
        sample: (params, onProgress) => {
          const { continuations, pieces, ...head } = set;
          onProgress({ kind: 'started', ...head });
          onProgress({ kind: 'batch', continuations, pieces, droppedMass: 0 });
          onSampled(params);
          return Promise.resolve();
        },
        dispose: () => Promise.resolve(),
      }),
  });
  return written;
}
