import type { AttractorReport } from '../attractors/attractorReport';
import {
  attractorCaveat,
  attractorVerdict,
  excerpt,
  percent,
  perturbationSentence,
  shareText,
  turnSentence,
  varietySentence,
} from '../attractors/attractorSentences';
import type { Diversity } from '../attractors/diversity';
import type { PerturbationReport } from '../attractors/perturbation';
import type { PhraseOdds } from '../attractors/phraseOdds';
import { isCausal } from '../causality';
import {
  formatAmount,
  formatNumber,
  formatPlusMinus,
  formatSigned,
  fromNats,
  type DisplayUnit,
} from '../format';
import { fixedAxis, linearAxis } from '../plot/axes';
import type { Plot, PlotLayer } from '../plot/plot';
import { attractorSummary } from './attractorSummary';
import { clustersPlot } from './clustersPlot';
import { perturbationView } from './perturbationView';
import { attractorsExplanation } from './samplingExplanations';
import type { SectionReport, SectionTable, SectionView } from './sectionReport';

/** Where continuations lead, and whether the tuned model always ends up at the same place. */
export function attractorsSection(
  report: AttractorReport,
  unit: DisplayUnit,
  perturbation?: PerturbationReport,
): SectionReport<'attractors'> {
  const summary = attractorSummary(report, unit, perturbation);
  return {
    id: 'attractors',
    title: 'Attractors',
    finding: [
      attractorVerdict(report, unit),
      ...(isCausal(report.set.pair)
        ? [
            varietySentence(report, unit),
            turnSentence(report),
            ...(perturbation === undefined ? [] : [perturbationSentence(perturbation)]),
          ]
        : []),
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),
    ...(summary === undefined ? {} : { summary }),
    caveat: attractorCaveat(report),
    views: [
      wordsView(report, unit),
      clustersView(report),
      varietyView(report, unit),
      ...(perturbation === undefined ? [] : [perturbationView(perturbation, report.set.prompts)]),
    ],
    explanation: attractorsExplanation,
  };
}

/** Phrases that the chart has room for. */
const drawnPhrases = 10;

function wordsView(report: AttractorReport, unit: DisplayUnit): SectionView {
  const { favoured, avoided } = report;
  const drawn = favoured.slice(0, drawnPhrases);
  return {
    label: 'words',
    plots:
      drawn.length === 0
        ? []
        : [{ plot: oddsPlot(drawn, unit), lines: 5 + 2 * drawn.length, isAlongText: false }],
    tables: [
      oddsTable('Favoured by tuned', favoured, report, unit),
      oddsTable('Favoured by base', avoided, report, unit),
    ].filter(({ rows }) => rows.length > 0),
  };
}

/** Log-odds of phrases with their intervals, the most clearly favoured at the top. */
function oddsPlot(phrases: readonly PhraseOdds[], unit: DisplayUnit): Plot {
  const height = (index: number): number => phrases.length - index;
  const value = (of: (phrase: PhraseOdds) => number): number[] =>
    phrases.map((phrase) => fromNats(of(phrase), unit));
  const [low, high] = [value((phrase) => phrase.low), value((phrase) => phrase.high)];
  const heights = phrases.map((_, index) => height(index));
  const intervals: PlotLayer = {
    kind: 'bars',
    role: 'tuned',
    left: low,
    right: high,
    from: heights.map((at) => at - 0.1),
    to: heights.map((at) => at + 0.1),
    hollow: true,
  };
  return {
    description:
      'Words and phrases by how much more likely a tuned continuation is to hold them than one by the base: log-odds with 95 % intervals.',
    x: linearAxis(`log-odds tuned against base, ${unit}`, [0, ...low, ...high], 6),
    y: {
      scale: 'linear',
      min: 0.5,
      max: phrases.length + 0.5,
      title: '',
      ticks: phrases.map(({ phrase }, index) => ({ at: height(index), label: phrase })),
    },
    layers: [
      { kind: 'rule', role: 'secondary', axis: 'x', at: 0, dashed: true },
      intervals,
      {
        kind: 'points',
        role: 'tuned',
        shape: 'diamond',
        x: value((phrase) => phrase.logOdds),
        y: heights,
      },
    ],
  };
}

function oddsTable(
  caption: string,
  phrases: readonly PhraseOdds[],
  { set, diversity }: AttractorReport,
  unit: DisplayUnit,
): SectionTable {
  const several = set.prompts.length > 1;
  const share = (count: number, of: Diversity): string => `${percent(count / of.continuations)} %`;
  const signed = (nats: number): string => formatSigned(fromNats(nats, unit), 1);
  return {
    caption,
    columns: [
      { title: 'word or phrase', isNumber: false },
      { title: 'tuned', isNumber: true },
      { title: 'base', isNumber: true },
      { title: `log-odds, ${unit} (95 %)`, isNumber: true },
      ...(several ? [{ title: 'prompts', isNumber: true }] : []),
    ],
    rows: phrases.map((odds) => ({
      cells: [
        odds.phrase,
        share(odds.tunedCount, diversity.tuned),
        share(odds.baseCount, diversity.base),
        `${signed(odds.logOdds)} (${signed(odds.low)} to ${signed(odds.high)})`,
        ...(several ? [`${odds.tunedPrompts} / ${odds.basePrompts}`] : []),
      ],
    })),
  };
}

/** Clusters that the table has room for. */
const shownClusters = 10;

