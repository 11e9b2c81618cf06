import { marginOf, supportedUpdate, type SupportedUpdate } from '../analysis/supportedUpdate';
import { linearAxis } from '../plot/axes';
import type { Plot } from '../plot/plot';
import { rowAxis } from '../plot/rowAxis';
import type { Steps } from '../steps';
import { paragraphsInSteps, type TextBlock } from '../text/textBlocks';
import { excerptOf, linesText, type SectionInput } from './sectionInput';
import type { SectionTableRow, SectionView } from './sectionReport';
import { shownInterval, shownUpdate } from './updateSentences';

interface Paragraph extends TextBlock {
  readonly update: SupportedUpdate;
}

/** λ* of each paragraph on its own, with two standard errors to either side. */
export function* paragraphView(input: SectionInput): Steps<SectionView> {
  const paragraphs: Paragraph[] = [];
  const rows: SectionTableRow[] = [];
  for (const block of yield* paragraphsInSteps(input.lines, input.text)) {
    yield;
    const { first, end } = block;
    const update = yield* supportedUpdate(input.comparison, block);
    paragraphs.push({ ...block, update });
    rows.push({
      cells: [
        linesText(input, first, end),
        excerptOf(input, first, end),
        String(end - first),
        shownUpdate(update),
        shownInterval(update),
        evidenceWords[update.evidence],
      ],
      target: first,
    });
  }
  yield;
  const told = paragraphs.filter(isTold).length;
  const plot = yield* paragraphPlot(input, paragraphs);
  return {
    label: 'by paragraph',
    ...(told === paragraphs.length
      ? {}
      : {
          finding: `Of ${told} of ${paragraphs.length} paragraphs there is evidence; the others are only in the table.`,
        }),
    plots: told === 0 ? [] : [{ plot, lines: 16, isAlongText: true }],
    tables: [
      {
        caption: 'Supported update of each paragraph',
        columns: [
          { title: 'where', isNumber: false },
          { title: 'begins', isNumber: false },
          { title: 'tokens', isNumber: true },
          { title: 'λ*', isNumber: true },
          { title: '95 % likelihood interval', isNumber: true },
          { title: 'the update is', isNumber: false },
        ],
        rows,
      },
    ],
  };
}

/** Whether the text says anything about λ* of a paragraph. */
function isTold({ update: { fit, evidence } }: Paragraph): boolean {
  return fit !== undefined && evidence !== 'none';
}

const evidenceWords: Readonly<Record<SupportedUpdate['evidence'], string>> = {
  none: '',
  undecided: 'undecided',
  against: 'contradicted',
  unsupported: 'too strong, maybe none',
  over: 'too strong',
  supported: 'supported',
  under: 'too weak',
};

function* paragraphPlot(
  { comparison }: SectionInput,
  paragraphs: readonly Paragraph[],
): Steps<Plot> {
  const shown = paragraphs.filter(isTold).flatMap(({ first, end, update }) => {
    const { fit } = update;
    if (fit === undefined) return [];
    const margin = 2 * marginOf(update);
    return [
      { first, end, lambda: fit.estimate, low: fit.estimate - margin, high: fit.estimate + margin },
    ];
  });
  yield;
  const y = linearAxis('λ*', [-0.25, 1.25, ...shown.flatMap(({ low, high }) => [low, high])], 5);
  yield;
  return {
    description: `λ* of each paragraph of which there is evidence, ${shown.length} of ${paragraphs.length}, with two standard errors to either side.`,
    x: rowAxis({ first: 0, end: comparison.scoredCount }, comparison.firstToken),
    y,
    layers: [
      { kind: 'rule', role: 'base', axis: 'y', at: 0, dashed: true, label: 'base' },
      { kind: 'rule', role: 'tuned', axis: 'y', at: 1, label: 'tuned' },
      {
        kind: 'line',
        role: 'text',
        width: 2,
        x: Float64Array.from(shown.flatMap(({ first, end }) => [first, end - 1, end - 1])),
        y: Float64Array.from(shown.flatMap(({ lambda }) => [lambda, lambda, NaN])),
      },
      {
        kind: 'points',
        role: 'text',
        shape: 'circle',
        x: Float64Array.from(shown, ({ first, end }) => (first + end - 1) / 2),
        y: Float64Array.from(shown, ({ lambda }) => lambda),
        low: Float64Array.from(shown, ({ low }) => low),
        high: Float64Array.from(shown, ({ high }) => high),
      },
    ],
  };
}
