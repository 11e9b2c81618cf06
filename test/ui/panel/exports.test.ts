import { mkdir, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { PanelSnapshot } from '../../../src/common/protocol/panel';
import { exportedSectionIds } from '../../../src/common/protocol/panelExport';
import { tokenReport } from '../../../src/common/panel/tokenReport';
import { Tokens } from '../../../src/common/panel/tokens';
import type { SectionPlot } from '../../../src/common/sections/sectionReport';
import { inPanel } from './inPanel';
import { panelStates } from './panelStates';
import { samplesStates } from './samplesStates';
import { studiesStates } from './studiesStates';

const full: PanelSnapshot = {
  ...panelStates.withBeta,
  samples: samplesStates.written,
  studies: studiesStates.studied,
};

const on = inPanel(full);

/** What the page has asked to export. */
async function exported(): Promise<readonly unknown[]> {
  return (await on.panel.posted()).flatMap((message) =>
    message.type === 'exportSection' ? [[message.section, message.shown]] : [],
  );
}

describe('the export of sections', () => {
  it('is reached by Tab in each section, in the order of the page', async () => {
    const reached: string[] = [];
    for (let section = ''; section !== 'export';) {
      await on.page.keyboard.press('Tab');
      const [within, name] = await on.page.evaluate(() => {
        const { activeElement } = document;
        const id = activeElement?.closest('section')?.id ?? '';
        return [id, activeElement?.getAttribute('aria-label') ?? ''] as const;
      });
      section = within;
      if (name.startsWith('Export ')) {
        reached.push(section);
        await on.page.keyboard.press('Enter');
      }
    }
    expect(reached).toEqual(exportedSectionIds.filter((id) => id !== 'conditioning' || hasPrefix));
    expect((await exported()).map((message) => (message as [string])[0])).toEqual(reached);
  });

  it('says what is shown: view, zoom, order, token and λ', async () => {
    const press = (name: string): Promise<void> => on.page.getByRole('button', { name }).click();
    await press('reward, β 0.030');
    await press('Export Implied reward…');
    await press('Zoom in');
    await press('Export Along the document…');
    await on.page.getByRole('button', { name: 'line', exact: true }).click();
    await press('Export Most divergent tokens…');
    await on.page.locator('#token').getByRole('slider').focus();
    await on.page.keyboard.press('ArrowLeft');
    await press('Export Token…');
    const row = full.result?.token.row;
    expect(await exported()).toEqual([
      ['impliedReward', { view: 1 }],
      ['along', { range: { first: expect.any(Number), end: expect.any(Number) } }],
      ['divergent', { sort: { key: 'line', descending: false } }],
      ['token', { row, lambda: 0.95 }],
    ]);
  });

  it('paints each chart that it is given as PNG', async () => {
    const { result } = full;
    if (result === undefined) throw new Error('The state has no result.');
    const tokens = new Tokens(result);
    const token = tokenReport(full, tokens, result.token, { lambda: 0.5, mixture: undefined });
    const plots = [...result.analyses, token].flatMap(({ views }): readonly SectionPlot[] =>
      views.flatMap((view) => view.plots),
    );
    expect(plots.length).toBeGreaterThan(4);
    await mkdir('test-results/panel', { recursive: true });
    for (const [job, plot] of plots.entries()) {
      await on.panel.send({ type: 'paint', job, plot });
      await on.page.waitForFunction(
        (number) =>
          window.steerscopeTest.posted.some(
            (message) => message.type === 'painted' && message.job === number,
          ),
        job,
      );
      const bytes = await on.page.evaluate(() => {
        const last = window.steerscopeTest.posted.findLast(({ type }) => type === 'painted');
        return last?.type === 'painted' ? Array.from(last.png ?? []) : [];
      });
      const png = Buffer.from(bytes);
      expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
      expect([png.readUInt32BE(16), png.length > 4000]).toEqual([1440, true]);
      await writeFile(`test-results/panel/exported-${job}.png`, png);
    }
  });
});

const hasPrefix = full.result?.analyses.some(({ id }) => id === 'conditioning') === true;
