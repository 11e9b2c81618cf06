import { excerpt, shareText } from '../attractors/attractorSentences';
import type { Cluster } from '../attractors/clusters';
import { fixedAxis } from '../plot/axes';
import type { Plot, PlotLayer, PlotRole } from '../plot/plot';
import type { SampleSet } from '../sampling/continuation';
import type { Share } from '../stats/proportions';
import type { SectionPlot } from './sectionReport';

/** Characters of a representative beside the chart; the table has more. */
const labelLength = 24;

/** Shares of both models in clusters, with intervals: tuned above base, the largest cluster at the top. */
export function clustersPlot(clusters: readonly Cluster[], set: SampleSet): SectionPlot {
  const heights = clusters.map((_, index) => clusters.length - index);
  const per = (of: (cluster: Cluster) => number): number[] =>
    clusters.map((cluster) => 100 * of(cluster));
  const layer = (
    role: PlotRole,
    share: (cluster: Cluster) => Share,
    offset: number,
  ): PlotLayer[] => [
    {
      kind: 'bars',
      role,
      left: per((cluster) => share(cluster).low),
      right: per((cluster) => share(cluster).high),
      from: heights.map((at) => at + offset - 0.06),
      to: heights.map((at) => at + offset + 0.06),
      hollow: true,
    },
    {
      kind: 'points',
      role,
      shape: role === 'tuned' ? 'diamond' : 'circle',
      hollow: role === 'base',
      x: per((cluster) => share(cluster).share),
      y: heights.map((at) => at + offset),
    },
  ];
  const highest = Math.max(...per(({ tuned, base }) => Math.max(tuned.high, base.high)));
  const plot: Plot = {
    description: describe(clusters, set),
    x: fixedAxis('share of continuations, % (◆ tuned, ○ base)', 0, Math.min(100, highest), 6),
    y: {
      scale: 'linear',
      min: 0.5,
      max: clusters.length + 0.5,
      title: '',
      ticks: clusters.map(({ representative }, index) => ({
        at: clusters.length - index,
        label: excerpt(set.continuations[representative]?.text ?? '', labelLength),
      })),
    },
    layers: [
      ...layer('tuned', ({ tuned }) => tuned, 0.18),
      ...layer('base', ({ base }) => base, -0.18),
    ],
  };
  return { plot, lines: 5 + 2 * clusters.length, isAlongText: false };
}

/** Clusters whose numbers the description says; the table has all. */
const described = 5;

function describe(clusters: readonly Cluster[], set: SampleSet): string {
  const said = clusters
    .slice(0, described)
    .map(
      ({ representative, tuned, base }) =>
        `“${excerpt(set.continuations[representative]?.text ?? '', labelLength)}”: tuned ${tuned.count}, ${shareText(tuned)}; base ${base.count}, ${shareText(base)}.`,
    );
  const rest = clusters.length > described ? [`The table has all ${clusters.length}.`] : [];
  return [
    'Shares of the tuned continuations (diamonds) and of those by the base (circles) in each cluster, with 95 % intervals.',
    ...said,
    ...rest,
  ].join(' ');
}
