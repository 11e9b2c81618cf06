import { explanationOf } from '../explanations';
import type { PanelSnapshot } from '../protocol/panel';
import type { SectionReport, SectionTable } from '../sections/sectionReport';
import { overviewFigures } from './overviewFigures';
import type { Tokens } from './tokens';

/** The overview as a report: the verdict and four figures, of one text or of two. */
export function overviewReport(
  { title, unit }: Pick<PanelSnapshot, 'title' | 'unit'>,
  { result }: Tokens,
): SectionReport<'overview'> {
  const { figures, against, noiseFloor } = result;
  const own = overviewFigures(figures, unit, noiseFloor);
  const others = against && overviewFigures(against.figures, unit, noiseFloor);
  const table: SectionTable = others
    ? {
        caption: 'Both texts under the same pair',
        columns: ['figure', title, `${title}, note`, against.title, `${against.title}, note`].map(
          (column) => ({ title: column, isNumber: false }),
        ),
        rows: own.map(({ label, value, note }, index) => ({
          cells: [label, value, note, others[index]?.value ?? '', others[index]?.note ?? ''],
        })),
      }
    : {
        caption: 'Figures of the text',
        columns: ['figure', 'value', 'note'].map((column) => ({ title: column, isNumber: false })),
        rows: own.map(({ label, value, note }) => ({ cells: [label, value, note] })),
      };
  return {
    id: 'overview',
    title: 'Overview',
    finding: against
      ? `${title}: ${figures.verdict} ${against.title}: ${against.figures.verdict}`
      : figures.verdict,
    caveat: '',
    views: [{ label: 'figures', plots: [], tables: [table] }],
    explanation: explanationOf('overview'),
  };
}
