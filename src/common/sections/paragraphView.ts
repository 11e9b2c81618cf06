import { marginOf, supportedUpdate, type SupportedUpdate } from '../analysis/supportedUpdate';
import { linearAxis } from '../plot/axes';
import type { Plot } from '../plot/plot';
import { rowAxis } from '../plot/rowAxis';
import type { Steps } from '../steps';
import { paragraphsInSteps } from '../text/textBlocks';
import { excerptOf, linesText, type SectionInput } from './sectionInput';
import type { SectionTableRow, SectionView } from './sectionReport';
import { shownInterval, shownUpdate } from './updateSentences';

/** A paragraph of which there is evidence, as it is drawn. */
interface DrawnParagraph {
  /** Rows, end exclusive. */
  readonly first: number;
  readonly end: number;
  readonly lambda: number;
  /** Two standard errors to either side. */
  readonly low: number;
  readonly high: number;
}

/** λ* of each paragraph on its own, with two standard errors to either side. */
export function* paragraphView(input: SectionInput): Steps<SectionView> {
  const shown: DrawnParagraph[] = [];
  const rows: SectionTableRow[] = [];
  for (const block of yield* paragraphsInSteps(input.lines, input.text)) {
    yield;
    const { first, end } = block;
    const update = yield* supportedUpdate(input.comparison, block);
    const { fit, evidence } = update;
    if (fit !== undefined && evidence !== 'none') {
      const [lambda, margin] = [fit.estimate, 2 * marginOf(update)];
      shown.push({ first, end, lambda, low: lambda - margin, high: lambda + margin });
    }
    rows.push({
      cells: [
        linesText(input, first, end),
        excerptOf(input, first, end),
        String(end - first),
        shownUpdate(update),
        shownInterval(update),
        evidenceWords[evidence],
      ],
      target: first,
    });
  }
  yield;
  const plot = yield* paragraphPlot(input, shown, rows.length);
  return {
    label: 'by paragraph',
    ...(shown.length === rows.length
      ? {}
      : {
          finding: `Of ${shown.length} of ${rows.length} paragraphs there is evidence; the others are only in the table.`,
        }),
    plots: shown.length === 0 ? [] : [{ plot, lines: 16, isAlongText: true }],
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
  shown: readonly DrawnParagraph[],
  count: number,
): Steps<Plot> {
  const y = linearAxis('λ*', [-0.25, 1.25, ...shown.flatMap(({ low, high }) => [low, high])], 5);
  yield;
  return {
    description: `λ* of each paragraph of which there is evidence, ${shown.length} of ${count}, with two standard errors to either side.`,
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
