import { analysesOf } from '../analysis/analyses';
import {
  authorshipTokens,
  isTypical,
  typicalWithin,
  type Authorship,
  type Typicality,
} from '../analysis/authorship';
import { isCausal, notCausalSentence } from '../causality';
import {
  formatNats,
  formatNumber,
  formatSigned,
  formatSignedNats,
  type DisplayUnit,
} from '../format';
import { fixedAxis } from '../plot/axes';
import type { Plot, PlotLayer, PointShape } from '../plot/plot';
import { alikeReason, tokens } from '../sentences';
import { authorshipExplanation } from './analysisExplanations';
import type { SectionInput } from './sectionInput';
import type { SectionReport, SectionTable } from './sectionReport';

/** Which of the two models the text is like, and how sure that is. */
export function authorshipSection({ comparison, unit }: SectionInput): SectionReport {
  const { authorship: result } = analysesOf(comparison);
  const shown = result.verdict !== 'noEvidence' && isCausal(comparison.pair);
  return {
    id: 'authorship',
    title: 'Who wrote this',
    finding: isCausal(comparison.pair)
      ? finding(result, unit)
      : notCausalSentence(comparison.pair, unit),
    caveat: caveat(result, shown),
    views: shown
      ? [
          {
            label: 'z-scores',
            plots: [{ plot: zPlot(result), lines: 11, isAlongText: false }],
            tables: [zTable(result, unit)],
          },
        ]
      : [],
    explanation: authorshipExplanation,
  };
}

function caveat(result: Authorship, shown: boolean): string {
  return [
    'This is about these two models only, sampled at temperature 1: a text that is like one of them may well be by somebody else.',
    ...(shown ? [...missingSentences(result), ...offScaleSentence(result)] : []),
  ].join(' ');
}

/** Which z-scores do not exist, and why. */
function missingSentences({ base, tuned }: Authorship): string[] {
  const of = (name: string, other: string, { logRatio, surprisal }: Typicality): string[] => [
    ...(logRatio === undefined
      ? [
          `Under ${name} there is no z-score of the log ratio, since what text by ${name} would accumulate has no spread or, where ${other} rules out what ${name} does not, an infinite one; it is not tested.`,
        ]
      : []),
    ...(surprisal === undefined
      ? [
          `Under ${name} there is no z-score of the surprisal, since ${name} is certain of every token; it is not tested.`,
        ]
      : []),
  ];
  return [...of('base', 'tuned', base), ...of('tuned', 'base', tuned)];
}

function offScaleSentence({ base, tuned }: Authorship): string[] {
  const all = [base.logRatio, base.surprisal, tuned.logRatio, tuned.surprisal];
  return all.some((z) => Math.abs(z ?? 0) > widest)
    ? [`Triangles at the edge of the chart stand for z-scores beyond ±${widest}, off its scale.`]
    : [];
}

function finding(result: Authorship, unit: DisplayUnit): string {
  const { verdict, base, tuned } = result;
  switch (verdict) {
    case 'noEvidence':
      if (result.tokens >= authorshipTokens) return `No evidence: ${alikeReason}.`;
      return `No evidence: a verdict needs ${tokens(authorshipTokens)}, and there ${result.tokens === 1 ? 'is' : 'are'} ${result.tokens}.`;
    case 'base':
      return `Like text by the base (${zs(base)}), unlike text by the tuned model (${zs(tuned)}). ${evidence(result, unit)}`;
    case 'tuned':
      return `Like text by the tuned model (${zs(tuned)}), unlike text by the base (${zs(base)}). ${evidence(result, unit)}`;
    case 'both':
      return `Either model could have written this: it is like text by the base (${zs(base)}) and by the tuned model (${zs(tuned)}). ${evidence(result, unit)}`;
    case 'neither':
      return `Neither model writes like this: unlike text by the base (${zs(base)}) and by the tuned model (${zs(tuned)}). ${evidence(result, unit)}`;
  }
}

/** z-scores beyond this are drawn at the edge, as triangles that point outwards. */
const widest = 8;

