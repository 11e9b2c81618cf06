import { describe, expect, it } from 'vitest';
import { sectionFile, sectionOf } from '../../../../src/common/report/sectionFile';
import { analysisIds } from '../../../../src/common/sections/sectionReport';
import { markovText } from '../../support/markovTexts';
import { bitsOptions } from '../../support/reportDocuments';

const { comparison } = markovText('tuned', 3);
const condition = { text: 'sun\n', ids: [1], isSplitAlike: true };
const document = {
  path: 'rain|storm.md',
  text: 'rain\n'.repeat(500),
  comparison,
  conditions: [{ ...comparison, condition }],
};

describe.each(analysisIds)('the section %s as a file', (id) => {
  const section = sectionOf(document, bitsOptions, id);
  const write = (format: Parameters<typeof sectionFile>[0], view?: number): string =>
    sectionFile(format, document, bitsOptions, id, view) ?? '';

  it('has each view’s chart as SVG that stands alone', () => {
    section.views.forEach(({ plots }, view) => {
      const [shown] = plots;
      if (shown === undefined) return;
      const file = write('svg', view);
      expect(file).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
      expect(file).not.toMatch(/var\(|href|url\(/);
      expect(file.length).toBeGreaterThan(1000);
    });
    // A view that is not there any more gives the first.
    expect(write('svg', 9)).toBe(write('svg', 0));
  });

  it('has every table as CSV and Markdown, and all sentences in Markdown and JSON', () => {
    const json = JSON.parse(write('json')) as {
      readonly figures: unknown;
      readonly views: readonly { readonly tables: readonly { readonly rows: unknown[] }[] }[];
    };
    const tables = section.views.flatMap((view) => view.tables);
    expect(tables.length).toBeGreaterThan(0);
    for (const { caption } of tables) expect(write('csv')).toContain(caption);
    expect(json.views.flatMap((view) => view.tables.map(({ rows }) => rows.length))).toEqual(
      tables.map(({ rows }) => rows.length),
    );
    expect(json).toMatchObject({ finding: section.finding, caveat: section.caveat });
    expect(json.figures).not.toBeNull();
    const markdown = write('markdown');
    expect(markdown).toContain('rain\\|storm.md');
    expect(markdown).toContain('## What is this?');
    expect(markdown.split('\n').filter((line) => line.startsWith('| ---'))).toHaveLength(
      tables.length,
    );
  });
});
