import type { Locator } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import type { PanelSnapshot } from '../../../src/common/protocol/panel';
import { inPanel } from './inPanel';
import { PanelPage, readTheme } from './panelPage';
import { panelStates, selectedToken } from './panelStates';

const on = inPanel();

const show = (snapshot: PanelSnapshot): Promise<void> =>
  on.panel.send({ type: 'snapshot', snapshot });
const { selected, awkward, notScored, loading, against } = panelStates;
const uri = selected.uri;
const { comparison } = selected;
const goTo = (row: number, focus = false): unknown => ({
  type: 'goTo',
  uri,
  comparison,
  row,
  focus,
});

/** Row that the chart's slider says is selected, from its number in the text. */
async function selectedRow(): Promise<number> {
  return Number(await plot().getAttribute('aria-valuenow')) - 1;
}

function plot(): Locator {
  return on.page.getByRole('slider', { name: 'Token along the document' });
}

/** The drawing of the chart along the document. */
function chart(): Locator {
  return on.page.locator('#along canvas');
}

function strip(): Locator {
  return on.page.getByRole('listbox', { name: 'Tokens around the selected one' });
}

/** Presses keys on what has the focus. */
async function press(...keys: string[]): Promise<void> {
  for (const key of keys) await on.page.keyboard.press(key);
}

describe('the handshake', () => {
  it('asks once for a snapshot and draws it', async () => {
    expect(await on.panel.posted()).toEqual([{ type: 'ready' }]);
    await show(selected);
    expect(await on.page.getByRole('heading', { level: 1 }).textContent()).toBe('rain.md');
    expect(await on.page.locator('.verdict').textContent()).toContain(
      'The tuned model predicts differently',
    );
  });

  it('keeps the focus and the scroll position when new results come', async () => {
    await show(selected);
    await strip().focus();
    const before = await on.page.evaluate(() => window.scrollY);
    await show(selected);
    expect(await strip().evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await on.page.evaluate(() => window.scrollY)).toBe(before);
  });

  it('remembers where the user is, and no data', async () => {
    await show(selected);
    await on.page.getByRole('button', { name: 'What is the overview?' }).click();
    await on.page.getByRole('button', { name: 'line' }).click();
    expect(await on.panel.remembered()).toEqual({
      version: 2,
      uri,
      comparison,
      selection: 120,
      open: ['overviewHelp'],
      sort: { key: 'line', descending: false },
      views: {},
    });
  });

  it('comes back as it was after a reload', async () => {
    const memory = {
      version: 2,
      uri,
      comparison,
      selection: 33,
      open: ['tokenHelp'],
      sort: { key: 'token', descending: true },
    };
    const restored = await PanelPage.open(on.browser, 'dark', 480, memory);
    await restored.send({ type: 'snapshot', snapshot: { ...selected, selection: undefined } });
    const { page: again } = restored;
    expect(await again.locator('.plot').getAttribute('aria-valuenow')).toBe('34');
    expect(await again.locator('#tokenHelp').isVisible()).toBe(true);
    const heading = again.getByRole('columnheader', { name: 'token' }).last();
    expect(await heading.getAttribute('aria-sort')).toBe('descending');
    await restored.close();
  });
});

describe('the caret', () => {
  beforeEach(() => show(selected));

  it('selects in the panel without an answer, so that there is no loop', async () => {
    await on.panel.send({
      type: 'select',
      uri,
      comparison,
      token: selectedToken(50),
      reveal: false,
    });
    expect(await selectedRow()).toBe(50);
    expect(await on.panel.lastPosted('goTo')).toBeUndefined();
  });

  it('brings the token section into view when asked to', async () => {
    await on.page.evaluate(() => {
      window.scrollTo(0, 0);
    });
    await on.panel.send({
      type: 'select',
      uri,
      comparison,
      token: selectedToken(50),
      reveal: true,
    });
    const focused = await on.page.evaluate(() => document.activeElement?.id);
    expect(focused).toBe('token-title');
    expect(
      await on.page.locator('#token').evaluate((section) => section.getBoundingClientRect().top),
    ).toBeLessThan(200);
  });

  it('ignores carets of other documents', async () => {
    await on.panel.send({
      type: 'select',
      uri: 'file:///other.md',
      comparison,
      token: selectedToken(50),
      reveal: true,
    });
    expect(await selectedRow()).toBe(120);
  });
});

