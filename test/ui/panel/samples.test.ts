import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { inPanel } from './inPanel';
import { panelStates } from './panelStates';

const { written, writing, result, samplingFailed } = panelStates;

const on = inPanel(written);

const article = (name: string): Locator =>
  on.page.locator('.side-by-side-texts').getByRole('article', { name, exact: true });

describe('continuations', () => {
  it('stand side by side, and below one another where two columns would be too narrow', async () => {
    const places = async () =>
      Promise.all(['base 0', 'tuned 0'].map((name) => article(name).boundingBox()));
    const [above, below] = await places();
    expect(above?.x).toBe(below?.x);
    expect(above?.y).toBeLessThan(below?.y ?? 0);
    await on.page.setViewportSize({ width: 700, height: 900 });
    const [base, tuned] = await places();
    expect(base?.x).toBeLessThan(tuned?.x ?? 0);
    expect(Math.abs((base?.y ?? 0) - (tuned?.y ?? 0))).toBeLessThan(2);
  });

  it('stand with their numbers and how they were drawn', async () => {
    const text = await on.page.locator('#continuations').innerText();
    expect(text).toContain('full distribution');
    expect(text).toContain('seed 3');
    expect(text).toMatch(/KL\(tuned ‖ base\), bits/);
    expect(await article('tuned 1').innerText()).toContain('split into other tokens');
    expect(await article('tuned 0').innerText()).not.toContain('split into other tokens');
  });

  it('mark divergent tokens by underlines, and the turning point in words', async () => {
    const tuned = article('tuned 0');
    expect(await tuned.locator('.favoured, .avoided').count()).toBeGreaterThan(0);
    const line = await tuned
      .locator('.favoured')
      .first()
      .evaluate((token) => getComputedStyle(token).textDecorationLine);
    expect(line).toBe('underline');
    expect(
      await on.page.locator('.side-by-side-texts .turn + .hidden-text').first().textContent(),
    ).toBe('(turning point)');
  });

  it('have the heat of the metric that is chosen for the editor, which a key names', async () => {
    const heated = article('tuned 0').locator('[class^="tuned"]').first();
    const key = on.page.locator('#continuations .heat-key');
    expect(await heated.count()).toBe(0);
    await on.panel.send({ type: 'snapshot', snapshot: panelStates.writtenByLogRatio });
    expect(await key.innerText()).toMatch(
      /log ratio; divergent tokens stand out\. Steps in bits:\s+tuned avoids −3 −1\.5 −0\.5 \+0\.5 \+1\.5 \+3 tuned favours/,
    );
    const step = (await heated.getAttribute('class'))?.split(' ')[0] ?? '';
    const background = (place: Locator): Promise<string> =>
      place.evaluate((token) => getComputedStyle(token).backgroundColor);
    expect(await background(heated)).toBe(await background(key.locator(`.${step}`)));
    expect(await background(heated)).not.toBe('rgba(0, 0, 0, 0)');
  });

  it('have borders instead where the palette has, none around what is faint', async () => {
    const { samples } = written;
    const { heatKey, continuations } = samples;
    if (heatKey === undefined || continuations === undefined) throw new Error('None are shown.');
    // Every second token of the base is faint.
    const base = continuations.base.map((each) => ({
      ...each,
      tokens: each.tokens.map((token, place) => ({ ...token, isFaint: place % 2 === 1 })),
    }));
    await on.panel.send({
      type: 'snapshot',
      snapshot: {
        ...written,
        samples: {
          ...samples,
          heatKey: { ...heatKey, isBordered: true },
          continuations: { ...continuations, base },
        },
      },
    });
    const heated = article('base 0').locator('.written > [class^="heat"]');
    const looks = await heated.evaluateAll((tokens) =>
      tokens.slice(0, 2).map((token) => {
        const { backgroundColor, boxShadow } = getComputedStyle(token);
        return [backgroundColor, boxShadow];
      }),
    );
    expect(looks).toEqual([
      ['rgba(0, 0, 0, 0)', expect.stringContaining('inset')],
      ['rgba(0, 0, 0, 0)', 'none'],
    ]);
  });

  it('list the numbers of their tokens, by keyboard', async () => {
    const button = article('tuned 0').getByRole('button', { name: 'Tokens of tuned 0' });
    expect(await article('tuned 0').locator('.token-list').count()).toBe(0);
    await button.focus();
    await on.page.keyboard.press('Enter');
    expect(await button.getAttribute('aria-expanded')).toBe('true');
    const titles = await article('tuned 0')
      .locator('.written [title*="log ratio"]')
      .evaluateAll((tokens) => tokens.map((token) => token.getAttribute('title') ?? ''));
    const lines = await article('tuned 0').locator('.token-list li').allInnerTexts();
    expect(lines.length).toBe(titles.length);
    expect(titles.every((title, index) => lines[index]?.includes(title))).toBe(true);
    await on.page.keyboard.press('Enter');
    expect(await article('tuned 0').locator('.token-list').count()).toBe(0);
  });

  it('ask for what is to be done with them, by keyboard', async () => {
    for (const action of ['Insert', 'Continue', 'Compare', 'Keep'] as const) {
      await article('tuned 2')
        .getByRole('button', { name: `${action} tuned 2` })
        .focus();
      await on.page.keyboard.press('Enter');
    }
    const id = '1/tuned/2';
    expect((await on.panel.posted()).slice(1)).toEqual([
      { type: 'sample', action: 'insert', id },
      { type: 'sample', action: 'continue', id },
      { type: 'sample', action: 'compare', id },
      { type: 'sample', action: 'keep', id },
    ]);
    await on.page.locator('.kept').getByRole('button', { name: 'Let go base 0' }).click();
    expect(await on.panel.lastPosted('sample')).toEqual({
      type: 'sample',
      action: 'drop',
      id: '1/base/0',
    });
  });

  it('are asked for where there are none', async () => {
    await on.panel.send({ type: 'snapshot', snapshot: result });
    await on.page.getByRole('button', { name: 'Sample Continuations' }).click();
    expect(await on.panel.lastPosted('command')).toEqual({
      type: 'command',
      command: 'steerscope.sampleContinuations',
    });
    await on.page.locator('#continuations').getByRole('button', { name: 'Options…' }).click();
    expect(await on.panel.lastPosted('action')).toEqual({
      type: 'action',
      action: 'samplingOptions',
    });
  });

  it('show without a comparison, while they are written, and can be cancelled', async () => {
    await on.panel.send({ type: 'snapshot', snapshot: writing });
    const section = on.page.locator('#continuations');
    const text = await section.innerText();
    expect(text).toContain('Sampling: 43 %');
    expect(text).toContain('“harbour” is not in the document');
    expect(text).toContain('edited before this place');
    await section.getByRole('button', { name: 'Cancel' }).click();
    expect(await on.panel.lastPosted('command')).toMatchObject({
      command: 'steerscope.cancelSampling',
    });
    expect(await on.page.locator('#attractors').innerText()).toContain(
      'Loading Story base (12.3 MB)',
    );
  });

  it('are announced when they begin and when they are there, not in between', async () => {
    const status = on.page.locator('#samples-status');
    expect(await status.innerText()).toMatch(
      /^Along a tuned continuation, the average of 4, the tuned model/,
    );
    await on.panel.send({ type: 'snapshot', snapshot: writing });
    expect(await status.innerText()).toBe('Sampling. Finding attractors.');
  });

  it('say why there are none', async () => {
    await on.panel.send({ type: 'snapshot', snapshot: samplingFailed });
    expect(await on.page.locator('#continuations').innerText()).toContain('Ask for at most 510.');
    expect(await on.page.getByRole('button', { name: 'Sampling Options' }).count()).toBe(1);
  });

  it('come under the keyboard when a command shows them', async () => {
    await on.panel.send({ type: 'showSection', section: 'continuations' });
    expect(await on.page.evaluate(() => document.activeElement?.id)).toBe('continuations-title');
  });
});

