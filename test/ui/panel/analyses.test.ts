import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { inPanel } from './inPanel';
import { panelStates } from './panelStates';

const { withBeta } = panelStates;

const on = inPanel(withBeta);

const section = (id: string): Locator => on.page.locator(`#${id}`);

/** Rows that the page has asked to go to, with whether the focus was to move along. */
async function visited(): Promise<readonly (readonly [row: number, focus: boolean])[]> {
  return (await on.panel.posted()).flatMap((message) =>
    message.type === 'goTo' ? [[message.row, message.focus] as const] : [],
  );
}

describe('a chart along the text', () => {
  const slider = (): Locator =>
    on.page.getByRole('slider', { name: 'Token in the chart of Implied reward' });

  it('marks the selected token and says its value', async () => {
    expect(await slider().getAttribute('aria-valuenow')).toBe('41');
    expect(await slider().getAttribute('aria-valuetext')).toMatch(
      /^token 41, .*, line \d+, accumulated log ratio, bits −?\d/,
    );
    expect(await section('impliedReward').locator('.plot-caret').count()).toBe(1);
  });

  it('moves the selection by keyboard', async () => {
    await slider().focus();
    for (const key of ['ArrowRight', 'End', 'Home', 'Enter']) await on.page.keyboard.press(key);
    const last = (withBeta.result?.columns.id.length ?? 0) - 1;
    expect(await visited()).toEqual([
      [41, false],
      [last, false],
      [0, false],
      [0, true],
    ]);
  });

  it('goes to the token under a click', async () => {
    await slider().click();
    const row = (await visited())[0]?.[0];
    const count = withBeta.result?.columns.id.length ?? 0;
    expect(row).toBeGreaterThan(count * 0.3);
    expect(row).toBeLessThan(count * 0.7);
  });
});

describe('a section with several views', () => {
  const choice = (name: string): Locator =>
    section('impliedReward').getByRole('button', { name, exact: true });

  it('shows the one that is chosen, and remembers it', async () => {
    expect(await choice('bits').getAttribute('aria-pressed')).toBe('true');
    await choice('reward, β 0.030').focus();
    await on.page.keyboard.press('Enter');
    expect(await choice('reward, β 0.030').getAttribute('aria-pressed')).toBe('true');
    expect(await section('impliedReward').locator('.plot-image').textContent()).toContain(
      'implied reward',
    );
    expect(await on.panel.remembered()).toMatchObject({ views: { impliedReward: 1 } });
  });

  it('has the caveat of the view, which for classes says nothing of a reward', async () => {
    const caveat = (): Promise<string> => section('impliedReward').locator('.caveat').innerText();
    expect(await caveat()).toContain('β');
    await choice('URIAL classes').click();
    expect(await caveat()).toMatch(/^The classes are of what the tuned model would write next/);
    await choice('reward, β 0.030').click();
  });
});

