import { describe, expect, it } from 'vitest';
import { inBrowser } from './inBrowser';
import { chooseViews, noText, openAll, overflow, violations } from './lookingAt';
import { PanelPage, themeKinds } from './panelPage';
import { panelStates, type PanelStateName } from './panelStates';

/** States that have what the tests of sections do not look at, and where. */
const states: readonly { state: PanelStateName; sections: readonly string[] }[] = [
  { state: 'against', sections: ['overview'] },
  { state: 'written', sections: ['continuations', 'attractors'] },
  { state: 'perturbed', sections: ['attractors'] },
  { state: 'studied', sections: ['probes', 'checkpoints'] },
];
const on = inBrowser();

describe.each(themeKinds)(
  'in the theme kind %s, with everything open and in every view',
  (kind) => {
    it.each(states)('the state $state has no violation', async ({ state, sections }) => {
      const panel = await PanelPage.open(on.browser, kind, 480);
      await panel.send({ type: 'snapshot', snapshot: panelStates[state] });
      await openAll(panel);
      let view = 0;
      do {
        await openAll(panel);
        expect(await panel.page.locator('body').innerText()).not.toMatch(noText);
        expect(await violations(panel, sections), `view ${view}`).toEqual([]);
        expect(await overflow(panel)).toBeLessThanOrEqual(0);
        view += 1;
      } while (await chooseViews(panel, view));
      expect(panel.problems).toEqual([]);
      await panel.close();
    });
  },
);
