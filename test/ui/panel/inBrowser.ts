import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launchBrowser } from '../../../scripts/vscodeServer/browser.mjs';

/** Opens a browser for the tests of a file, which is there once they run. */
export function inBrowser(): { readonly browser: Browser } {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser(console.log);
  });

  afterAll(async () => {
    await browser.close();
  });

  return {
    get browser() {
      return browser;
    },
  };
}
