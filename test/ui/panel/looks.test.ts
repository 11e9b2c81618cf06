import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../../scripts/vscodeServer/browser.mjs';
import { PanelPage, themeKinds, type ThemeKind } from './panelPage';
import { panelStates, type PanelStateName } from './panelStates';

const screenshots = path.resolve('test-results/panel');
const names = Object.keys(panelStates) as PanelStateName[];
let browser: Browser;

beforeAll(async () => {
  await mkdir(screenshots, { recursive: true });
  browser = await launchBrowser(console.log);
});

afterAll(async () => {
  await browser.close();
});

/** What axe finds in the page, as lines that say where. */
async function violations(panel: PanelPage): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page: panel.page })
    .setLegacyMode(true)
    .analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary ?? ''}`),
  );
}

/** How far the page sticks out to the right, in CSS pixels. */
async function overflow({ page }: PanelPage): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

/** What differs most between themes; the other states are made of the same parts. */
const themed: readonly PanelStateName[] = [
  'conditioned',
  'stale',
  'failedWithResult',
  'running',
  'notScored',
  'failed',
  'written',
  'studied',
];

/** Shows one state after the other in one page and looks at each. */
function eachState(
  kind: ThemeKind,
  width: number,
  states: readonly PanelStateName[],
  look: (panel: PanelPage) => Promise<void>,
): void {
  let panel: PanelPage;

  beforeAll(async () => {
    panel = await PanelPage.open(browser, kind, width);
  });

  afterAll(() => panel.close());

  it.each(states)('draws the state %s', async (name) => {
    await panel.send({ type: 'snapshot', snapshot: panelStates[name] });
    await panel.page.screenshot({
      path: path.join(screenshots, `${name}-${kind}-${width}.png`),
      fullPage: true,
    });
    // What a template shows when it is given something that is no text.
    expect(await panel.page.locator('body').innerText()).not.toMatch(
      /undefined|NaN|\[object|function|=>/,
    );
    await look(panel);
    expect(await overflow(panel)).toBeLessThanOrEqual(0);
    expect(panel.problems).toEqual([]);
  });
}

describe.each(themeKinds)('in the theme kind %s, 480 pixels wide, without a violation', (kind) => {
  eachState(kind, 480, kind === 'dark' ? names : themed, async (panel) => {
    expect(await violations(panel)).toEqual([]);
  });
});

describe('900 pixels wide, without a violation', () => {
  eachState(
    'light',
    900,
    [
      'selected',
      'against',
      'conditioned',
      'failedWithResult',
      'written',
      'writing',
      'studied',
      'studying',
    ],
    async (panel) => {
      expect(await violations(panel)).toEqual([]);
    },
  );
});

describe('320 pixels wide', () => {
  eachState('light', 320, names, () => Promise.resolve());
});

it('has no violation with every disclosure open', async () => {
  const panel = await PanelPage.open(browser, 'dark', 480);
  await panel.send({ type: 'snapshot', snapshot: panelStates.result });
  const closed = panel.page.locator('[aria-expanded="false"]');
  while ((await closed.count()) > 0) await closed.first().click();
  expect(await panel.page.locator('body').innerText()).not.toMatch(
    /undefined|NaN|\[object|function|=>/,
  );
  await panel.page.screenshot({
    path: path.join(screenshots, 'open-dark-480.png'),
    fullPage: true,
  });
  expect(await violations(panel)).toEqual([]);
  expect(await overflow(panel)).toBeLessThanOrEqual(0);
  await panel.close();
});
