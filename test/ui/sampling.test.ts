import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Session } from './support/session';
import type { Workbench } from './support/workbench';

const sample = 'the-quiet-pond.txt';
const beginning = 'There was';

let session: Session;
let workbench: Workbench;

beforeAll(async () => {
  session = await Session.start();
  workbench = session.workbench;
});

afterAll(async () => {
  await session.stop();
});

async function press(...keys: readonly string[]): Promise<void> {
  for (const key of keys) await workbench.page.keyboard.press(key);
}

/** The file once it was saved as another text, which takes the focus to be in the editor. */
async function savedAfter(file: string, before: string): Promise<string> {
  let text = before;
  await expect
    .poll(
      async () => {
        await press('Control+1', 'Control+S');
        text = readFileSync(file, 'utf8');
        // Empty while it is written.
        return text !== '' && text !== before;
      },
      { timeout: 20_000, interval: 500 },
    )
    .toBe(true);
  return text;
}

it('samples at the caret, inserts a continuation and takes it out again, by keyboard alone', async () => {
  const { page, panel } = workbench;
  const file = path.join(session.folder, sample);
  const before = readFileSync(file, 'utf8');
  const list = page.locator('.quick-input-widget .monaco-list-row');
  const description = list.locator('.label-description');

  await press('Control+P');
  await page.keyboard.type(sample);
  await list.filter({ hasText: sample }).first().waitFor();
  await press('Enter');
  await workbench.line('There was a small pond').waitFor();
  await press('Control+Home');
  await press(...Array.from(beginning, () => 'ArrowRight'));

  await press('Control+K', ';');
  const insert = panel.locator('#continuations').getByRole('button', { name: /^Insert/ });
  await expect.poll(() => insert.count(), { timeout: 60_000 }).toBe(16);
  await panel.locator('#continuations').getByText('Cancel').waitFor({ state: 'hidden' });

  // Wherever the focus is now: the panel takes it when it shows what was asked for.
  await press('Control+K', "'");
  await description.filter({ hasText: 'tuned 0' }).first().waitFor();
  const label = await list.first().locator('.label-name').first().innerText();
  await press('Enter');
  const after = await savedAfter(file, before);
  const rest = before.slice(beginning.length);
  expect(after.startsWith(beginning)).toBe(true);
  expect(after.endsWith(rest)).toBe(true);
  const words = (text: string): string => (text.match(/\w+/g) ?? []).join(' ');
  const inserted = words(after.slice(beginning.length, after.length - rest.length));
  expect(inserted).not.toBe('');
  expect(inserted.startsWith(words(label).slice(0, 12))).toBe(true);

  await press('Control+1', 'Control+Z');
  expect(await savedAfter(file, after)).toBe(before);
});
