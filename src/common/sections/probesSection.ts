import { isCausal } from '../causality';
import { formatNumber, formatProbability, fromNats, type DisplayUnit } from '../format';
import { fixedAxis, rootAxis } from '../plot/axes';
import type { Plot, PlotLayer } from '../plot/plot';
import {
  isAnswered,
  type AskedQuestion,
  type FitComparison,
  type ProbeReport,
  type QuestionFit,
} from '../probes/probeReport';
import {
  directionText,
  intervalText,
  probesCaveat,
  probesVerdict,
  slopeSentence,
} from '../probes/probeSentences';
import type { ModelName } from '../sampling/continuation';
import type { MeanInterval } from '../stats/meanInterval';
import { effectiveTable, leftoverTable, slopesTable } from './probeTables';
import { probesExplanation } from './samplingExplanations';
import type { SectionReport, SectionTable, SectionView } from './sectionReport';

/** Whether the models answer as they are told that chances are. */
export function probesSection(report: ProbeReport, unit: DisplayUnit): SectionReport<'probes'> {
  return {
    id: 'probes',
    title: 'Probes',
    finding: [
      probesVerdict(report, unit),
      ...(isCausal(report.pair) ? [slopeSentence(report)] : []),
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),
    caveat: probesCaveat(report),
    views: [distancesView(report, unit), oddsView(report, unit), answersView(report, unit)],
    explanation: probesExplanation,
  };
}

function distancesView(report: ProbeReport, unit: DisplayUnit): SectionView {
  const { outcomes, kinds } = report;
  const rows = outcomes.map(({ probe, fit }) => ({ name: probe.title, fit }));
  const drawn = rows.filter(({ fit }) => fit.base.count > 0);
  return {
    label: 'distances',
    plots:
      drawn.length === 0
        ? []
        : [
            {
              plot: distancesPlot(drawn, unit),
              lines: 3 + Math.ceil(1.5 * drawn.length),
              isAlongText: false,
            },
          ],
    tables: [
      fitTable('KL(truth ‖ model) by probe', 'probe', rows, unit),
      ...(kinds.length < 2
        ? []
        : [
            fitTable(
              'KL(truth ‖ model) by kind of probe',
              'kind',
              kinds.map(({ kind, fit }) => ({ name: kind, fit })),
              unit,
            ),
          ]),
      leftoverTable(outcomes),
    ],
  };
}

interface NamedFit {
  readonly name: string;
  readonly fit: FitComparison;
}

/** Both models' distances from the truth, one line a probe, with intervals over its questions. */
function distancesPlot(rows: readonly NamedFit[], unit: DisplayUnit): Plot {
  const height = (index: number): number => rows.length - index;
  const points = (model: ModelName, offset: number): PlotLayer[] => {
    const means = rows.map(({ fit }) => fit[model]);
    const heights = rows.map((_, index) => height(index) + offset);
    const bound = (of: (mean: MeanInterval) => number | undefined): number[] =>
      means.map((mean) => Math.max(0, fromNats(of(mean) ?? mean.mean, unit)));
    return [
      {
        kind: 'bars',
        role: model,
        left: bound(({ low }) => low),
        right: bound(({ high }) => high),
        from: heights.map((at) => at - 0.06),
        to: heights.map((at) => at + 0.06),
        hollow: model === 'base',
      },
      {
        kind: 'points',
        role: model,
        shape: model === 'base' ? 'circle' : 'diamond',
        hollow: model === 'base',
        x: means.map(({ mean }) => fromNats(mean, unit)),
        y: heights,
      },
    ];
  };
  const values = rows.flatMap(({ fit }) =>
    [fit.base, fit.tuned].map(({ mean, high }) => fromNats(high ?? mean, unit)),
  );
  return {
    description:
      'KL(truth ‖ model) of each probe for both models, with 95 % intervals over its questions: circles are the base, diamonds the tuned model; 0 is right.',
    x: rootAxis(`KL(truth ‖ model), ${unit} (square-root scale)`, values),
    y: {
      scale: 'linear',
      min: 0.5,
      max: rows.length + 0.5,
      title: '',
      ticks: rows.map(({ name }, index) => ({ at: height(index), label: name })),
    },
    layers: [...points('base', 0.15), ...points('tuned', -0.15)],
  };
}

