import { describe, expect, it } from 'vitest';
import { inBrowser } from './inBrowser';
import { openAll } from './lookingAt';
import { PanelPage } from './panelPage';
import { panelStates, type PanelStateName } from './panelStates';

/** A stop of the keyboard, as it was when it had the focus. */
interface Stop {
  /** Its place among all elements of the page. */
  readonly index: number;
  readonly label: string;
  readonly section: string;
  readonly name: string;
  readonly hasOutline: boolean;
  readonly isInView: boolean;
}

const on = inBrowser();

/** Runs in the page: numbers all elements, so that a stop can be named. */
function numberElements(): number[] {
  const all = [...document.querySelectorAll<HTMLElement>('body *')];
  for (const [index, element] of all.entries()) element.dataset['place'] = String(index);
  const reachable =
    'button:enabled, a[href], input:enabled, select:enabled, summary, [tabindex="0"]';
  return all.flatMap((element, index) =>
    element.matches(reachable) && element.checkVisibility() ? [index] : [],
  );
}

/** Runs in the page: what has the focus; undefined for the page itself. */
function focused(): Stop | undefined {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement) || element === document.body) return undefined;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const { top, bottom } = element.getBoundingClientRect();
  return {
    index: Number(element.dataset['place']),
    label: element.outerHTML.slice(0, 160),
    section: element.closest('section, header, nav')?.id ?? '',
    name:
      element.getAttribute('aria-label') ??
      (element instanceof HTMLInputElement ? element.labels?.[0] : element)?.textContent.trim() ??
      '',
    hasOutline: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1,
    isInView: bottom > 0 && top < window.innerHeight,
  };
}

/** The stops that a key comes by, until it leaves the page or comes back to one. */
async function stopsBy({ page }: PanelPage, key: 'Tab' | 'Shift+Tab'): Promise<Stop[]> {
  const stops: Stop[] = [];
  const seen = new Set<number>();
  for (;;) {
    await page.keyboard.press(key);
    const stop = await page.evaluate(focused);
    if (stop === undefined || seen.has(stop.index)) return stops;
    seen.add(stop.index);
    stops.push(stop);
  }
}

const states: readonly PanelStateName[] = [
  'withBeta',
  'conditioned',
  'written',
  'studied',
  'failed',
];

describe.each(states)('the whole page by Tab, in the state %s', (state) => {
  it('comes by everything that can be used, in the order of the page, visibly, and out again', async () => {
    const panel = await PanelPage.open(on.browser, 'dark', 480);
    await panel.send({ type: 'snapshot', snapshot: panelStates[state] });
    await openAll(panel);
    await panel.page.evaluate(() => {
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      window.getSelection()?.removeAllRanges();
      window.scrollTo(0, 0);
    });
    const reachable = await panel.page.evaluate(numberElements);
    const forwards = await stopsBy(panel, 'Tab');
    expect(forwards.map(({ index }) => index)).toEqual(reachable);
    expect(forwards.filter(({ hasOutline }) => !hasOutline).map(({ label }) => label)).toEqual([]);
    expect(forwards.filter(({ isInView }) => !isInView).map(({ label }) => label)).toEqual([]);
    expect(forwards.filter(({ name }) => name === '').map(({ label }) => label)).toEqual([]);
    const backwards = await stopsBy(panel, 'Shift+Tab');
    expect(backwards.map(({ index }) => index)).toEqual(reachable.toReversed());
    expect(panel.problems).toEqual([]);
    await panel.close();
  });
});
