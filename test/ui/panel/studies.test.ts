import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../../scripts/vscodeServer/browser.mjs';
import { PanelPage } from './panelPage';
import { panelStates } from './panelStates';

let browser: Browser;
let panel: PanelPage;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser(console.log);
});

afterAll(async () => {
  await browser.close();
});

const { studied, studying, studyFailed, result } = panelStates;

beforeEach(async () => {
  panel = await PanelPage.open(browser, 'dark', 480);
  page = panel.page;
  await panel.send({ type: 'snapshot', snapshot: studied });
});

afterEach(async () => {
  expect(panel.problems).toEqual([]);
  await panel.close();
});

describe('the sections about the pair', () => {
  it('stand last before the export, in the list of sections, too', async () => {
    const titles = await page.locator('main h2').allTextContents();
    expect(titles.slice(-3)).toEqual(['Probes', 'Checkpoints', 'Export']);
    const list = await page.locator('nav').getByRole('link').allInnerTexts();
    expect(list.slice(-3)).toEqual(['Probes', 'Checkpoints', 'Export']);
  });

  it('say what was lost with an interval, and draw it with words for who does not see it', async () => {
    const probes = page.locator('#probes');
    expect(await probes.locator('.finding').first().innerText()).toMatch(
      /^The tuned model has lost conditional inference here: .* \(\+.* to \+.*\) bits\./,
    );
    expect(await probes.getByRole('img').first().getAttribute('aria-label')).toContain(
      'circles are the base, diamonds the tuned model',
    );
    expect(await probes.innerText()).toContain('○ base · ◆ tuned');
    await probes.getByRole('button', { name: 'Table of Probes' }).click();
    expect(await probes.locator('table').first().innerText()).toMatch(/One red and three blue/);
  });

  it('change their view and show their table by keyboard', async () => {
    const checkpoints = page.locator('#checkpoints');
    await checkpoints.getByRole('button', { name: 'calibration', exact: true }).focus();
    await page.keyboard.press('Enter');
    expect(await checkpoints.getByRole('img').first().getAttribute('aria-label')).toContain(
      'Entropy gap per token',
    );
    await checkpoints.getByRole('button', { name: 'Table of Checkpoints' }).focus();
    await page.keyboard.press('Enter');
    expect(await checkpoints.locator('.tables tbody th').allInnerTexts()).toEqual([
      '0 base',
      '1 Happy reward, step 15',
      '2 Happy reward, step 160',
      '3 Over-optimised, step 240',
    ]);
  });

  it('begin with one line and a button where nothing was studied yet', async () => {
    await panel.send({ type: 'snapshot', snapshot: result });
    await page.locator('#probes').getByText('Run Probes…').click();
    await page.locator('#checkpoints').getByText('Compare Checkpoints', { exact: true }).click();
    expect((await panel.posted()).slice(-2)).toEqual([
      { type: 'command', command: 'steerscope.runProbes' },
      { type: 'command', command: 'steerscope.compareCheckpoints' },
    ]);
  });

  it('say how far they are, also without a document, and can be cancelled', async () => {
    await panel.send({ type: 'snapshot', snapshot: studying });
    expect(await page.locator('#probes').innerText()).toContain('Asking: 40 %');
    expect(await page.locator('#probes-status').innerText()).toBe('Asking');
    await page.locator('#checkpoints').getByText('Cancel').click();
    expect(await panel.lastPosted('command')).toEqual({
      type: 'command',
      command: 'steerscope.cancelSampling',
    });
  });

  it('keep what there was when the next run fails or is cancelled', async () => {
    await panel.send({ type: 'snapshot', snapshot: studyFailed });
    expect(await page.locator('#probes').innerText()).toContain('no chat template');
    expect(await page.locator('#probes-status').innerText()).toContain('chat template');
    expect(await page.locator('#checkpoints').innerText()).toContain('Cancelled.');
    expect(await page.locator('#checkpoints .finding').first().innerText()).toContain(
      'The more KL is spent',
    );
    const figures = page.getByRole('table', { name: /^Base and checkpoints by the KL/ });
    expect(await figures.getByRole('row').count()).toBe(5);
  });
});
