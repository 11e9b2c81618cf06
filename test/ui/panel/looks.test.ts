import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inBrowser } from './inBrowser';
import { noText, overflow, violations } from './lookingAt';
import { PanelPage, themeKinds, type ThemeKind } from './panelPage';
import { panelStates, type PanelStateName } from './panelStates';

const screenshots = path.resolve('test-results/panel');
const names = Object.keys(panelStates) as PanelStateName[];
const on = inBrowser();

beforeAll(async () => {
  await mkdir(screenshots, { recursive: true });
});

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
    panel = await PanelPage.open(on.browser, kind, width);
  });

  afterAll(() => panel.close());

  it.each(states)('draws the state %s', async (name) => {
    await panel.send({ type: 'snapshot', snapshot: panelStates[name] });
    await panel.page.screenshot({
      path: path.join(screenshots, `${name}-${kind}-${width}.png`),
      fullPage: true,
    });
    expect(await panel.page.locator('body').innerText()).not.toMatch(noText);
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