describe('the chart along the document', () => {
  beforeEach(() => show(selected));

  it('moves by token, by a tenth and to the ends with the keyboard, and the caret with it', async () => {
    await plot().focus();
    await press('ArrowRight');
    expect(await on.panel.lastPosted('goTo')).toEqual(goTo(121));
    await press('PageUp');
    expect(await selectedRow()).toBe(121 + Math.round((selected.result?.rowCount ?? 0) / 10));
    await press('Home');
    expect(await on.panel.lastPosted('goTo')).toEqual(goTo(0));
    expect(await plot().getAttribute('aria-valuetext')).toMatch(
      /^token 1 of \d+, .+, line 1, divergence (?:0|(?:< )?0\.\d{2,3}) bits/,
    );
    await press('Enter');
    expect(await on.panel.lastPosted('goTo')).toEqual(goTo(0, true));
  });

  it('zooms to a stretch that was marked with the keyboard, and back', async () => {
    await plot().focus();
    for (let step = 0; step < 20; step += 1) await press('Shift+ArrowRight');
    expect(await plot().getAttribute('aria-valuetext')).toMatch(/, tokens 121 to 141 marked$/);
    await press('Enter');
    await on.page.getByRole('button', { name: 'Table of this chart' }).click();
    const rows = on.page.locator('#alongTable tbody tr');
    expect(await rows.count()).toBe(21);
    expect(await rows.first().locator('th').textContent()).toContain('121');
    await plot().focus();
    await press('Escape');
    expect(await rows.count()).toBeGreaterThan(90);
    expect(await on.page.getByRole('button', { name: 'Show all' }).isDisabled()).toBe(true);
  });

  it('goes to the token that is clicked, and zooms to what is dragged over', async () => {
    const box = await plot().boundingBox();
    if (!box) throw new Error('The chart is not drawn.');
    const middle = box.x + box.width / 2;
    await on.page.mouse.click(middle, box.y + 60);
    const clicked = await selectedRow();
    expect(await on.panel.lastPosted('goTo')).toEqual(goTo(clicked));
    const count = selected.result?.rowCount ?? 0;
    expect(Math.abs(clicked - count / 2)).toBeLessThan(count * 0.1);
    await on.page.mouse.move(middle, box.y + 60);
    await on.page.mouse.down();
    await on.page.mouse.move(middle + 60, box.y + 70, { steps: 4 });
    await on.page.mouse.up();
    await on.page.getByRole('button', { name: 'Table of this chart' }).click();
    const first = await on.page.locator('#alongTable tbody th').first().textContent();
    expect(Math.abs(Number.parseInt(first ?? '', 10) - 1 - clicked)).toBeLessThan(3);
    expect(await on.page.getByRole('button', { name: 'Show all' }).isEnabled()).toBe(true);
    expect(await selectedRow()).toBe(clicked);
  });

  it('says what is under the pointer, and draws nothing else for it', async () => {
    const before = await chart().evaluate(pixels);
    const box = await plot().boundingBox();
    if (!box) throw new Error('The chart is not drawn.');
    await on.page.evaluate(() => {
      const changes = new MutationObserver((records) => {
        const outside = records.filter(({ target }) => {
          const element = target instanceof Element ? target : target.parentElement;
          return !element?.closest('.readout');
        });
        if (outside.length > 0) document.body.dataset['redrawn'] = 'yes';
      });
      const all = { subtree: true, childList: true, characterData: true, attributes: true };
      changes.observe(document.body, all);
    });
    await on.page.mouse.move(box.x + box.width - 12, box.y + 60);
    const readout = await on.page.locator('.readout').textContent();
    expect(Number(readout?.trim().split(/\s/)[0])).toBeGreaterThan(
      (selected.result?.rowCount ?? 0) * 0.9,
    );
    expect(await on.page.locator('body').getAttribute('data-redrawn')).toBeNull();
    expect(await chart().evaluate(pixels)).not.toBe(before);
  });
});

