import type { AttractorReport } from '../attractors/attractorReport';
import {
  areFewPrompts,
  clearestSentence,
  clusterSentence,
  excerpt,
  hasCases,
  listOf,
  noneSentence,
  ownSentence,
  percent,
  perturbationSentence,
  shareText,
  themeSentence,
  varietyVerdict,
} from '../attractors/attractorSentences';
import type { Diversity } from '../attractors/diversity';
import type { PerturbationReport } from '../attractors/perturbation';
import { isCausal } from '../causality';
import { formatNumber, formatPlusMinus, fromNats, type DisplayUnit } from '../format';
import type { SectionSummary } from './sectionReport';

/** The finding about attractors at a glance; none where the pair is not causal and nothing else is said. */
export function attractorSummary(
  report: AttractorReport,
  unit: DisplayUnit,
  perturbation: PerturbationReport | undefined,
): SectionSummary | undefined {
  const { set, search, attractingCluster, turns, withinPrompt } = report;
  const own = withinPrompt?.isOwn === true ? withinPrompt : undefined;
  if (!isCausal(set.pair)) return undefined;
  const theme = search.found ? search.theme : undefined;
  const variety = varietyVerdict(report);
  return {
    verdict:
      theme !== undefined
        ? themeSentence(report, theme)
        : attractingCluster !== undefined
          ? clusterSentence(report, attractingCluster)
          : [noneSentence(report), ...(own === undefined ? [] : [ownSentence(own)])].join(' '),
    figures: {
      caption: 'Continuations by each model (95 % intervals; ± one standard error)',
      columns: [
        { title: 'figure', isNumber: false },
        { title: 'tuned', isNumber: true },
        { title: 'base', isNumber: true },
      ],
      rows: [
        ...(theme === undefined
          ? []
          : [[`hold ${listOf(theme.phrases)}`, shareText(theme.tuned), shareText(theme.base)]]),
        ...(attractingCluster === undefined
          ? []
          : [
              [
                `are alike and begin like “${excerpt(set.continuations[attractingCluster.representative]?.text ?? '', 30)}”`,
                shareText(attractingCluster.tuned),
                shareText(attractingCluster.base),
              ],
            ]),
        ...(own === undefined
          ? []
          : [
              [
                'two of the same prompt are alike',
                `${percent(own.tuned)} %`,
                `${percent(own.base)} %`,
              ],
            ]),
        ...(variety === ''
          ? []
          : [
              [
                `entropy of a continuation, ${unit}`,
                entropyText(report.diversity.tuned, unit),
                entropyText(report.diversity.base, unit),
              ],
            ]),
        ['leave what the base expects', shareText(turns.tuned.share), shareText(turns.base.share)],
        ...(perturbation === undefined || !hasCases(perturbation)
          ? []
          : [
              [
                `come back after a changed token${areFewPrompts(perturbation) ? ' (of these cases only)' : ''}`,
                shareText(perturbation.tuned.returns),
                shareText(perturbation.base.returns),
              ],
            ]),
      ].map((cells) => ({ cells })),
    },
    notes: [
      ...(theme === undefined ? [] : [clearestSentence(report)].filter((note) => note !== '')),
      ...(own === undefined || (theme === undefined && attractingCluster === undefined)
        ? []
        : [ownSentence(own)]),
      ...(variety === '' ? [] : [`${variety}.`]),
      ...(turns.tuned.medianToken === undefined
        ? []
        : [
            `Half of the tuned continuations that leave what the base expects do so by token ${turns.tuned.medianToken} of ${set.length}.`,
          ]),
      ...(perturbation === undefined ? [] : [perturbationSentence(perturbation)]),
    ],
  };
}

function entropyText(
  { entropy, entropyStandardError: error }: Diversity,
  unit: DisplayUnit,
): string {
  const value = fromNats(entropy, unit);
  return error === undefined
    ? formatNumber(value, 1)
    : formatPlusMinus(value, fromNats(error, unit));
}
