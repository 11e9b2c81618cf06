import { areFewPrompts, hasCases, excerpt, shareText } from '../attractors/attractorSentences';
import type { PerturbationReport, PerturbationSide } from '../attractors/perturbation';
import { formatProbability } from '../format';
import type { SampledPrompt } from '../sampling/continuation';
import { endOf } from '../text/endOf';
import { visibleToken } from '../text/tokenText';
import type { SectionTable, SectionView } from './sectionReport';

/** Longest end of a prompt that names the rows about it, in characters. */
const longestPrompt = 24;

/** How often changed texts come back, and every change with what became of it. */
export function perturbationView(
  report: PerturbationReport,
  prompts: readonly SampledPrompt[],
): SectionView {
  const { base, tuned, pieces, length } = report;
  const several = prompts.length > 1;
  // The number, from 1, tells apart prompts that end alike, and stays where a narrow terminal cuts the cell.
  const promptCell = (prompt: number): string =>
    `${prompt + 1} ${endOf(prompts[prompt]?.text ?? '', longestPrompt)}`.trim();
  const table = (name: string, { perturbed }: PerturbationSide): SectionTable => ({
    caption: `Changes to the most probable text by ${name}, ${length} tokens`,
    isGrouped: several,
    columns: [
      ...(several ? [{ title: 'prompt', isNumber: false }] : []),
      { title: 'changed to', isNumber: false },
      { title: 'token', isNumber: true },
      { title: 'probability', isNumber: true },
      { title: 'back after', isNumber: true },
      { title: 'goes on', isNumber: false },
    ],
    rows: perturbed.map(({ prompt, id, position, probability, reentry, text }) => ({
      cells: [
        ...(several ? [promptCell(prompt)] : []),
        visibleToken(pieces.get(id) ?? new Uint8Array()),
        String(position + 1),
        formatProbability(probability),
        reentry === undefined ? 'never' : String(reentry),
        excerpt(text, 40),
      ],
    })),
  });
  return {
    label: 'perturbation',
    plots: [],
    tables: [
      ...(hasCases(report) ? [returnsTable(report)] : []),
      ...[table('tuned', tuned), table('base', base)].filter(({ rows }) => rows.length > 0),
    ],
  };
}

function returnsTable(report: PerturbationReport): SectionTable {
  const { base, tuned } = report;
  const counts = ({ returns }: PerturbationSide): string => `${returns.count} of ${returns.total}`;
  return {
    caption: `Texts that come back after a changed token (95 % intervals${areFewPrompts(report) ? ', of these cases only' : ''})`,
    columns: [
      { title: 'figure', isNumber: false },
      { title: 'tuned', isNumber: true },
      { title: 'base', isNumber: true },
    ],
    rows: [
      ['cases', counts(tuned), counts(base)],
      ['comes back', shareText(tuned.returns), shareText(base.returns)],
    ].map((cells) => ({ cells })),
  };
}
