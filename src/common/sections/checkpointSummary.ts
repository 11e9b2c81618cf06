import { listOf, percent, shareText } from '../attractors/attractorSentences';
import type { WithinPrompt } from '../attractors/withinPrompt';
import { isCausal } from '../causality';
import type { CheckpointSeries } from '../checkpoints/checkpointSeries';
import { growthVerdict, hasAttractor, ownSentence } from '../checkpoints/checkpointSentences';
import type { DisplayUnit } from '../format';
import { intervalText } from '../probes/probeSentences';
import type { SectionSummary } from './sectionReport';

/** The finding about checkpoints at a glance; none where a pair is not causal and nothing else is said. */
export function checkpointSummary(
  series: CheckpointSeries,
  unit: DisplayUnit,
): SectionSummary | undefined {
  const { base, points } = series;
  if (points.some(({ set }) => !isCausal(set.pair))) return undefined;
  const withAttractor = hasAttractor(series);
  const withOwn = ownSentence(series) !== '';
  const alike = (of: WithinPrompt | undefined): readonly string[] =>
    withOwn ? [of === undefined ? '' : `${percent(of.tuned)} %`] : [];
  const share = (of: Parameters<typeof shareText>[0] | undefined): readonly string[] =>
    withAttractor ? [of === undefined ? '' : shareText(of)] : [];
  return {
    verdict: [`${growthVerdict(series)}.`, ownSentence(series)].join(' ').trimEnd(),
    figures: {
      caption: 'Base and checkpoints by the KL they spend (95 % intervals)',
      columns: [
        'checkpoint',
        `KL spent, ${unit}`,
        ...(withAttractor ? [`hold ${listOf(series.phrases)}`] : []),
        ...(withOwn ? ['two of the same prompt are alike'] : []),
        `divergence, ${unit} per token`,
        `entropy gap, ${unit} per token`,
      ].map((title, place) => ({ title, isNumber: place > 0 })),
      rows: [
        [
          'base',
          '0',
          ...share(base.attractor),
          ...(withOwn ? [''] : []),
          '0',
          intervalText(base.entropyGap, unit, true),
        ],
        ...points.map((point, place) => [
          `${place + 1} ${point.checkpoint.pair.tuned.name}`,
          intervalText(point.klSpent, unit),
          ...share(point.attractor?.tuned),
          ...alike(point.withinPrompt),
          intervalText(point.divergence, unit),
          intervalText(point.entropyGap, unit, true),
        ]),
      ].map((cells) => ({ cells })),
    },
    notes: [
      'Divergence and entropy gap are on what the base writes. An entropy gap of 0 is calibrated, below 0 over-confident.',
    ],
  };
}
