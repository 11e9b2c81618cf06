import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../../scripts/vscodeServer/browser.mjs';
import { analysisIds } from '../../../src/common/sections/sectionReport';
import { doneSnapshot } from './doneSnapshot';
import { degenerateDocuments } from '../../unit/support/degenerate';
import { PanelPage, themeKinds } from './panelPage';
import { panelStates } from './panelStates';

const screenshots = path.resolve('test-results/panel/sections');
const { withBeta } = panelStates;
let browser: Browser;

beforeAll(async () => {
  await mkdir(screenshots, { recursive: true });
  browser = await launchBrowser(console.log);
});

afterAll(async () => {
  await browser.close();
});

describe.each(themeKinds)('the sections in the theme kind %s', (kind) => {
  it.each([480, 900])(
    'are without a violation %i pixels wide, with all that opens',
    async (width) => {
      const panel = await PanelPage.open(browser, kind, width);
      const { page } = panel;
      await panel.send({ type: 'snapshot', snapshot: withBeta });
      await panel.send({
        type: 'selectedText',
        uri: withBeta.uri,
        comparison: withBeta.comparison,
        update: 'Selection, 132 tokens: it supports 0.2 ± 0.1 of the update.',
      });
      await page.getByRole('slider', { name: /^What if/ }).fill('0.4');
      for (const id of ['token', ...analysisIds]) {
        await page
          .locator(`#${id}`)
          .screenshot({ path: `${screenshots}/${id}-${kind}-${width}.png` });
      }
      for (const button of await page.getByRole('button', { name: /^(Table|What is)/ }).all()) {
        await button.click();
      }
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
      expect(
        violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)),
      ).toEqual([]);
      const beyond = await page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      expect(beyond).toBeLessThanOrEqual(0);
      expect(panel.problems).toEqual([]);
      await panel.close();
    },
  );
});

describe('texts at the edges of what can be analysed', () => {
  it('have no number in the page that is none', async () => {
    const panel = await PanelPage.open(browser, 'dark', 480);
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
