import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020';
import { describe, expect, it } from 'vitest';
import {
  documentSectionIds,
  type ExportedSectionId,
  type ShownPart,
} from '../../../../src/common/protocol/panelExport';
import type { ExportedSection } from '../../../../src/common/report/exportedSection';
import {
  canWrite,
  sectionFile,
  type SectionFormat,
} from '../../../../src/common/report/sectionFile';
import { exportedSections } from '../../support/exportedSections';
import { parseCsv } from '../../support/parseCsv';
import { markovText } from '../../support/markovTexts';
import { hostile } from '../../support/reportDocuments';
import { sampledSections } from '../../support/sampledSections';

const { comparison } = markovText('tuned', 3);
const condition = { text: 'sun\n', ids: [1], isSplitAlike: true };
const document = {
  path: 'rain|storm.md',
  text: 'rain\n'.repeat(500),
  comparison,
  conditions: [{ ...comparison, condition }],
};
const sections = [...exportedSections(document, { row: 7, lambda: 0.5 }), ...sampledSections()];

function write(section: ExportedSection, format: SectionFormat, view?: number): string {
  return Array.from(sectionFile(section, format, view) ?? []).join('');
}

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
for (const name of ['comparison', 'samples', 'attractors', 'probeReport', 'checkpoints']) {
  ajv.addSchema(JSON.parse(readFileSync(`schema/${name}.schema.json`, 'utf8')) as object);
}
const validate = ajv.compile(
  JSON.parse(readFileSync('schema/section.schema.json', 'utf8')) as object,
);

it('knows every section of the page', () => {
  expect(sections.map(({ id }) => id)).toEqual([
    ...documentSectionIds,
    'continuations',
    'attractors',
    'probes',
    'checkpoints',
  ]);
});

describe.each(sections.map((section) => [section.id, section] as const))(
  'the section %s as a file',
  (id, section) => {
    const tables = section.views.flatMap((view) => view.tables);

    it('has each view’s chart as SVG that stands alone', () => {
      section.views.forEach(({ plots }, view) => {
        const [shown] = plots;
        expect(canWrite(section, 'svg', view)).toBe(shown !== undefined);
        if (shown === undefined) return;
        const file = write(section, 'svg', view);
        expect(file).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
        expect(file).not.toMatch(/var\(|href|url\(|NaN|Infinity/);
        expect(file.length).toBeGreaterThan(1000);
      });
      // A view that is not there any more gives the first.
      expect(write(section, 'svg', 9)).toBe(write(section, 'svg', 0));
    });

    it('has every table as CSV, as many rows as are shown', () => {
      expect(tables.length).toBeGreaterThan(0);
      const rows = parseCsv(write(section, 'csv'));
      expect(rows).toHaveLength(
        tables.reduce((sum, { rows: ofTable }) => sum + ofTable.length + 2, 0),
      );
      for (const { caption } of tables) expect(rows.map(([first]) => first)).toContain(caption);
      expect(rows.flat().join()).not.toMatch(/NaN|Infinity|undefined/);
    });

    it('has all of it as Markdown', () => {
      const markdown = write(section, 'markdown');
      if (section.path !== null) expect(markdown).toContain('rain\\|storm.md');
      expect(markdown).toContain('## What is this?');
      const caveats = section.views.flatMap(({ caveat }) => caveat ?? []);
      for (const note of [...section.notes, ...caveats]) {
        expect(markdown.replaceAll('\\', '')).toContain(note);
      }
      expect(markdown.split('\n').filter((line) => line.startsWith('| ---'))).toHaveLength(
        tables.length,
      );
      expect(markdown).not.toMatch(/NaN|Infinity|undefined/);
    });

    it('has all of it as JSON that the schema describes', () => {
      const json: unknown = JSON.parse(write(section, 'json'));
      expect(validate(json) ? [] : validate.errors).toEqual([]);
      const { finding, caveat, notes } = section;
      expect(json).toMatchObject({ section: id, finding, caveat, notes });
      expect(json).toHaveProperty('figures', expect.anything());
      const { views } = json as { readonly views: readonly { readonly tables: object[] }[] };
      expect(views.flatMap((view) => view.tables)).toHaveLength(tables.length);
    });
  },
);

describe('a section of a text full of trouble', () => {
  it('has no cell that a spreadsheet runs, and no markup of the text', () => {
    for (const section of exportedSections(hostile, { row: 1 })) {
      const rows = parseCsv(write(section, 'csv'));
      for (const cell of rows.flat()) {
        expect(cell).toMatch(/^(?![=+@\t\r])(?!-(?![\d.]+$))/);
      }
      expect(write(section, 'markdown')).not.toContain('<script>');
      expect(write(section, 'svg')).not.toContain('<script>');
      expect(write(section, 'markdown')).not.toContain('\u001b');
    }
  });
});

describe('five hundred continuations', () => {
  it('are written in parts, none of which is long', () => {
    const [section] = sampledSections(250);
    if (section === undefined) throw new Error('There is no section.');
    const parts = Array.from(sectionFile(section, 'json') ?? [], ({ length }) => length);
    const whole = parts.reduce((sum, length) => sum + length, 0);
    expect(parts.length).toBeGreaterThan(500);
    expect(Math.max(...parts)).toBeLessThan(whole / 10);
    expect(Array.from(sectionFile(section, 'csv') ?? []).length).toBeGreaterThan(2);
  });
});

describe('what the page shows', () => {
  const of = (part: ShownPart, id: ExportedSectionId): ExportedSection => {
    const section = exportedSections(document, part).find((each) => each.id === id);
    if (section === undefined) throw new Error(`There is no section ${id}.`);
    return section;
  };

  it('decides which token, which stretch and which order are written', () => {
    expect(of({ row: 7 }, 'token').finding).toContain('Token 8 of');
    expect(of({ row: 8 }, 'token').finding).toContain('Token 9 of');
    const zoomed = JSON.parse(write(of({ range: { first: 10, end: 30 } }, 'along'), 'json')) as {
      readonly figures: { readonly firstToken: number; readonly values: readonly number[] };
    };
    expect(zoomed.figures.firstToken).toBe(comparison.firstToken + 10);
    expect(zoomed.figures.values).toEqual(Array.from(comparison.divergence.js.subarray(10, 30)));
    const lines = (descending: boolean): number[] =>
      (of({ sort: { key: 'line', descending } }, 'divergent').views[0]?.tables[0]?.rows ?? []).map(
        ({ cells }) => Number(cells[1]),
      );
    expect(lines(true)).toEqual(lines(false).toReversed());
    expect(new Set(lines(true)).size).toBeGreaterThan(1);
  });

  it('leaves the what-if column out unless it is shown, and says that it is truncated', () => {
    const headings = (lambda?: number): (string | undefined)[] =>
      of({ row: 7, lambda }, 'token').views[0]?.tables[0]?.columns.map(({ title }) => title) ?? [];
    expect(headings()).toEqual(['next token', 'base', 'with prefix', 'tuned', 'in the text']);
    expect(headings(0.5)).toContain('λ 0.50, truncated');
  });
});
