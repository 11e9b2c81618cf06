import type { Explanation } from '../explanations';
import type { SectionReport, SectionTable } from '../sections/sectionReport';

/** All that a section of the panel says: charts in words, and tables whose rows are lines that name each number. */
export function sectionLines(section: SectionReport<string>): string[] {
  return [
    '',
    section.title,
    section.finding,
    ...(section.caveat === '' ? [] : [section.caveat]),
    ...section.views.flatMap(({ finding, caveat, plots, tables }) => [
      ...[finding, caveat].filter((said) => said !== undefined),
      ...plots.map(({ plot }) => `Chart: ${plot.description}`),
      ...tables.flatMap(tableLines),
    ]),
    `What is this? ${explanationText(section.explanation)}`,
  ];
}

/** What a section is, in one line. */
export function explanationText({ definition, units, assumptions, source }: Explanation): string {
  return `${definition} Units: ${units} Assumptions: ${assumptions} Source: ${source}`;
}

function tableLines({ caption, columns, rows }: SectionTable): string[] {
  return [
    `${caption}:`,
    ...rows.map(({ cells }) => {
      const facts = cells.flatMap((cell, index) =>
        index === 0 ? [cell] : cell === '' ? [] : [`${columns[index]?.title ?? ''} ${cell}`],
      );
      return `${facts.join(', ')}.`;
    }),
  ];
}