describe('what if', () => {
  it('adds a column at λ by keyboard, says that it is truncated, and takes it away', async () => {
    const columns = (): Promise<number> =>
      section('token').locator('.candidates thead [scope=col]').count();
    expect(await columns()).toBe(4);
    const slider = section('token').getByRole('slider');
    await slider.focus();
    await on.page.keyboard.press('ArrowLeft');
    expect(await slider.getAttribute('aria-valuetext')).toBe('λ 0.95');
    expect(await columns()).toBe(5);
    expect(await section('token').locator('.supposed').textContent()).toContain('truncated');
    await section('token').getByRole('button', { name: 'Hide this column' }).click();
    expect(await columns()).toBe(4);
  });

  it('is computed over the whole vocabulary on request, and says so, or why not', async () => {
    const slider = section('token').getByRole('slider');
    await slider.focus();
    for (let step = 0; step < 9; step++) await on.page.keyboard.press('ArrowLeft');
    const exactly = section('token').getByRole('button', { name: 'Compute it exactly' });
    await exactly.focus();
    await on.page.keyboard.press('Enter');
    const status = section('token').locator('.supposed [role=status]');
    expect(await status.textContent()).toContain('Computing it exactly');
    const asked = (await on.panel.posted()).find((message) => message.type === 'mix');
    expect(asked).toMatchObject({ uri: withBeta.uri, comparison: withBeta.comparison });
    const lambda = asked?.type === 'mix' ? asked.lambda : NaN;
    expect(lambda).toBeCloseTo(0.55, 9);
    if (asked?.type !== 'mix') throw new Error('Nothing was asked.');
    const listed = withBeta.result?.columns.id[asked.row] ?? -1;
    const answer = {
      ...asked,
      type: 'mixture',
      mixture: {
        ids: Int32Array.of(4000, listed),
        probabilities: Float64Array.of(0.4321, 0.1234),
        texts: ['␣stranger', '␣known'],
        vocabularySize: 5000,
      },
      problem: '',
    } as const;
    await on.panel.send({ ...answer, mixture: undefined, problem: 'The process ended.' });
    expect(await status.textContent()).toMatch(/truncated.*It could not.*The process ended\./s);
    await exactly.click();
    await on.panel.send(answer);
    expect(await status.textContent()).toMatch(/exact: over all\s+5,000 tokens/);
    expect(await exactly.getAttribute('aria-disabled')).toBe('true');
    const row = section('token').getByRole('row', { name: '␣stranger' });
    expect(await row.textContent()).toContain('43 %');
    expect(await row.getByRole('button').count()).toBe(0);
    await slider.focus();
    await on.page.keyboard.press('ArrowRight');
    expect(await status.textContent()).toContain('truncated');
    expect(await row.count()).toBe(0);
  });
});

describe('the supported update', () => {
  const selected = (): Locator => section('supportedUpdate').locator('.selected-update');

  it('says how much of it the selected text supports, as the selection moves', async () => {
    expect(await selected().textContent()).toContain('Select text in the editor');
    const { uri, comparison } = withBeta;
    for (const update of ['Selection, 40 tokens: some.', 'Selection, 41 tokens: more.', '']) {
      await on.panel.send({ type: 'selectedText', uri, comparison, update });
      expect(await selected().textContent()).toContain(update || 'Select text in the editor');
    }
  });
});

describe('the table of a section', () => {
  it('has what the chart shows, and rows that lead to the text', async () => {
    const button = on.page.getByRole('button', { name: 'Table of Implied reward' });
    expect(await button.getAttribute('aria-expanded')).toBe('false');
    await button.focus();
    await on.page.keyboard.press('Enter');
    const spans = on.page.getByRole('table', { name: 'Steepest spans (bits)' });
    expect(await spans.getByRole('row').count()).toBe(7);
    await spans.getByRole('button').first().click();
    expect(await visited()).toEqual([[expect.any(Number), true]]);
  });
});

describe('conditioning', () => {
  it('offers the command where no prefix was compared', async () => {
    const offer = section('conditioning').getByText('Compare with a Prefix…');
    await offer.focus();
    await on.page.keyboard.press('Enter');
    expect(await on.panel.posted()).toContainEqual({
      type: 'command',
      command: 'steerscope.compareWithCondition',
    });
    expect(await section('token').getByText('with prefix').count()).toBe(0);
  });

  it('has a third column, a third line and a table of prefixes once one was', async () => {
    await on.panel.send({ type: 'snapshot', snapshot: panelStates.conditioned });
    const heads = section('token').locator('th', { hasText: 'with prefix' });
    expect(await heads.count()).toBeGreaterThanOrEqual(2);
    expect(await section('along').locator('.prefix-mark').count()).toBe(1);
    await section('conditioning').getByRole('button', { name: 'Table of Conditioning' }).click();
    const prefixes = section('conditioning').locator('table').first().locator('tbody tr');
    expect(await prefixes.count()).toBe(3);
    expect(await prefixes.first().innerText()).toContain('Mood: happy. Topic: wedding.');
  });
});
