import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { launchBrowser } from '../../../scripts/vscodeServer/browser.mjs';
import type { PanelSnapshot } from '../../../src/common/protocol/panel';
import { PanelPage } from './panelPage';

/** What the tests of a file work with, each with a page of its own. */
interface InPanel {
  readonly browser: Browser;
  readonly panel: PanelPage;
  readonly page: Page;
}

/**
 * Opens a browser for the tests of a file and the panel for each of them, dark and 480 pixels wide, and
 * expects after each that the page reported no problem.
 *
 * @param first what the page shows when a test begins; nothing where none is given
 */
export function inPanel(first?: PanelSnapshot): InPanel {
  let browser: Browser;
  let panel: PanelPage;

  beforeAll(async () => {
    browser = await launchBrowser(console.log);
  });

  afterAll(async () => {
    await browser.close();
  });

  beforeEach(async () => {
    panel = await PanelPage.open(browser, 'dark', 480);
    if (first !== undefined) await panel.send({ type: 'snapshot', snapshot: first });
  });

  afterEach(async () => {
    expect(panel.problems).toEqual([]);
    await panel.close();
  });

  return {
    get browser() {
      return browser;
    },
    get panel() {
      return panel;
    },
    get page() {
      return panel.page;
    },
  };
}
