// `npm run reading`: sentences and pictures of docs/reading-results.md, from the bundled pair as it is.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withPart } from '../../bench/report/page.mjs';
import { launchBrowser } from '../../scripts/vscodeServer/browser.mjs';
import { shownReports } from '../../src/common/panel/shownReports';
import type { PanelSnapshot } from '../../src/common/protocol/panel';
import { comparisonOf, paramsOf, realComparer } from '../model/support/engine';
import { doneSnapshot } from './panel/doneSnapshot';
import { PanelPage } from './panel/panelPage';

const texts = {
  base: 'docs/reading/written-by-the-base.txt',
  tuned: 'media/samples/written-by-the-tuned-model.txt',
  neutral: 'media/samples/the-workshop.txt',
} as const;

/** What the bundled pair was tuned for, in words that its base knows. */
const prefix = 'Mood: happy.\n\n';

const page = 'docs/reading-results.md';
const pictures = 'docs/images/reading';

async function snapshotOf(file: string): Promise<PanelSnapshot> {
  const text = readFileSync(file, 'utf8');
  const comparer = realComparer();
  const scored = async (condition?: string) =>
    comparisonOf(comparer, paramsOf(text, condition === undefined ? {} : { condition }));
  const comparison = await scored();
  const conditioned = await scored(prefix).finally(() => comparer.dispose());
  const title = path.basename(file);
  return doneSnapshot(title, text, comparison, [conditioned]);
}

/** The sentences of all sections and what has to be known to read them, each section with its picture. */
function block(name: string, snapshot: PanelSnapshot): string {
  const { result } = snapshot;
  if (result === undefined) throw new Error('Nothing was scored.');
  const sections = result.analyses.map(({ id, title, finding, caveat, views }) =>
    [
      `**${title}.** ${escape(finding)}`,
      ...(caveat === '' ? [] : [`*How to read it:* ${escape(caveat)}`]),
      ...views.flatMap(({ label, finding: found }) =>
        found === undefined ? [] : [`*View “${escape(label)}”:* ${escape(found)}`],
      ),
      ...(views.length === 0
        ? []
        : [`![${title} of the ${name} text](images/reading/${name}-${id}.png)`]),
    ].join('\n\n'),
  );
  const shown = shownReports(snapshot).map(
    ({ title, finding }) => `**${title}.** ${escape(finding)}`,
  );
  return [...shown, ...sections].join('\n\n');
}

function escape(text: string): string {
  return text.replace(/[*_<>|]/g, '\\$&');
}

mkdirSync(pictures, { recursive: true });
const browser = await launchBrowser(() => undefined);
try {
  for (const [name, file] of Object.entries(texts)) {
    const snapshot = await snapshotOf(file);
    const panel = await PanelPage.open(browser, 'light', 480);
    await panel.send({ type: 'snapshot', snapshot });
    for (const { id, views } of snapshot.result?.analyses ?? []) {
      if (views.length === 0) continue;
      // The size of the page, not of the screen: the files stay small.
      await panel.page
        .locator(`#${id} .plot-box`)
        .first()
        .screenshot({ path: `${pictures}/${name}-${id}.png`, scale: 'css' });
    }
    await panel.close();
    writeFileSync(
      page,
      withPart(readFileSync(page, 'utf8'), `reading-${name}`, block(name, snapshot)),
    );
  }
} finally {
  await browser.close();
}
