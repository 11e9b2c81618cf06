import { readFileSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { drawnGlyphs, type Glyph } from './support/glyphs';
import { isDivergent, placeOf, reportedTokens, type ReportedToken } from './support/reference';
import { Session, themes, type ThemeKind } from './support/session';
import type { Workbench } from './support/workbench';

const sample = 'the-quiet-pond.txt';

let session: Session;
let workbench: Workbench;
let text: string;
let tokens: ReportedToken[];

beforeAll(async () => {
  session = await Session.start();
  workbench = session.workbench;
  const file = path.join(session.folder, sample);
  text = readFileSync(file, 'utf8');
  tokens = reportedTokens(file);
});

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  await workbench.page.screenshot({
    path: `test-results/ui-${task.name.replaceAll(/\W+/g, '-')}.png`,
  });
});

afterAll(async () => {
  await session.stop();
});

/** The glyphs of the file by UTF-16 offset; line breaks have none. */
async function glyphsByOffset(): Promise<Map<number, Glyph>> {
  const glyphs = await drawnGlyphs(workbench.editor);
  const offsets = Array.from({ length: text.length }, (_, offset) => offset).filter(
    (offset) => text[offset] !== '\n',
  );
  expect(glyphs.map(({ character }) => character).join('')).toBe(text.replaceAll('\n', ''));
  return new Map(glyphs.map((glyph, at) => [offsets[at] ?? -1, glyph]));
}

const compareDocument = async (): Promise<void> => {
  await workbench.command('Steerscope: Compare Document');
  await workbench.statusItem(/Wedding party · \d+\.\d\d bits/).waitFor();
};

/** The caret as the status bar states it when a token is selected. */
function selected(token: ReportedToken | undefined): string {
  const { start, end } = token ?? { start: -1, end: -1 };
  return `${placeOf(text, start)} (${String(end - start)} selected)`;
}

const place = (): Locator => workbench.panel.locator('#token .place');

describe('from the sample to the numbers', () => {
  it('opens the sample, compares it and says what it found', async () => {
    await workbench.command('Steerscope: Open Sample');
    await workbench.line('There was a small pond').waitFor();
    await compareDocument();
    await workbench.panel
      .locator('.verdict')
      .filter({ hasText: /\d+ of \d+ tokens/ })
      .waitFor();
    const divergent = tokens.filter(isDivergent).length;
    expect(await workbench.panel.locator('.verdict').innerText()).toContain(
      `${String(divergent)} of ${String(tokens.length)} tokens are divergent`,
    );
  });

  it('paints what the command line reports, on the glyphs themselves', async () => {
    await workbench.openFile(sample);
    await compareDocument();
    await expect
      .poll(async () =>
        [...(await glyphsByOffset()).values()].some(({ underline }) => underline !== ''),
      )
      .toBe(true);
    const glyphs = await glyphsByOffset();
    let checked = 0;
    for (const token of tokens) {
      for (let offset = token.start; offset < token.end; offset += 1) {
        const glyph = glyphs.get(offset);
        if (glyph === undefined) continue;
        const line = token.logRatio > 0 ? 'solid' : 'dashed';
        const where = `"${token.text}" at ${String(offset)}`;
        expect(glyph.underline, where).toBe(isDivergent(token) ? line : '');
        if (isDivergent(token)) expect(glyph.backgrounds, where).not.toEqual([]);
        checked += 1;
      }
    }
    expect(checked).toBeGreaterThan(1000);
  });

  it('explains a token in a hover', async () => {
    await workbench.pointAt('mill');
    const hover = workbench.page
      .locator('.monaco-hover:not(.hidden) .hover-contents')
      .filter({ hasText: 'log ratio' });
    await hover.first().waitFor();
    const words = (await hover.first().innerText()).replaceAll(/\s+/g, ' ');
    const token = tokens.find(
      ({ start, end }) => start <= text.indexOf('mill') && text.indexOf('mill') < end,
    );
    expect(token).toBeDefined();
    expect(words).toContain(`divergence ${((token?.js ?? 0) / Math.LN2).toFixed(2)} bits`);
    for (const part of [
      'base',
      'tuned',
      'probability',
      'rank',
      'entropy',
      'KL(tuned ‖ base)',
      'noise floor',
    ]) {
      expect(words).toContain(part);
    }
    await hover.first().getByText('Show Distribution').click();
    await expect
      .poll(() => place().innerText())
      .toBe(`${String((token?.index ?? 0) + 1)} of ${String(tokens.length)}, line 1`);
  });

  it('moves the caret to a token of the table', async () => {
    const top = [...tokens].sort((a, b) => b.js - a.js)[1];
    expect(top).toBeDefined();
    await workbench.panel.locator('.divergent-table tbody tr').nth(1).click();
    await expect.poll(() => workbench.caret()).toBe(selected(top));
  });

  it('moves the caret where the chart is clicked', async () => {
    const plot = workbench.panel.locator('#along .plot');
    await plot.scrollIntoViewIfNeeded();
    const before = await workbench.caret();
    const box = await plot.boundingBox();
    await plot.click({ position: { x: (box?.width ?? 0) * 0.7, y: (box?.height ?? 0) * 0.4 } });
    await expect.poll(() => workbench.caret()).not.toBe(before);
    const row = Number(await plot.getAttribute('aria-valuenow')) - 1;
    await expect.poll(() => workbench.caret()).toBe(selected(tokens[row]));
  });

  it('follows the caret', async () => {
    await workbench.editor.locator('.view-lines').click({ position: { x: 5, y: 5 } });
    await workbench.page.keyboard.press('Control+Home');
    await expect.poll(() => place().innerText()).toContain('1 of');
    // Nothing is scored at the document's end, but two lines above it.
    for (const key of ['Control+End', 'ArrowUp', 'ArrowUp', 'Home']) {
      await workbench.page.keyboard.press(key);
    }
    await expect.poll(() => place().innerText()).toContain(`of ${String(tokens.length)}, line 9`);
  });
});