describe('the token section', () => {
  beforeEach(() => show(selected));

  it('moves to the neighbours with the arrow keys', async () => {
    await strip().focus();
    await press('ArrowLeft', 'ArrowLeft');
    expect(await on.panel.lastPosted('goTo')).toEqual(goTo(118));
    const active = await strip().getAttribute('aria-activedescendant');
    expect(await on.page.locator(`#${active ?? ''}`).getAttribute('aria-selected')).toBe('true');
  });

  it('asks for the numbers of a token that it has none of, and shows it once they are there', async () => {
    const place = on.page.locator('#token .place');
    const asked = async (): Promise<unknown> => on.panel.lastPosted('lookAt');
    expect(await asked()).toBeUndefined();
    await strip().focus();
    await press('ArrowLeft', 'ArrowLeft');
    expect(await asked()).toEqual({ type: 'lookAt', uri, comparison, row: 118 });
    expect(await selectedRow()).toBe(118);
    expect(await place.textContent()).toMatch(/^121 of /);
    // An answer to the first key comes too late to be of use.
    await on.panel.send({ type: 'token', uri, comparison, token: selectedToken(119) });
    await on.panel.send({ type: 'token', uri, comparison, token: selectedToken(118) });
    expect(await place.textContent()).toMatch(/^119 of /);
    const active = await strip().getAttribute('aria-activedescendant');
    expect(active).toBe('strip-118');
    const actual = on.page.locator('.candidates tr.actual th .token');
    const chip = on.page.locator('#token .finding .token');
    expect(await actual.first().textContent()).toBe(await chip.first().textContent());
  });

  it('asks for what it remembers after a reload and the host does not know', async () => {
    const memory = { version: 2, uri, comparison, selection: 33, open: [], views: {} };
    const restored = await PanelPage.open(on.browser, 'dark', 480, memory);
    const result = selected.result && { ...selected.result, token: selectedToken(7) };
    await restored.send({
      type: 'snapshot',
      snapshot: { ...selected, result, selection: undefined },
    });
    expect(await restored.lastPosted('lookAt')).toEqual({
      type: 'lookAt',
      uri,
      comparison,
      row: 33,
    });
    await restored.close();
  });

  it('keeps the selected token in the middle of the strip', async () => {
    await on.panel.send({
      type: 'select',
      uri,
      comparison,
      token: selectedToken(200),
      reveal: false,
    });
    const offset = await strip().evaluate((element) => {
      const token = element.querySelector('[aria-selected="true"]')?.getBoundingClientRect();
      const { left, width } = element.getBoundingClientRect();
      return token ? token.left + token.width / 2 - (left + width / 2) : NaN;
    });
    expect(Math.abs(offset)).toBeLessThan(3);
  });

  it('steps to the next divergent token', async () => {
    await on.page.getByRole('button', { name: 'Next divergent token' }).click();
    const next = selected.result?.divergent.row.find((row) => row > 120);
    expect(await on.panel.lastPosted('goTo')).toEqual(goTo(next ?? NaN));
  });

  it('lists both models’ candidates with their probabilities as text', async () => {
    await show({ ...panelStates.result, uri: 'file:///other.md' });
    const table = on.page.getByRole('table', {
      name: 'Most probable next tokens under base and tuned',
    });
    const actual = table.locator('tr.actual');
    expect(await actual.count()).toBe(1);
    expect(await actual.locator('td.number').first().textContent()).toMatch(/^\s*\d.* %\s*$/);
    const shown = await table.locator('tbody tr').count();
    await on.page.getByRole('button', { name: /Show all \d+ next tokens/ }).click();
    expect(await table.locator('tbody tr').count()).toBeGreaterThan(shown);
  });

  it('names the character that several tokens share', async () => {
    await show({ ...awkward, uri: 'file:///other.md' });
    expect(await on.page.locator('#token').textContent()).toMatch(
      /Token 1 of 4 of the character \u2068🎉\u2069/,
    );
  });
});

describe('the table of divergent tokens', () => {
  const rows = (): Locator => on.page.locator('.divergent-table tbody tr');
  beforeEach(() => show(selected));

  it('is one stop for the keyboard, with arrows between the rows', async () => {
    expect(await on.page.locator('.divergent-table tbody tr[tabindex="0"]').count()).toBe(1);
    await rows().first().focus();
    await press('ArrowDown', 'ArrowDown');
    expect(
      await rows()
        .nth(2)
        .evaluate((row) => row === document.activeElement),
    ).toBe(true);
    await press('End', 'Home', 'Enter');
    const first = Number(await rows().first().getAttribute('data-row'));
    expect(await on.panel.lastPosted('goTo')).toEqual(goTo(first, true));
  });

  it('goes to the token of the row that is clicked', async () => {
    await rows().nth(3).click();
    const row = Number(await rows().nth(3).getAttribute('data-row'));
    expect(await on.panel.lastPosted('goTo')).toEqual(goTo(row));
    expect(await rows().nth(3).getAttribute('aria-selected')).toBe('true');
    expect(await selectedRow()).toBe(row);
  });

  it('sorts by a heading and says so', async () => {
    const numbers = async (): Promise<number[]> =>
      (await on.page.locator('.divergent-table tbody tr td:nth-child(2)').allTextContents()).map(
        Number,
      );
    await on.page.getByRole('button', { name: 'line' }).click();
    const lines = await numbers();
    expect(lines).toEqual(lines.toSorted((a, b) => a - b));
    const heading = on.page.getByRole('columnheader', { name: 'line', exact: true }).last();
    expect(await heading.getAttribute('aria-sort')).toBe('ascending');
    await on.page.getByRole('button', { name: 'line' }).click();
    expect(await heading.getAttribute('aria-sort')).toBe('descending');
  });

  it('shows more on request', async () => {
    expect(await rows().count()).toBe(25);
    await on.page.getByRole('button', { name: /^\s*Show \d+ more of \d+/ }).click();
    expect(await rows().count()).toBeGreaterThan(25);
  });
});

