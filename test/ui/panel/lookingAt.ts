import { AxeBuilder } from '@axe-core/playwright';
import type { PanelPage } from './panelPage';

/** What axe finds in the page, or in some of its sections, as lines that say where. */
export async function violations(
  { page }: PanelPage,
  sections: readonly string[] = [],
): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  for (const id of sections) axe.include(`#${id}`);
  const { violations: found } = await axe.analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary ?? ''}`),
  );
}

/** How far the page sticks out to the right, in CSS pixels. */
export async function overflow({ page }: PanelPage): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

/** Opens whatever can be opened, and what that brings to light. */
export async function openAll({ page }: PanelPage): Promise<void> {
  const closed = page.locator('[aria-expanded="false"]');
  while ((await closed.count()) > 0) {
    await closed.evaluateAll(async (buttons) => {
      for (const button of buttons) if (button instanceof HTMLElement) button.click();
      await new Promise((resolve) => requestAnimationFrame(resolve));
    });
  }
}

/** What a template shows when it is given something that is no text. */
export const noText = /undefined|NaN|\[object|function|=>/;

/** Chooses the view with a number in every section that has so many; whether one has. */
export async function chooseViews({ page }: PanelPage, index: number): Promise<boolean> {
  const groups = await page.locator('.view-choice').all();
  let some = false;
  for (const group of groups) {
    const buttons = group.getByRole('button');
    if ((await buttons.count()) <= index) continue;
    await buttons.nth(index).click();
    some = true;
  }
  return some;
}