describe('another token', () => {
  it('is tried from the list of the token section', async () => {
    const button = on.page.locator('#token .go-on button').nth(1);
    expect(await button.getAttribute('aria-label')).toMatch(/^Continue with /);
    await button.focus();
    await on.page.keyboard.press('Enter');
    expect(await on.panel.lastPosted('alternative')).toMatchObject({
      type: 'alternative',
      uri: written.uri,
      comparison: written.comparison,
    });
  });
});

describe('attractors', () => {
  const view = (name: string): Locator =>
    on.page.locator('#attractors').getByRole('button', { name, exact: true });

  it('are said in a sentence with words, shares and intervals', async () => {
    const text = await on.page.locator('#attractors .finding').innerText();
    expect(text).toMatch(
      /attractor shared across prompts: \d+\s% \(\d+ to \d+\s%\) .*“party wedding party”/,
    );
    const figures = on.page.getByRole('table', { name: /^Continuations by each model/ });
    expect(await figures.getByRole('rowheader').allInnerTexts()).toContain(
      'leave what the base expects',
    );
  });

  it('show their clusters as a table that a screen reader reads', async () => {
    await view('clusters').focus();
    await on.page.keyboard.press('Enter');
    expect(
      await on.page.locator('#attractors').getByRole('img').first().getAttribute('aria-label'),
    ).toMatch(/^Shares of the tuned continuations/);
    await on.page.getByRole('button', { name: 'Table of Attractors' }).click();
    const table = on.page.getByRole('table', { name: /^Clusters of more than one continuation/ });
    const heads = await table.getByRole('columnheader').allInnerTexts();
    expect(heads).toEqual(['begins like', 'tuned', 'base', 'prompts']);
    const first = await table.getByRole('row').nth(1).innerText();
    expect(first).toMatch(/\d+: \d+ % \(\d+ to \d+ %\)/);
    expect(await on.panel.remembered()).toMatchObject({ views: { attractors: 1 } });
  });

  it('describe the chart of words, and have it as a table', async () => {
    expect(
      await on.page.locator('#attractors').getByRole('img').first().getAttribute('aria-label'),
    ).toMatch(/^Words and phrases by how much more likely/);
    await on.page.getByRole('button', { name: 'Table of Attractors' }).click();
    expect(
      await on.page.getByRole('table', { name: 'Favoured by tuned' }).getByRole('row').count(),
    ).toBeGreaterThan(1);
  });

  it('show what became of changed tokens as tables, and no longer offer the test', async () => {
    await on.panel.send({ type: 'snapshot', snapshot: panelStates.perturbed });
    const section = on.page.locator('#attractors');
    expect(await section.getByRole('button', { name: 'Test Perturbations' }).count()).toBe(0);
    await view('perturbation').focus();
    await on.page.keyboard.press('Enter');
    const returns = on.page.getByRole('table', { name: /^Texts that come back/ });
    expect(await returns.getByRole('row').nth(2).innerText()).toMatch(
      /^comes back\s+\d+ % \(\d+ to \d+ %\)\s+\d+ % \(\d+ to \d+ %\)$/,
    );
    const changes = on.page.getByRole('table', {
      name: /^Changes to the most probable text by tuned/,
    });
    const prompts = changes
      .getByRole('rowgroup')
      .filter({ has: on.page.getByRole('rowheader', { name: /^prompt \d/ }) });
    expect(await prompts.count()).toBe(6);
    expect(await prompts.first().getByRole('rowheader').first().innerText()).toBe(
      'prompt 1 Tom went to the',
    );
    expect(await prompts.first().getByRole('row').count()).toBe(1 + 6);
    expect(await changes.innerText()).toMatch(/never/);
  });

  it('show two continuations with the turning point', async () => {
    const examples = on.page.locator('.examples article');
    expect(await examples.count()).toBe(2);
    expect(await examples.last().locator('.turn').count()).toBe(1);
  });

  it('offer the test of perturbations and the way out', async () => {
    for (const [name, command] of [
      ['Test Perturbations', 'steerscope.testPerturbations'],
      ['Find Attractors…', 'steerscope.findAttractors'],
    ] as const) {
      await on.page.locator('#attractors').getByRole('button', { name }).click();
      expect(await on.panel.lastPosted('command')).toEqual({ type: 'command', command });
    }
  });
});
