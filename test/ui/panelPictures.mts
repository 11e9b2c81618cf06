// `npm run pictures`: every section of the panel in its states, in four themes, 480 and 900 pixels wide.
// Names of sections as arguments leave out the others.
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Locator } from 'playwright-core';
import { launchBrowser } from '../../scripts/vscodeServer/browser.mjs';
import { analysisIds } from '../../src/common/sections/sectionReport';
import { chooseViews } from './panel/lookingAt';
import { PanelPage, themeKinds, type ThemeKind } from './panel/panelPage';
import { panelStates, type PanelStateName } from './panel/panelStates';

const compared = ['overview', 'along', 'token', 'divergent', ...analysisIds] as const;

/** The sections that each state shows differently from the states before it. */
const scenes: readonly (readonly [PanelStateName, readonly string[]])[] = [
  ['selected', [...compared, 'continuations', 'attractors', 'probes', 'checkpoints', 'export']],
  ['running', compared],
  ['short', compared],
  ['alike', compared],
  ['stale', ['along', 'token', 'divergent']],
  ['logRatio', ['along', 'token']],
  ['against', ['overview', 'along']],
  ['withBeta', ['impliedReward']],
  ['conditioned', ['token', 'conditioning']],
  ['written', ['continuations', 'attractors']],
  ['perturbed', ['attractors']],
  ['writtenByLogRatio', ['continuations']],
  ['writtenByEntropy', ['continuations']],
  ['writing', ['continuations', 'attractors']],
  ['samplingFailed', ['continuations']],
  ['studied', ['probes', 'checkpoints']],
  ['studying', ['probes', 'checkpoints']],
  ['studyFailed', ['probes', 'checkpoints']],
];

const widths = [480, 900] as const;
const folder = path.resolve('test-results/pictures');
const chosen = process.argv.slice(2);

/** Takes the pictures of one theme and width: closed in every view, and with the first view's tables open. */
async function take(browser: Browser, kind: ThemeKind, width: number): Promise<void> {
  const panel = await PanelPage.open(browser, kind, width);
  const { page } = panel;
  const shoot = (place: Locator, name: string): Promise<unknown> =>
    place.screenshot({ path: path.join(folder, `${name}-${width}-${kind}.png`), scale: 'css' });
  for (const [state, all] of scenes) {
    const sections = all.filter((id) => chosen.length === 0 || chosen.includes(id));
    if (sections.length === 0) continue;
    await panel.send({ type: 'snapshot', snapshot: panelStates[state] });
    // The head would cover the upper end of what is higher than the window.
    await page.locator('header').evaluate((head) => {
      head.style.setProperty('position', 'static');
    });
    for (const id of sections) {
      const place = page.locator(`#${id}`);
      if ((await place.count()) === 0) continue;
      await shoot(place, `${id}-${state}`);
      const tables = place.locator('[aria-expanded="false"]').filter({ hasText: 'Table' });
      if (state === 'running' || (await tables.count()) === 0) continue;
      await tables.first().click();
      await shoot(place, `${id}-${state}Table`);
      await place.locator('[aria-expanded="true"]').filter({ hasText: 'Table' }).first().click();
    }
    for (let view = 1; await chooseViews(panel, view); view++) {
      for (const id of sections) {
        const place = page.locator(`#${id}`);
        if ((await place.locator('.view-choice button').count()) <= view) continue;
        await shoot(place, `${id}-${state}View${view + 1}`);
      }
    }
    await chooseViews(panel, 0);
  }
  if (panel.problems.length > 0) throw new Error(panel.problems.join('\n'));
  await panel.close();
}

/** Puts the four themes of each picture beside one another. */
async function makeSheets(browser: Browser): Promise<void> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.png'));
  const names = new Set(files.map((file) => file.slice(0, file.lastIndexOf('-'))));
  const context = await browser.newContext();
  const page = await context.newPage();
  for (const name of names) {
    const images = await Promise.all(
      themeKinds.map(async (kind) => {
        const data = await readFile(path.join(folder, `${name}-${kind}.png`), 'base64');
        return `<img src="data:image/png;base64,${data}">`;
      }),
    );
    const width = name.endsWith('-900') ? 1810 : 1940;
    await page.setViewportSize({ width, height: 100 });
    await page.setContent(
      `<body style="margin:0;display:flex;flex-wrap:wrap;align-items:start;gap:4px;background:#888">${images.join('')}</body>`,
    );
    await page.screenshot({ path: path.join(folder, 'sheets', `${name}.png`), fullPage: true });
  }
}

await rm(folder, { recursive: true, force: true });
await mkdir(path.join(folder, 'sheets'), { recursive: true });
const browser = await launchBrowser(console.log);
try {
  for (const kind of themeKinds) for (const width of widths) await take(browser, kind, width);
  await makeSheets(browser);
  console.log(`The pictures are in ${folder}; its folder sheets has the four themes side by side.`);
} finally {
  await browser.close();
}
