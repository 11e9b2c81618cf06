import assert from 'node:assert/strict';
import type { ExtensionApi } from '../../../src/extension';
import {
  closeEverything,
  edit,
  extensionApi,
  openText,
  run,
  scored,
  story,
} from '../support/extension';

suite('the distribution at a supposed λ, over the whole vocabulary', () => {
  let api: ExtensionApi;

  suiteSetup(async () => {
    api = await extensionApi();
  });

  teardown(closeEverything);

  test('is the models’ own at either end, also after the text was edited', async () => {
    const editor = await openText(story);
    const { uri } = editor.document;
    await run('steerscope.compareDocument');
    const { comparison } = scored(api, uri);
    const { topK } = comparison.settings;
    const row = 12;
    await edit(editor, 0, 5, '');
    for (const [model, lambda] of [
      ['base', 0],
      ['tuned', 1],
    ] as const) {
      const outcome = await api.mixtures.ask({ comparison }, row, lambda);
      assert.ok(outcome.kind === 'done', JSON.stringify(outcome));
      const { ids, probabilities } = outcome.mixture;
      const { topIds, topProbabilities } = comparison[model];
      for (let place = row * topK; place < (row + 1) * topK; place++) {
        const found = probabilities[ids.indexOf(topIds[place] ?? -1)] ?? NaN;
        assert.ok(Math.abs(found - (topProbabilities[place] ?? NaN)) < 1e-5);
      }
      assert.ok(ids.includes(comparison.tokens.id[row] ?? -1));
    }
  });

  test('is refused with a reason for another pair, and for a token that is not scored', async () => {
    const { document } = await openText(story);
    await run('steerscope.compareDocument');
    const { comparison } = scored(api, document.uri);
    const other = await api.mixtures.ask({ comparison: { ...comparison, fingerprint: '' } }, 3, 2);
    assert.ok(other.kind === 'failed');
    assert.match(other.error.message, /not the one that this text was compared with/);
    const beyond = await api.mixtures.ask({ comparison }, comparison.rowCount, 2);
    assert.ok(beyond.kind === 'failed');
    assert.match(beyond.error.message, /not scored/);
  });
});
