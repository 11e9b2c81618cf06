import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { analysisIds } from '../../../src/common/sections/sectionReport';
import { doneSnapshot } from './doneSnapshot';
import { degenerateDocuments } from '../../unit/support/degenerate';
import { inBrowser } from './inBrowser';
import { chooseViews, overflow, violations } from './lookingAt';
import { PanelPage, themeKinds } from './panelPage';
import { panelStates } from './panelStates';

const screenshots = path.resolve('test-results/panel/sections');
const { withBeta, conditioned } = panelStates;
const on = inBrowser();

beforeAll(async () => {
  await mkdir(screenshots, { recursive: true });
});

/** Takes a picture of each section. */
async function shoot({ page }: PanelPage, ids: readonly string[], name: string): Promise<void> {
  for (const id of ids) {
    await page.locator(`#${id}`).screenshot({ path: `${screenshots}/${id}-${name}.png` });
  }
}

/** The analyses that can be looked at in so many ways. */
async function withViews({ page }: PanelPage, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (const id of analysisIds) {
    if ((await page.locator(`#${id} .view-choice button`).count()) >= count) ids.push(id);
  }
  return ids;
}

describe.each(themeKinds)('the sections in the theme kind %s', (kind) => {
  it.each([480, 900])(
    'are without a violation %i pixels wide, with all that opens',
    async (width) => {
      const panel = await PanelPage.open(on.browser, kind, width);
      const { page } = panel;
      await panel.send({ type: 'snapshot', snapshot: withBeta });
      await panel.send({
        type: 'selectedText',
        uri: withBeta.uri,
        comparison: withBeta.comparison,
        update: 'Selection, 132 tokens: it supports 0.2 ± 0.1 of the update.',
      });
      await page.getByRole('slider', { name: /^What if/ }).fill('0.4');
      await shoot(panel, ['token', ...analysisIds], `${kind}-${width}`);
      for (const button of await page.getByRole('button', { name: /^(Table|What is)/ }).all()) {
        await button.click();
      }
      expect(await violations(panel)).toEqual([]);
      expect(await overflow(panel)).toBeLessThanOrEqual(0);
      let view = 1;
      while (await chooseViews(panel, view)) {
        view += 1;
        expect(await overflow(panel)).toBeLessThanOrEqual(0);
        await shoot(panel, await withViews(panel, view), `view${view}-${kind}-${width}`);
      }
      // By paragraph, reward and the classes of the first choices: a section of fewer views keeps its last.
      expect(view).toBe(3);
      expect(await violations(panel, analysisIds)).toEqual([]);
      expect(panel.problems).toEqual([]);
      await panel.close();
    },
  );

  it.each([480, 900])('show a prefix without a violation %i pixels wide', async (width) => {
    const panel = await PanelPage.open(on.browser, kind, width);
    await panel.send({ type: 'snapshot', snapshot: conditioned });
    const sections = ['token', 'conditioning'];
    await shoot(panel, sections, `conditioned-${kind}-${width}`);
    const tables = panel.page.locator('#conditioning').getByRole('button', { name: /^Table of/ });
    for (const button of await tables.all()) await button.click();
    expect(await panel.page.locator('#conditioning table').first().innerText()).toContain(
      'Mood: sad.',
    );
    expect(await violations(panel, sections)).toEqual([]);
    expect(await overflow(panel)).toBeLessThanOrEqual(0);
    expect(panel.problems).toEqual([]);
    await panel.close();
  });
});

describe('texts at the edges of what can be analysed', () => {
  it('have no number in the page that is none', async () => {
    const panel = await PanelPage.open(on.browser, 'dark', 480);
    for (const { path: title, text, comparison, conditions } of degenerateDocuments) {
      const snapshot = doneSnapshot(title, text, comparison, conditions ?? []);
      await panel.send({ type: 'snapshot', snapshot });
      for (const name of await panel.page.getByRole('button', { name: /^Table of/ }).all()) {
        if ((await name.getAttribute('aria-expanded')) === 'false') await name.click();
      }
      expect(await panel.page.locator('#panel').innerHTML(), title).not.toMatch(
        /NaN|Infinity|undefined|\[object/,
      );
    }
    expect(panel.problems).toEqual([]);
    await panel.close();
  });
});
