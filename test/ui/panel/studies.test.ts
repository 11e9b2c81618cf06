import { describe, expect, it } from 'vitest';
import { inPanel } from './inPanel';
import { panelStates } from './panelStates';

const { studied, studying, studyFailed, result } = panelStates;

const on = inPanel(studied);

describe('the sections about the pair', () => {
  it('stand last before the export, in the list of sections, too', async () => {
    const titles = await on.page.locator('main h2').allTextContents();
    expect(titles.slice(-3)).toEqual(['Probes', 'Checkpoints', 'Export']);
    const list = await on.page.locator('nav').getByRole('link').allInnerTexts();
    expect(list.slice(-3)).toEqual(['Probes', 'Checkpoints', 'Export']);
  });

  it('say what was lost with an interval, and draw it with words for who does not see it', async () => {
    const probes = on.page.locator('#probes');
    expect(await probes.locator('.finding').first().innerText()).toMatch(
      /^The tuned model has lost conditional inference here: .* \(\+.* to \+.*\) bits\./,
    );
    expect(await probes.getByRole('img').first().getAttribute('aria-label')).toContain(
      'circles are the base, diamonds the tuned model',
    );
    expect(await probes.innerText()).toContain('○ base · ◆ tuned');
    await probes.getByRole('button', { name: 'Table of Probes' }).click();
    expect(await probes.locator('table').first().innerText()).toMatch(/One red and three blue/);
  });

  it('change their view and show their table by keyboard', async () => {
    const checkpoints = on.page.locator('#checkpoints');
    await checkpoints.getByRole('button', { name: 'calibration', exact: true }).focus();
    await on.page.keyboard.press('Enter');
    expect(await checkpoints.getByRole('img').first().getAttribute('aria-label')).toContain(
      'Entropy gap per token',
    );
    await checkpoints.getByRole('button', { name: 'Table of Checkpoints' }).focus();
    await on.page.keyboard.press('Enter');
    expect(await checkpoints.locator('.tables tbody th').allInnerTexts()).toEqual([
      '0 base',
      '1 Happy reward, step 15',
      '2 Happy reward, step 160',
      '3 Over-optimised, step 240',
    ]);
  });

  it('begin with one line and a button where nothing was studied yet', async () => {
    await on.panel.send({ type: 'snapshot', snapshot: result });
    await on.page.locator('#probes').getByText('Run Probes…').click();
    await on.page.locator('#checkpoints').getByText('Compare Checkpoints', { exact: true }).click();
    expect((await on.panel.posted()).slice(-2)).toEqual([
      { type: 'command', command: 'steerscope.runProbes' },
      { type: 'command', command: 'steerscope.compareCheckpoints' },
    ]);
  });

  it('say how far they are, also without a document, and can be cancelled', async () => {
    await on.panel.send({ type: 'snapshot', snapshot: studying });
    expect(await on.page.locator('#probes').innerText()).toContain('Asking: 40 %');
    expect(await on.page.locator('#probes-status').innerText()).toBe('Asking');
    await on.page.locator('#checkpoints').getByText('Cancel').click();
    expect(await on.panel.lastPosted('command')).toEqual({
      type: 'command',
      command: 'steerscope.cancelSampling',
    });
  });

  it('keep what there was when the next run fails or is cancelled', async () => {
    await on.panel.send({ type: 'snapshot', snapshot: studyFailed });
    expect(await on.page.locator('#probes').innerText()).toContain('no chat template');
    expect(await on.page.locator('#probes-status').innerText()).toContain('chat template');
    expect(await on.page.locator('#checkpoints').innerText()).toContain('Cancelled.');
    expect(await on.page.locator('#checkpoints .finding').first().innerText()).toContain(
      'The more KL is spent',
    );
    const figures = on.page.getByRole('table', { name: /^Base and checkpoints by the KL/ });
    expect(await figures.getByRole('row').count()).toBe(5);
  });
});