function zs({ logRatio, surprisal, ruledOut }: Typicality): string {
  if (ruledOut > 0) return `it rules out ${tokens(ruledOut)} of it`;
  const shown = [logRatio, surprisal].filter((z) => z !== undefined).map((z) => formatSigned(z, 1));
  return shown.length === 0 ? 'no z-score' : `z ${shown.join(' and ')}`;
}

function evidence(
  { logLikelihoodRatio, verdict, base, tuned }: Authorship,
  unit: DisplayUnit,
): string {
  const isWhole = base.ruledOut + tuned.ruledOut === 0;
  const what = isWhole ? 'The likelihood ratio' : 'The likelihood ratio of the other tokens';
  if (logLikelihoodRatio === 0) {
    return isWhole ? 'Both give it the same probability.' : `${what} is 0.`;
  }
  const size = formatNats(Math.abs(logLikelihoodRatio), unit, 1);
  const side = logLikelihoodRatio > 0 ? 'tuned over base' : 'base over tuned';
  const limit =
    verdict === 'neither' ? ', which would count only if one of the two had written it' : '';
  return `${what} is ${size} for ${side}${limit}.`;
}

function zPlot({ base, tuned }: Authorship): Plot {
  const marks = [
    { role: 'base', name: 'base, log ratio', z: base.logRatio },
    { role: 'base', name: 'base, surprisal', z: base.surprisal },
    { role: 'tuned', name: 'tuned, log ratio', z: tuned.logRatio },
    { role: 'tuned', name: 'tuned, surprisal', z: tuned.surprisal },
  ] as const;
  const height = (index: number): number => marks.length - index;
  const limit = (at: number): PlotLayer => ({
    kind: 'rule',
    role: 'secondary',
    axis: 'x',
    at,
    dashed: true,
    label: formatSigned(at, 2),
  });
  const inside = (z: number | undefined): number =>
    z === undefined ? NaN : Math.min(widest, Math.max(-widest, z));
  return {
    description: `The z-scores of the text under each model: ${marks.map(({ name, z }) => `${name} ${shownZ(z)}`).join('; ')}. Those between the dashed lines at ±${formatNumber(typicalWithin, 2)} are typical of the model’s own texts; beyond ±${widest} they are off the scale and drawn at its edge, as triangles.`,
    x: fixedAxis('z-score; dashed: typical limits', -widest, widest, 8),
    y: {
      scale: 'linear',
      min: 0.5,
      max: marks.length + 0.5,
      title: '',
      ticks: marks.map(({ name, z }, index) => ({
        at: height(index),
        label: `${name} ${shownZ(z)}`,
      })),
    },
    layers: [
      limit(-typicalWithin),
      limit(typicalWithin),
      ...marks.map(({ role, z }, index): PlotLayer => ({
        kind: 'points',
        role,
        shape: shapeOf(z),
        hollow: role === 'base',
        x: [inside(z)],
        y: [height(index)],
      })),
    ],
  };
}

function shapeOf(z: number | undefined): PointShape {
  if (z === undefined || Math.abs(z) <= widest) return 'circle';
  return z > 0 ? 'right' : 'left';
}

function shownZ(z: number | undefined): string {
  return z === undefined ? 'none' : formatSigned(z, 1);
}

function zTable({ base, tuned, logLikelihoodRatio }: Authorship, unit: DisplayUnit): SectionTable {
  const z = (value: number | undefined): string =>
    value === undefined ? 'none' : formatSigned(value, 2);
  const row = (name: string, typicality: Typicality) => ({
    cells: [
      name,
      z(typicality.logRatio),
      z(typicality.surprisal),
      String(typicality.ruledOut),
      isTypical(typicality) ? 'like it' : 'unlike it',
    ],
  });
  return {
    caption: `z-scores under each model; log-likelihood ratio ${formatSignedNats(logLikelihoodRatio, unit)}`,
    columns: [
      { title: 'model', isNumber: false },
      { title: 'z of log ratio', isNumber: true },
      { title: 'z of surprisal', isNumber: true },
      { title: 'ruled out', isNumber: true },
      { title: 'the text is', isNumber: false },
    ],
    rows: [row('base', base), row('tuned', tuned)],
  };
}