describe('a pair that is not causal', () => {
  it('is named in sight of every section', async () => {
    await show(panelStates.notCausal);
    await on.page.locator('#divergent').scrollIntoViewIfNeeded();
    const warning = on.page.getByText('These numbers are not reliable').first();
    expect(await warning.evaluate((element) => element.closest('header') !== null)).toBe(true);
    expect((await warning.boundingBox())?.y).toBeGreaterThanOrEqual(0);
    await show(selected);
    expect(await on.page.locator('header').innerText()).not.toContain('not reliable');
  });
});

describe('states and commands', () => {
  it('offers to compare and to open the sample when nothing is scored', async () => {
    await show(notScored);
    await on.page.getByRole('button', { name: 'Compare Document' }).click();
    await on.page.getByRole('button', { name: 'Open Sample' }).press('Enter');
    expect((await on.panel.posted()).slice(1)).toEqual([
      { type: 'command', command: 'steerscope.compareDocument' },
      { type: 'command', command: 'steerscope.openSample' },
    ]);
  });

  it('shows what is loaded and can be cancelled', async () => {
    await show(loading);
    expect(await on.page.locator('header').textContent()).toContain(
      'Loading Story base (12.3 MB)…',
    );
    await on.page.getByRole('button', { name: 'Cancel' }).click();
    expect(await on.panel.lastPosted('command')).toEqual({
      type: 'command',
      command: 'steerscope.cancel',
    });
  });

  it('offers what an error offers', async () => {
    await show(panelStates.processLost);
    await on.page.getByRole('button', { name: 'Restart' }).click();
    expect(await on.panel.lastPosted('action')).toEqual({ type: 'action', action: 'restart' });
  });

  it('puts two texts side by side', async () => {
    await show(against);
    const table = on.page.getByRole('table', { name: 'Both texts under the same pair' });
    expect(await table.getByRole('columnheader').allTextContents()).toEqual([
      'rain.md',
      'Clipboard',
    ]);
    expect(await table.locator('tbody tr').count()).toBe(4);
  });

  it('draws a result again after a state without one', async () => {
    await show(selected);
    await show({ ...notScored, uri });
    expect(await chart().count()).toBe(0);
    await show(selected);
    expect(await chart().evaluate(isPainted)).toBe(true);
  });

  it('shows text of the document as text, whatever it holds', async () => {
    await show(awkward);
    await on.page.getByRole('button', { name: 'Table of this chart' }).click();
    expect(await on.page.locator('b:not(.help b)').count()).toBe(0);
    const direction = await on.page
      .locator('bdi', { hasText: 'היא' })
      .first()
      .evaluate((element) => getComputedStyle(element).unicodeBidi);
    expect(direction).toBe('isolate');
  });
});

describe('the theme', () => {
  it('colours the chart anew when it changes', async () => {
    await show(selected);
    const before = await chart().evaluate(pixels);
    const light = await readTheme('light');
    await on.page.evaluate(({ bodyClass, variables }) => {
      for (const [name, value] of Object.entries(variables)) {
        document.documentElement.style.setProperty(name, value);
      }
      document.body.className = bodyClass;
    }, light);
    await on.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    expect(await chart().evaluate(pixels)).not.toBe(before);
  });
});

/** Runs in the page: a fingerprint of what a canvas shows. */
function pixels(canvas: SVGElement | HTMLElement): string {
  return (canvas as HTMLCanvasElement).toDataURL();
}

/** Runs in the page: whether a canvas shows anything. */
function isPainted(canvas: SVGElement | HTMLElement): boolean {
  const { width, height } = canvas as HTMLCanvasElement;
  const image = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height);
  return image?.data.some((value) => value > 0) ?? false;
}
