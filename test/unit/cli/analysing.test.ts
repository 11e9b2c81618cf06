import { describe, expect, it } from 'vitest';
import { attractorsCommand } from '../../../src/cli/attractorsCommand';
import { checkpointsCommand } from '../../../src/cli/checkpointsCommand';
import type { SamplingContext } from '../../../src/cli/samplingSession';
import { CancelledError } from '../../../src/common/errors';
import { runOnSamples, sampledOptions } from './sampledCommand';

const commands: Readonly<Record<string, (context: SamplingContext) => Promise<unknown>>> = {
  attractors: (context) => attractorsCommand([], sampledOptions, context),
  checkpoints: (context) => checkpointsCommand([], sampledOptions, context),
};

describe.each(Object.entries(commands))('the command %s', (_, command) => {
  it('writes what the analysis finds', async () => {
    const written = await runOnSamples(command, new AbortController(), () => undefined);
    expect(JSON.parse(written)).toMatchObject({ formatVersion: 1 });
  });

  it('hears that it is interrupted while it analyses, and writes nothing', async () => {
    const abort = new AbortController();
    // As a signal of the system does: it waits for a turn of the event loop.
    const found = runOnSamples(command, abort, () => {
      setImmediate(() => {
        abort.abort();
      });
    });
    await expect(found).rejects.toBeInstanceOf(CancelledError);
  });
});

describe('changing tokens of the most probable texts', () => {
  it('goes on behind the ends of documents where what is sampled does', async () => {
    const asked: unknown[] = [];
    await runOnSamples(
      (context) =>
        attractorsCommand([], { ...sampledOptions, pastEnd: true, perturb: true }, context),
      new AbortController(),
      ({ decoding }) => asked.push(decoding),
    );
    expect(asked).toEqual([
      { temperature: 1, topK: 0, topP: 1, stop: [], pastEnd: true },
      { temperature: 0, pastEnd: true },
    ]);
  });
});
