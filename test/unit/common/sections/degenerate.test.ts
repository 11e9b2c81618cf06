import { describe, expect, it } from 'vitest';
import { renderAccessible } from '../../../../src/common/report/accessible';
import { renderHtml } from '../../../../src/common/report/html';
import { renderMarkdown } from '../../../../src/common/report/markdown';
import { renderText } from '../../../../src/common/report/text';
import { lineRewards } from '../../../../src/common/analysis/lineRewards';
import { formatSignedNats } from '../../../../src/common/format';
import { analysisSections } from '../../../../src/common/sections/analysisSections';
import { sectionInput } from '../../../../src/common/sections/sectionInput';
import { sectionFile } from '../../../../src/common/report/sectionFile';
import { documentSectionIds } from '../../../../src/common/protocol/panelExport';
import { selectedUpdateSentence } from '../../../../src/common/sections/selectedUpdate';
import { finish } from '../../../../src/common/steps';
import { linesOfOffsets } from '../../../../src/common/text/linesOfOffsets';
import { statusDetail, statusText } from '../../../../src/common/sentences';
import { summarize } from '../../../../src/common/stats/summary';
import { hoverMarkdown } from '../../../../src/views/hoverMarkdown';
import { shownCondition } from '../../../../src/views/panel/panelConditioned';
import { overviewFigures } from '../../../../src/common/panel/overviewFigures';
import { doneSnapshot } from '../../../ui/panel/doneSnapshot';
import { tablesCsvParts } from '../../../../src/common/sections/tableFormats';
import { degenerateDocuments } from '../../support/degenerate';
import { exportedSections } from '../../support/exportedSections';
import { bitsOptions } from '../../support/reportDocuments';

/** What shows that something was drawn or written that is no number or no text. */
const nonsense = /NaN|Infinity|undefined|\[object|null/;

describe.each(degenerateDocuments.map((document) => [document.path, document] as const))(
  '%s',
  (_, document) => {
    it('reads well in every report', () => {
      const text = {
        ...bitsOptions,
        style: { colour: 'none', background: 'dark', dashes: false } as const,
        width: 80,
      };
      const reports = [
        renderMarkdown([document], bitsOptions),
        renderAccessible([document], bitsOptions),
        renderText([document], text),
        renderHtml([document], bitsOptions),
      ];
      for (const report of reports) expect(report).not.toMatch(nonsense);
    });

    it('reads well in the hover, the status bar and the panel', () => {
      const { comparison, conditions = [] } = document;
      const summary = summarize(comparison, bitsOptions.thresholdNats);
      const rows = Array.from({ length: Math.min(300, comparison.scoredCount) }, (_, row) => row);
      const shown = shownCondition(comparison, conditions);
      const { result } = doneSnapshot(document.path, document.text, comparison, conditions);
      const said = [
        statusText(comparison, summary, 'bits'),
        statusDetail(comparison, summary, 'bits'),
        ...rows.map((row) =>
          hoverMarkdown(comparison, [row], {
            unit: 'bits',
            stale: false,
            character: '',
            conditioned: shown,
          }),
        ),
        ...(result === undefined ? [] : [result.along, result.figures.verdict]),
        ...(result === undefined
          ? []
          : overviewFigures(result.figures, 'bits', result.noiseFloor)
        ).map(({ label, value, note }) => `${label} ${value} ${note}`),
      ];
      for (const text of said) expect(text).not.toMatch(nonsense);
    });

    it('reads well where text is selected, and behind its lines', () => {
      const { comparison, text } = document;
      const { start: starts, end: ends } = comparison.tokens;
      for (const part of [1, 2, 3]) {
        const end = Math.ceil(text.length / part);
        const said = finish(selectedUpdateSentence(comparison, starts, ends, { start: 0, end }));
        expect(said).toMatch(/^(Selection, [\d,]+ tokens: .*[.])?$/s);
        expect(said).not.toMatch(nonsense);
      }
      const { scoredCount } = comparison;
      const lines = linesOfOffsets(text, starts.subarray(0, scoredCount));
      const rewards = lineRewards(comparison, { text, first: 0, end: scoredCount, lines });
      for (const { logRatio, paragraph = 0 } of rewards) {
        expect(formatSignedNats(logRatio, 'bits', 1)).toMatch(/^([+−]?[\d,.]+|< 0[.]001) bits$/);
        expect(formatSignedNats(paragraph, 'bits', 1)).toMatch(/^([+−]?[\d,.]+|< 0[.]001) bits$/);
      }
    });

    it('is written to files without nonsense, or not at all', () => {
      const sections = exportedSections(document);
      expect(sections.map(({ id }) => id)).toEqual(
        document.comparison.scoredCount === 0 ? [] : documentSectionIds,
      );
      for (const section of sections) {
        for (const [view, { plots }] of section.views.entries()) {
          const file = Array.from(sectionFile(section, 'svg', view) ?? []).join('');
          expect(file === '', `${section.id}, view ${view}`).toBe(plots.length === 0);
          expect(file).not.toMatch(nonsense);
        }
        for (const format of ['csv', 'markdown'] as const) {
          const file = Array.from(sectionFile(section, format) ?? []).join('');
          expect(file).not.toMatch(nonsense);
        }
        const file = Array.from(sectionFile(section, 'json') ?? []).join('');
        expect(file).not.toMatch(/NaN|undefined|\[object/);
        const parsed = JSON.parse(file) as object;
        expect(parsed).toMatchObject({ section: section.id });
        // Figures may be infinite, and say so; sentences and cells may not.
        expect(JSON.stringify({ ...parsed, figures: {} })).not.toMatch(/NaN|Infinity/);
      }
    });

    it('has a finding in every section, and tables whose rows are as long as their heads', () => {
      const { comparison, text, conditions } = document;
      for (const section of analysisSections(sectionInput(comparison, text, 'nats', conditions))) {
        expect(section.finding).toMatch(/^[A-Z].*[.]$/s);
        for (const { tables } of section.views) {
          expect(Array.from(tablesCsvParts(tables)).join('')).not.toMatch(nonsense);
          for (const { columns, rows } of tables) {
            for (const { cells } of rows) expect(cells).toHaveLength(columns.length);
          }
        }
      }
    });
  },
);