describe.each(Object.keys(themes) as ThemeKind[])('in %s', (theme) => {
  const highContrast = theme.startsWith('highContrast');

  beforeAll(async () => {
    await workbench.chooseTheme(themes[theme].name);
    await workbench.panel.locator(`body[data-vscode-theme-kind="${themes[theme].kind}"]`).waitFor();
  });

  it('shows strength by colour or, in high contrast, by the weight of a border', async () => {
    const byStrength = [...tokens]
      .filter(({ text: piece }) => piece.trim() !== '')
      .sort((a, b) => b.js - a.js);
    const strongest = byStrength[0];
    await expect
      .poll(async () => {
        const glyph = (await glyphsByOffset()).get((strongest?.end ?? 0) - 1);
        return highContrast ? glyph?.borders.length : glyph?.backgrounds.length;
      })
      .toBeGreaterThan(0);
    const glyphs = await glyphsByOffset();
    const glyph = glyphs.get((strongest?.end ?? 0) - 1);
    const weak = byStrength.filter(isDivergent).at(-1);
    const weakGlyph = glyphs.get((weak?.end ?? 0) - 1);
    expect(glyph?.underline).not.toBe('');
    if (highContrast) {
      expect(glyph?.backgrounds).toEqual([]);
      expect(glyph?.borders).not.toEqual(weakGlyph?.borders);
    } else {
      expect(glyph?.borders).toEqual([]);
      expect(glyph?.backgrounds).not.toEqual(weakGlyph?.backgrounds);
    }
  });

  it('has a panel in which axe finds no violation', async () => {
    const { violations, passes } = await new AxeBuilder({ page: workbench.page })
      .include(['iframe.webview.ready', 'iframe#active-frame', '#panel'])
      .analyze();
    expect(passes.length).toBeGreaterThan(10);
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`),
    ).toEqual([]);
  });
});

describe('after a reload', () => {
  it('shows the panel of the same document again', async () => {
    await workbench.page.reload({ waitUntil: 'domcontentloaded' });
    await workbench.ready();
    await workbench.panel.locator('h1').filter({ hasText: sample }).waitFor({ timeout: 60_000 });
    await compareDocument();
    await workbench.panel.locator('.verdict').waitFor();
  });
});
