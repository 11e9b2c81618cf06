import { readFileSync } from 'node:fs';
import { checkpointSteps } from '../../../src/common/checkpoints/checkpointSeries';
import { parseProbeFile } from '../../../src/common/probes/probeFile';
import {
  probeReport,
  questionsOf,
  type MeasuredQuestion,
} from '../../../src/common/probes/probeReport';
import { finish } from '../../../src/common/steps';
import type { PanelStudies } from '../../../src/common/protocol/panelStudies';
import { panelCheckpoints, panelProbes } from '../../../src/views/studies/studiesSnapshot';
import { townChain } from '../../fixtures/markovChain';
import { markovSamples, rowsOf } from '../../unit/support/markovSamples';

const unit = 'bits';
const file = parseProbeFile(
  readFileSync('media/probes/stories.probes.json', 'utf8'),
  'stories.probes.json',
);

/** Answers that follow the truth by a power of it, with some mass left over. */
function answered(power: number, place: number, truths: readonly number[]): Float64Array {
  const weights = truths.map((truth, answer) =>
    truth === 0 ? 0.002 : truth ** power * (1 + 0.3 * Math.sin(place + 2 * answer)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Float64Array.from(weights, (weight) => (0.7 * weight) / total);
}

const measured = questionsOf(file).map(({ answers }, place): MeasuredQuestion => {
  const truths = answers.map(({ truth }) => truth);
  return {
    base: { chances: answered(1, place, truths), unresolved: 0 },
    tuned: { chances: answered(-0.6, 3 * place, truths), unresolved: 0 },
  };
});

const pair = {
  id: 'wedding-party',
  name: 'Wedding party',
  base: { name: 'Story model (base)' },
  tuned: { name: 'Happy reward, step 160' },
  dtype: 'fp16',
  vocabularySize: 4096,
  prefix: [0],
  droppedMass: 0,
  noiseFloor: 1e-6,
  causality: 0,
} as const;

/** Probes that were asked. */
export const probes = {
  file,
  report: probeReport(file, measured, {
    pair,
    contextWindow: 512,
    threads: 2,
    sideBySide: true,
    chat: false,
  }),
};

const town = { ...townChain, horizon: 24 };
/** Checkpoints that were compared. */
export const checkpoints = {
  source: '20 neutral beginnings',
  series: finish(
    checkpointSteps(
      [
        [4, 'Happy reward, step 15', 0.41],
        [0.8, 'Happy reward, step 160', 0.83],
        [0.5, 'Over-optimised, step 240', 0.98],
      ].map(([beta, name, meanReward]) => ({
        checkpoint: {
          id: String(name),
          pair: {
            ...pair,
            base: { ...pair.base, directory: '/base' },
            tuned: { name: String(name), directory: '/tuned' },
          },
          stated: {
            reward: 'mean over sentences of a sentiment score',
            meanReward: Number(meanReward),
            baseReward: 0.15,
            klSpent: 6.2 / Number(beta),
            klTokens: 64,
            prompts: 'beginnings of stories',
          },
        },
        set: markovSamples(town.states, rowsOf({ ...town, beta: Number(beta) }), {
          count: 24,
          length: 12,
          seed: 4,
          starts: [0, 1, 2, 3, 4],
        }),
      })),
    ),
  ),
};

/** What the sections about the pair can be in. */
export const studiesStates = {
  studied: {
    probes: panelProbes(probes, { kind: 'done' }, unit),
    checkpoints: panelCheckpoints(checkpoints, { kind: 'done' }, unit),
  },
  studying: {
    probes: panelProbes({ file, report: undefined }, { kind: 'running', fraction: 0.4 }, unit),
    checkpoints: panelCheckpoints(
      { ...checkpoints, series: undefined },
      { kind: 'loading', name: 'Over-optimised, step 240', bytes: 12_345_678, measuring: false },
      unit,
    ),
  },
  studyFailed: {
    probes: panelProbes(
      { file, report: undefined },
      {
        kind: 'failed',
        error: {
          kind: 'usage',
          message:
            'The tuned model of this pair has no chat template, so it cannot be asked in a chat. Ask it as it is.',
          actions: [],
        },
      },
      unit,
    ),
    checkpoints: panelCheckpoints(checkpoints, { kind: 'cancelled' }, unit),
  },
} satisfies Record<string, PanelStudies>;
