// `npm run screenshots`: the pictures of the README, taken from the extension as it is.
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../../scripts/vscodeServer/serverFiles.mjs';
import { Session, themes } from './support/session';

const sample = 'the-quiet-pond.txt';
const folder = path.join(repositoryRoot, 'docs', 'images');
mkdirSync(folder, { recursive: true });

const session = await Session.start({ width: 1280, height: 820, scale: 1.5 });
const { workbench } = session;
const { page, panel } = workbench;

/** Waits until nothing moves any more: fonts, fades and the chart's last frame. */
const settle = async (): Promise<void> => {
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(800);
};
const shoot = async (name: string): Promise<void> => {
  await settle();
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
};

/** Selects the most divergent token of the table that is a word and stands in the text once. */
async function chooseToken(): Promise<string> {
  const text = readFileSync(path.join(session.folder, sample), 'utf8');
  const rows = panel.locator('.divergent-table tbody tr');
  await rows.first().waitFor();
  const words = await rows.locator('td:first-child bdi').allInnerTexts();
  const at = words.findIndex((token) => {
    const word = token.replace('␣', '');
    return /^\p{L}{4,}$/u.test(word) && text.split(word).length === 2;
  });
  if (at < 0) throw new Error('No divergent token is a word that stands in the text once.');
  await rows.nth(at).click();
  return words[at]?.replace('␣', '') ?? '';
}

/** Where continuations of the bundled beginnings lead: what the command line says with the same seed. */
async function findAttractors(): Promise<void> {
  await workbench.command('Steerscope: Find Attractors…');
  await workbench.choose('Behind Twenty Neutral Beginnings');
  await panel
    .locator('#attractors .finding')
    .filter({ hasText: 'attractor' })
    .waitFor({ timeout: 180_000 });
}

/** Lets the base read what the bundled pair was tuned for, so that the hover has a third column. */
async function compareWithPrefix(): Promise<void> {
  await workbench.command('Steerscope: Compare with a Prefix…');
  await workbench.choose('Mood: happy');
  await panel
    .locator('#conditioning .finding')
    .filter({ hasText: 'shift' })
    .waitFor({ timeout: 60_000 });
}

try {
  session.changeSettings({ 'sampling.seed': 1 });
  await workbench.openFile(sample);
  await workbench.command('View: Toggle Primary Side Bar Visibility');
  await workbench.command('Steerscope: Compare Document');
  await workbench.statusItem(/\d bits/).waitFor();
  const word = await chooseToken();
  await panel.locator('#overview').scrollIntoViewIfNeeded();
  await workbench.caret();
  for (const theme of ['dark', 'light'] as const) {
    await workbench.chooseTheme(themes[theme].name);
    await panel.locator(`body[data-vscode-theme-kind="${themes[theme].kind}"]`).waitFor();
    await panel.locator('.verdict').scrollIntoViewIfNeeded();
    await page.mouse.move(5, 5);
    await shoot(`editor-${theme}`);
    await workbench.pointAt(word);
    await workbench.hover.waitFor();
    await shoot(`hover-${theme}`);
    await page.keyboard.press('Escape');
    await panel.locator('#token').evaluate((section) => {
      section.scrollIntoView();
    });
    await page.mouse.move(5, 5);
    await shoot(`token-${theme}`);
  }
  await compareWithPrefix();
  await workbench.caret();
  for (const theme of ['light', 'dark'] as const) {
    await workbench.chooseTheme(themes[theme].name);
    await panel.locator(`body[data-vscode-theme-kind="${themes[theme].kind}"]`).waitFor();
    await workbench.pointAt(word);
    await workbench.hover.filter({ hasText: 'with prefix' }).waitFor();
    await shoot(`hover-prefix-${theme}`);
    await page.keyboard.press('Escape');
  }
  await findAttractors();
  for (const theme of ['light', 'dark'] as const) {
    await workbench.chooseTheme(themes[theme].name);
    await panel.locator(`body[data-vscode-theme-kind="${themes[theme].kind}"]`).waitFor();
    await panel.locator('#attractors').evaluate((section) => {
      section.scrollIntoView();
    });
    await page.mouse.move(5, 5);
    await shoot(`attractors-${theme}`);
  }
} finally {
  await session.stop();
}
