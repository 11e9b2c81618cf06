import { readFileSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { settingDefaults } from '../../src/common/contributions';
import { drawnGlyphs, type Glyph } from './support/glyphs';
import { borderOf, difference, hasBorders, shownStep, type Look } from './support/look';
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

const defaultLook: Look = {
  theme: 'dark',
  metric: 'js',
  heat: settingDefaults['decorations.heat'],
  palette: settingDefaults['decorations.palette'],
};

/** The glyphs of the file by UTF-16 offset; line breaks have none. */
async function glyphsByOffset(): Promise<Map<number, Glyph>> {
  const glyphs = await drawnGlyphs(workbench.editor);
  const offsets = Array.from({ length: text.length }, (_, offset) => offset).filter(
    (offset) => text[offset] !== '\n',
  );
  expect(glyphs.map(({ character }) => character).join('')).toBe(text.replaceAll('\n', ''));
  return new Map(glyphs.map((glyph, at) => [offsets[at] ?? -1, glyph]));
}

interface DrawnToken {
  readonly token: ReportedToken;
  readonly glyph: Glyph;
}

/** Every glyph of the file with the token it belongs to. */
async function drawnTokens(): Promise<DrawnToken[]> {
  const glyphs = await glyphsByOffset();
  return tokens.flatMap((token) =>
    Array.from({ length: token.end - token.start }, (_, at) => {
      const glyph = glyphs.get(token.start + at);
      return glyph === undefined ? [] : [{ token, glyph }];
    }).flat(),
  );
}

/** Waits until every glyph looks as its token's numbers ask for. */
async function expectLook(look: Look): Promise<DrawnToken[]> {
  let drawn: DrawnToken[] = [];
  await expect
    .poll(
      async () => {
        drawn = await drawnTokens();
        return drawn
          .map(({ token, glyph }) => difference(glyph, token, look))
          .filter((each) => each !== '')
          .slice(0, 5);
      },
      { timeout: 15_000, interval: 250 },
    )
    .toEqual([]);
  return drawn;
}

/** Opens the hover of a word and reads it. */
async function hoverOver(word: string): Promise<ReportedToken> {
  const at = text.indexOf(word);
  const token = tokens.find(({ start, end }) => start <= at && at < end);
  if (token === undefined) throw new Error(`"${word}" is no token`);
  await workbench.pointAt(word);
  await workbench.hover.waitFor();
  const words = (await workbench.hover.innerText()).replaceAll(/\s+/g, ' ');
  expect(words).toContain(`divergence ${(token.js / Math.LN2).toFixed(2)} bits`);
  const labels = ['base', 'tuned', 'probability', 'rank', 'entropy', 'KL(tuned ‖ base)'];
  for (const label of [...labels, 'noise floor']) expect(words).toContain(label);
  return token;
}

/** Clicks a row of the table, counted from 0, and expects the caret there. */
async function clickRow(row: number): Promise<void> {
  const ranked = [...tokens].sort((a, b) => b.js - a.js);
  await workbench.panel.locator('.divergent-table tbody tr').nth(row).click();
  await expect.poll(() => workbench.caret()).toBe(selected(ranked[row]));
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

const themeKinds = Object.keys(themes) as ThemeKind[];

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
    await expectLook(defaultLook);
    expect((await glyphsByOffset()).size).toBeGreaterThan(1000);
  });

  it('explains a token in a hover', async () => {
    const token = await hoverOver('mill');
    await workbench.hover.getByText('Show Distribution').click();
    await expect
      .poll(() => place().innerText())
      .toBe(`${String(token.index + 1)} of ${String(tokens.length)}, line 1`);
  });

  it('moves the caret to a token of the table', async () => {
    await clickRow(1);
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

describe('settings', () => {
  it.each<Partial<Look>>([
    { metric: 'logRatio' },
    { metric: 'surprisalTuned', heat: 'all' },
    { heat: 'all' },
    { heat: 'off' },
    { palette: 'highContrast' },
    {},
  ])('change the glyphs at once: %o', async (change) => {
    const { metric, heat, palette } = change;
    // Only what changes is written: anything else that is would bring the change about too.
    session.changeSettings({
      ...(metric && { metric }),
      ...(heat && { 'decorations.heat': heat }),
      ...(palette && { 'decorations.palette': palette }),
    });
    await expectLook({ ...defaultLook, ...change });
  });
});

describe('in several editors', () => {
  afterAll(async () => {
    await workbench.command('View: Close Editor');
  });

  it('paints the same', async () => {
    await workbench.command('View: Split Editor Down');
    await expect.poll(() => workbench.editors.count()).toBe(2);
    const both = async (): Promise<readonly (readonly Glyph[])[]> =>
      await Promise.all([0, 1].map((at) => drawnGlyphs(workbench.editors.nth(at))));
    await expect
      .poll(
        async () => {
          const [upper = [], lower = []] = await both();
          // Each draws as many lines as it has room for, from the document's beginning.
          const count = Math.min(upper.length, lower.length);
          return (
            count > 300 &&
            JSON.stringify(upper.slice(0, count)) === JSON.stringify(lower.slice(0, count))
          );
        },
        { timeout: 15_000 },
      )
      .toBe(true);
    const [, lower = []] = await both();
    expect(lower.filter(({ underline }) => underline !== '').length).toBeGreaterThan(0);
  });
});

describe.each(themeKinds)('in %s', (theme) => {
  const look: Look = { ...defaultLook, theme };

  beforeAll(async () => {
    await workbench.chooseTheme(themes[theme].name);
    await workbench.panel.locator(`body[data-vscode-theme-kind="${themes[theme].kind}"]`).waitFor();
  });

  it('compares the sample and paints it with the colours of the theme', async () => {
    await workbench.caret();
    await workbench.command('Steerscope: Clear Comparison');
    await expect
      .poll(async () => (await drawnTokens()).every(({ glyph }) => glyph.underline === ''))
      .toBe(true);
    await compareDocument();
    const drawn = await expectLook(look);
    const steps = new Set(drawn.map(({ token }) => shownStep(token, look)));
    expect(steps.size).toBeGreaterThan(2);
    if (!hasBorders(look)) return;
    const weights = [...steps].map((step) => [
      ...new Set(
        drawn
          .filter(({ token }) => shownStep(token, look) === step)
          .flatMap(({ glyph }) => borderOf(glyph, look).map(({ weight }) => weight)),
      ),
    ]);
    expect(new Set(weights.flat()).size).toBeGreaterThan(1);
    for (const weight of weights) expect(weight.length).toBeLessThan(2);
  });

  it('explains a token in a hover that can be read', async () => {
    await hoverOver('mill');
    const { violations, passes } = await new AxeBuilder({ page: workbench.page })
      .include('.monaco-hover:not(.hidden)')
      .withRules(['color-contrast'])
      .analyze();
    expect(violations.flatMap(({ nodes }) => nodes.map(({ html }) => html))).toEqual([]);
    expect(passes.flatMap(({ nodes }) => nodes).length).toBeGreaterThan(5);
    await workbench.page.mouse.move(5, 5);
    await workbench.hover.waitFor({ state: 'hidden' });
  });

  it('moves the caret to a token of the table', async () => {
    await clickRow(2 + themeKinds.indexOf(theme));
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