function clustersView({ set, clusters, spread, withinPrompt }: AttractorReport): SectionView {
  const several = clusters.filter(({ members }) => members.length > 1);
  const shown = several.slice(0, shownClusters);
  return {
    label: 'clusters',
    plots: shown.length === 0 ? [] : [clustersPlot(shown, set)],
    tables: [
      {
        caption: `Clusters of more than one continuation: ${several.length}`,
        columns: [
          { title: 'begins like', isNumber: false },
          { title: 'tuned', isNumber: true },
          { title: 'base', isNumber: true },
          { title: 'prompts', isNumber: true },
        ],
        rows: shown.map(({ representative, tuned, base, prompts }) => ({
          cells: [
            excerpt(set.continuations[representative]?.text ?? ''),
            `${tuned.count}: ${shareText(tuned)}`,
            `${base.count}: ${shareText(base)}`,
            String(prompts),
          ],
        })),
      },
      {
        caption: 'Spread over clusters',
        columns: [
          { title: 'figure', isNumber: false },
          { title: 'tuned', isNumber: true },
          { title: 'base', isNumber: true },
        ],
        rows: [
          ['clusters', String(spread.tuned.clusters), String(spread.base.clusters)],
          ['largest', shareText(spread.tuned.largest), shareText(spread.base.largest)],
          [
            'effective number',
            formatNumber(spread.tuned.effective, 1),
            formatNumber(spread.base.effective, 1),
          ],
          ...(withinPrompt === undefined
            ? []
            : [
                [
                  'chance that two of the same prompt are in one',
                  `${percent(withinPrompt.tuned)} %`,
                  `${percent(withinPrompt.base)} %`,
                ],
              ]),
        ].map((cells) => ({ cells })),
      },
    ].filter(({ rows }) => rows.length > 0),
  };
}

function varietyView({ diversity, set }: AttractorReport, unit: DisplayUnit): SectionView {
  const { base, tuned } = diversity;
  return {
    label: 'variety',
    plots: [
      {
        plot: stepsPlot(
          'Branching factor by step: exp of the mean entropy of the next token, over the continuations that get there.',
          'branching factor',
          tuned.branching,
          base.branching,
        ),
        lines: 12,
        isAlongText: false,
      },
      ...(tuned.collisions.length === 0
        ? []
        : [
            {
              plot: stepsPlot(
                'Chance that two continuations of a prompt are still the same after so many tokens.',
                'chance to be the same',
                tuned.collisions,
                base.collisions,
              ),
              lines: 12,
              isAlongText: false,
            },
          ]),
    ],
    tables: [varietyTable(tuned, base, set.length, unit)],
  };
}

function stepsPlot(
  description: string,
  title: string,
  tuned: Float64Array,
  base: Float64Array,
): Plot {
  const steps = (values: Float64Array): number[] => Array.from(values, (_, step) => step + 1);
  return {
    description,
    x: fixedAxis('token', 1, Math.max(2, tuned.length, base.length), 8),
    y: linearAxis(title, [0, ...tuned, ...base], 5),
    layers: [
      { kind: 'line', role: 'base', x: steps(base), y: base, dashed: true, label: 'base' },
      { kind: 'line', role: 'tuned', x: steps(tuned), y: tuned, label: 'tuned' },
    ],
  };
}

function varietyTable(
  tuned: Diversity,
  base: Diversity,
  length: number,
  unit: DisplayUnit,
): SectionTable {
  const row = (name: string, show: (diversity: Diversity) => string) => ({
    cells: [name, show(tuned), show(base)],
  });
  const entropy = ({ entropy: value, entropyStandardError: error }: Diversity): string =>
    error === undefined
      ? formatNumber(fromNats(value, unit), 1)
      : formatPlusMinus(fromNats(value, unit), fromNats(error, unit));
  return {
    caption: `Variety of continuations of at most ${length} tokens`,
    columns: [
      { title: 'figure', isNumber: false },
      { title: 'tuned', isNumber: true },
      { title: 'base', isNumber: true },
    ],
    rows: [
      row('continuations', ({ continuations }) => String(continuations)),
      row(`entropy of a continuation, ${unit}`, entropy),
      row('effective number of continuations', (of) => powerOfTen(of.entropy)),
      row(`entropy per token, ${unit}`, (of) =>
        formatNumber(fromNats(of.entropyPerToken, unit), 2),
      ),
      row('effective number of choices per token', (of) =>
        formatNumber(Math.exp(of.entropyPerToken), 1),
      ),
      row('coverage: probability of what was seen', ({ coverage, coverageStandardError }) =>
        withError(formatAmountOf(coverage), coverageStandardError, formatAmountOf),
      ),
      ...([0, 1, 2] as const).map((place) =>
        row(
          `distinct ${['tokens', 'pairs', 'triples'][place] ?? ''}`,
          ({ distinct }) => `${percent(distinct[place])} %`,
        ),
      ),
    ],
  };
}

/** A figure with its standard error, where it has one. */
function withError(
  figure: string,
  error: number | undefined,
  show: (error: number) => string,
): string {
  return error === undefined ? figure : `${figure} ± ${show(error)}`;
}

/** e to a power as a power of ten: `10^34.1`, or the number itself where it is small. */
function powerOfTen(exponent: number): string {
  const power = exponent / Math.LN10;
  return power < 4 ? formatNumber(Math.exp(exponent), 0) : `10^${formatNumber(power, 1)}`;
}

/** A probability that can be very small. */
function formatAmountOf(probability: number): string {
  if (probability === 0 || probability >= 0.001) return formatAmount(probability, 3);
  return `10^${formatNumber(Math.log10(probability), 1)}`;
}