function fitTable(
  caption: string,
  first: string,
  rows: readonly NamedFit[],
  unit: DisplayUnit,
): SectionTable {
  return {
    caption: `${caption}, ${unit}`,
    columns: [
      { title: first, isNumber: false },
      { title: 'tuned', isNumber: true },
      { title: 'base', isNumber: true },
      { title: 'difference (95 %)', isNumber: true },
      { title: 'inference', isNumber: false },
    ],
    rows: rows.map(({ name, fit }) => ({
      cells: [
        name,
        formatNumber(fromNats(fit.tuned.mean, unit), 2),
        formatNumber(fromNats(fit.base.mean, unit), 2),
        fit.difference.count === 0 ? '' : intervalText(fit.difference, unit, true),
        directionText(fit),
      ],
    })),
  };
}

/** Every stated chance against the answered one. */
function oddsView({ outcomes, slopes }: ProbeReport, unit: DisplayUnit): SectionView {
  const asked = outcomes.flatMap((outcome) => outcome.asked);
  const truths = asked.flatMap(({ question }) => question.answers.map(({ truth }) => truth));
  const points = (model: ModelName): PlotLayer => ({
    kind: 'points',
    role: model,
    shape: model === 'base' ? 'circle' : 'diamond',
    hollow: model === 'base',
    x: truths,
    y: asked.flatMap((question) => {
      const { [model]: fit } = question;
      return isAnswered(fit) ? fit.shares : fit.shares.map(() => NaN);
    }),
  });
  return {
    label: 'odds',
    plots: [
      {
        plot: {
          description:
            'The share of each answer against its probability in truth: circles are the base, diamonds the tuned model; on the dashed diagonal both are the same. What a model does not answer is left out.',
          x: fixedAxis('stated chance', 0, 1, 5),
          y: fixedAxis('share of the answer', 0, 1, 5),
          layers: [
            { kind: 'line', role: 'secondary', x: [0, 1], y: [0, 1], dashed: true },
            points('base'),
            points('tuned'),
          ],
        },
        lines: 18,
        isAlongText: false,
      },
    ],
    tables: [
      ...(slopes === undefined ? [] : [slopesTable(slopes, unit)]),
      effectiveTable(outcomes),
    ],
  };
}

function answersView({ outcomes }: ProbeReport, unit: DisplayUnit): SectionView {
  return {
    label: 'answers',
    plots: [],
    tables: outcomes.map(({ probe, asked }) => ({
      caption: `Answers: ${probe.title}`,
      columns: [
        { title: 'question', isNumber: false },
        { title: 'answer', isNumber: false },
        { title: 'truth', isNumber: true },
        { title: 'tuned', isNumber: true },
        { title: 'base', isNumber: true },
      ],
      rows: asked.flatMap(({ question, tuned, base }) => [
        ...question.answers.map(({ label, truth }, answer) => ({
          cells: [
            ending(question.text),
            label,
            formatProbability(truth),
            formatProbability(tuned.chances[answer] ?? 0),
            formatProbability(base.chances[answer] ?? 0),
          ],
        })),
        ...(Math.max(tuned.unresolved, base.unresolved) < leastUnresolved
          ? []
          : [
              {
                cells: [
                  ending(question.text),
                  'beginnings of these, not followed',
                  '',
                  formatProbability(tuned.unresolved),
                  formatProbability(base.unresolved),
                ],
              },
            ]),
        {
          cells: [
            ending(question.text),
            `none of these (${fitText({ tuned, base }, unit)})`,
            '',
            formatProbability(tuned.leftover),
            formatProbability(base.leftover),
          ],
        },
      ]),
    })),
  };
}

/** Probability of beginnings that were not followed from which it is shown. */
const leastUnresolved = 0.001;

/** How far both models' shares are from the truth, as far as they answer. */
function fitText({ tuned, base }: Pick<AskedQuestion, ModelName>, unit: DisplayUnit): string {
  const text = (fit: QuestionFit, model: ModelName): string =>
    isAnswered(fit)
      ? `KL ${formatNumber(fromNats(fit.kl, unit), 2)} ${unit} for ${model}`
      : `not answered by ${model}`;
  if (!isAnswered(tuned) && !isAnswered(base)) return 'not answered';
  return `${text(tuned, 'tuned')}, ${text(base, 'base')}`;
}

/** Longest end of a question in a table, in characters. */
const longestEnding = 40;

function ending(text: string): string {
  const characters = Array.from(text.replace(/\s+/gu, ' '));
  return characters.length <= longestEnding
    ? characters.join('')
    : `…${characters.slice(1 - longestEnding).join('')}`;
}
