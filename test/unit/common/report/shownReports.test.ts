import { expect, it } from 'vitest';
import { shownReports } from '../../../../src/common/panel/shownReports';
import { renderAccessible } from '../../../../src/common/report/accessible';
import { finish } from '../../../../src/common/steps';
import { panelSnapshot } from '../../../../src/views/panel/panelSnapshot';
import { comparedText } from '../../../fixtures/comparedText';
import { exportedSections } from '../../support/exportedSections';
import { markovText } from '../../support/markovTexts';
import { bitsOptions } from '../../support/reportDocuments';

const { comparison } = markovText('tuned', 3);
const condition = { text: 'sun\n', ids: [1], isSplitAlike: true };
const conditions = [{ ...comparison, condition }];
const document = { path: 'rain.md', text: 'rain\n'.repeat(500), comparison, conditions };

const entryOf = ({ entry }: ReturnType<typeof comparedText>) => entry && { ...entry, conditions };

it('takes the analyses of the panel instead of making them again', () => {
  const input = comparedText(document.path, document.text, comparison);
  const snapshot = finish(panelSnapshot({ ...input, entry: entryOf(input), threshold: 0.1 }));
  const analyses = snapshot.result?.analyses ?? [];
  const shown = shownReports(snapshot);
  const report = renderAccessible([{ ...document, shown, analyses }], bitsOptions);
  expect(report).toBe(renderAccessible([{ ...document, shown }], bitsOptions));
  const other = analyses.map((section) => ({ ...section, finding: 'Taken as it is.' }));
  expect(renderAccessible([{ ...document, shown, analyses: other }], bitsOptions)).toContain(
    'Taken as it is.',
  );
});

it('says what the panel says of λ* of a selection, behind that of the text', () => {
  const input = comparedText(document.path, document.text, comparison);
  const snapshot = finish(panelSnapshot({ ...input, entry: entryOf(input), threshold: 0.1 }));
  const analyses = snapshot.result?.analyses ?? [];
  const selectedUpdate = 'Of the selected 12 tokens no evidence.';
  const report = renderAccessible([{ ...document, analyses, selectedUpdate }], bitsOptions);
  expect(report.indexOf(selectedUpdate)).toBeGreaterThan(report.indexOf('Supported update λ*'));
  expect(renderAccessible([{ ...document, analyses }], bitsOptions)).not.toContain(selectedUpdate);
});

it('says all that the panel shows of a text: findings, charts, tables and explanations', () => {
  const input = comparedText(document.path, document.text, comparison);
  const snapshot = finish(panelSnapshot({ ...input, entry: entryOf(input), threshold: 0.1 }));
  const report = renderAccessible([{ ...document, shown: shownReports(snapshot) }], bitsOptions);
  const divergentCount = snapshot.result?.divergent.row.length ?? 0;
  for (const { id, finding, views, explanation } of exportedSections(document)) {
    expect(report, id).toContain(finding);
    expect(report, id).toContain(explanation.definition);
    for (const { caveat = '', plots, tables } of views) {
      expect(report, id).toContain(caveat);
      for (const { plot } of plots) expect(report, id).toContain(plot.description);
      // Divergent tokens are lines of their own, in the order of the text.
      if (id === 'divergent') continue;
      for (const { rows } of tables) {
        for (const { cells } of rows) {
          const [name = '', ...rest] = cells;
          const line = report
            .split('\n')
            .find((each) => each.startsWith(name) && rest.every((cell) => each.includes(cell)));
          expect(line, `${id}: ${cells.join()}`).toBeDefined();
        }
      }
    }
  }
  expect(divergentCount).toBeGreaterThan(10);
  expect(report).not.toMatch(/NaN|Infinity|undefined/);
});
