import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeEach, expect } from 'vitest';
import type { PanelSnapshot } from '../../../src/common/protocol/panel';
import { inBrowser } from './inBrowser';
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
  const on = inBrowser();
  let panel: PanelPage;

  beforeEach(async () => {
    panel = await PanelPage.open(on.browser, 'dark', 480);
    if (first !== undefined) await panel.send({ type: 'snapshot', snapshot: first });
  });

  afterEach(async () => {
    expect(panel.problems).toEqual([]);
    await panel.close();
  });

  return {
    get browser() {
      return on.browser;
    },
    get panel() {
      return panel;
    },
    get page() {
      return panel.page;
    },
  };
}
