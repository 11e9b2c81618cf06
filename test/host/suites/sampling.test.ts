import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { logRatio } from '../../../src/common/comparison';
import type { ExtensionApi } from '../../../src/extension';
import { isScored } from '../../../src/host/comparisonStore';
import {
  closeEverything,
  edit,
  extensionApi,
  hoverAt,
  openText,
  run,
  scored,
  set,
  story,
  undo,
} from '../support/extension';
import { writeSection } from '../support/sectionFiles';
import {
  killDuring,
  middle,
  openAt,
  refusal,
  shortSamples,
  usualSamples,
  written,
} from '../support/sampling';

suite('sampling', () => {
  let api: ExtensionApi;

  suiteSetup(async () => {
    api = await extensionApi();
    await shortSamples();
  });

  suiteTeardown(usualSamples);

  teardown(closeEverything);

  test('writes with both models behind the caret and leaves the document alone', async () => {
    const { document } = await openAt(story, middle);
    const { version } = document;
    await run('steerscope.sampleContinuations');
    const { current } = api.continuations;
    assert.equal(current?.set?.continuations.length, 4);
    assert.equal(current.set.prompts[0]?.text, story.slice(0, middle));
    assert.equal(current.set.seed, 7);
    assert.equal(document.version, version);
    const first = written(api, 'tuned').continuation;
    await run('steerscope.sampleContinuations', document.uri);
    assert.deepEqual(written(api, 'tuned').continuation.ids, first.ids);
  });

  test('comes to a result though the document is edited and closed meanwhile', async () => {
    const editor = await openAt(story, middle);
    const running = run('steerscope.sampleContinuations');
    await edit(editor, 0, 5, '');
    await closeEverything();
    await running;
    assert.equal(api.continuations.current?.set?.continuations.length, 4);
  });

  test('is cancelled by its command, and by a newer run', async () => {
    await set('sampling.count', 200);
    const { document } = await openAt(story, middle);
    const begun = new Promise<void>((resolve) => {
      const listener = api.continuations.onDidChange(() => {
        if (api.continuations.current?.set === undefined) return;
        listener.dispose();
        resolve();
      });
    });
    const first = run('steerscope.sampleContinuations');
    await begun;
    await run('steerscope.cancelSampling');
    await first;
    assert.equal(api.continuations.task.state?.kind, 'cancelled');
    const second = run('steerscope.sampleContinuations', document.uri);
    await set('sampling.count', 2);
    await run('steerscope.sampleContinuations', document.uri);
    await second;
    assert.equal(api.continuations.current?.set?.continuations.length, 4);
    assert.equal(api.continuations.task.state.kind, 'done');
  });

  test('says so when the model process is killed, and works again', async () => {
    await set('sampling.count', 200);
    await openAt(story, middle);
    const killed = new Promise<void>((resolve) => {
      const listener = api.continuations.onDidChange(() => {
        const id = api.processId();
        if (api.continuations.current?.set === undefined || id === undefined) return;
        listener.dispose();
        process.kill(id, 'SIGKILL');
        resolve();
      });
    });
    const running = run('steerscope.sampleContinuations');
    await killed;
    await running;
    const { state } = api.continuations.task;
    assert.equal(state?.kind, 'failed');
    assert.equal(state.error.kind, 'processLost');
    await set('sampling.count', 2);
    await run('steerscope.sampleContinuations');
    assert.equal(api.continuations.current?.set?.continuations.length, 4);
  });

  test('keeps continuations beyond the next run, and goes on from one', async () => {
    const { document } = await openAt(story, middle);
    await run('steerscope.sampleContinuations');
    const { id, continuation } = written(api, 'tuned', 1);
    const placed = api.continuations.find(id);
    assert.ok(placed);
    api.continuations.keep(placed);
    await run('steerscope.sampleContinuations', document.uri);
    assert.deepEqual(api.continuations.find(id)?.continuation, continuation);
    await run('steerscope.insertContinuation', document.uri, id);
    assert.equal(
      document.getText(),
      `${story.slice(0, middle)}${continuation.text}${story.slice(middle)}`,
    );
    api.continuations.drop(id);
    assert.equal(api.continuations.find(id), undefined);
  });

  test('lets both models go on from a continuation', async () => {
    const { document } = await openAt(story, middle);
    await run('steerscope.sampleContinuations');
    const { id, continuation } = written(api, 'tuned');
    await api.samples.perform('continue', id);
    const { current } = api.continuations;
    assert.equal(current?.source.lead, continuation.text);
    assert.equal(current.set?.prompts[0]?.text, story.slice(0, middle) + continuation.text);
    assert.match(api.samples.snapshot().continuations?.notes[0] ?? '', /not in the document/);
    const next = written(api, 'base');
    await api.samples.perform('insert', next.id);
    assert.equal(
      document.getText(),
      story.slice(0, middle) + continuation.text + next.continuation.text + story.slice(middle),
    );
  });

  test('says of a continuation what comparing its text says', async () => {
    await openAt(story, middle);
    await run('steerscope.sampleContinuations');
    const { current } = api.continuations;
    const alike = current?.set?.continuations.find(({ splitsAlike }) => splitsAlike);
    assert.ok(current && alike);
    await api.samples.perform('compare', `${current.run}/${alike.writer}/${alike.index}`);
    const wanted = current.source.before + alike.text;
    const document = vscode.workspace.textDocuments.find((each) => each.getText() === wanted);
    assert.ok(document);
    const { comparison } = scored(api, document.uri);
    const first = comparison.rowCount - alike.ids.length;
    alike.ids.forEach((id, token) => {
      assert.equal(comparison.tokens.id[first + token], id);
      const ratio = logRatio(comparison, first + token);
      assert.ok(Math.abs(ratio - logRatio(alike.statistics, token)) < 1e-3);
    });
  });

  test('goes on from another token than the one that is there', async () => {
    const { document } = await openText(story);
    await run('steerscope.compareDocument');
    const { comparison, starts, ends } = scored(api, document.uri);
    const row = 12;
    const hover = await hoverAt(document, starts[row] ?? 0);
    assert.match(hover, /command:steerscope\.tryAlternative\?[^)]*12/);
    const id = comparison.tuned.topIds[row * comparison.settings.topK + 1] ?? -1;
    await run('steerscope.tryAlternative', document.uri, row, id);
    const { source } = written(api, 'base');
    const piece = new TextDecoder().decode(comparison.pieces.get(id));
    assert.equal(source.lead, piece);
    assert.equal(source.place.offset, starts[row]);
    assert.equal(
      api.continuations.current?.set?.prompts[0]?.text,
      story.slice(0, starts[row]) + piece,
    );
    const { id: first, continuation } = written(api, 'base');
    const { id: second } = written(api, 'tuned');
    await run('steerscope.insertContinuation', document.uri, first);
    assert.equal(
      document.getText(),
      story.slice(0, starts[row]) + piece + continuation.text + story.slice(ends[row]),
    );
    assert.match((await refusal(api, second)) ?? '', /token that it stands in for/);
    await undo(document);
    assert.equal(document.getText(), story);
    assert.equal(await refusal(api, second), undefined);
    assert.notEqual(document.getText(), story);
  });

  test('does not sample for a comparison that is no longer of its text', async () => {
    const editor = await openText(story);
    await run('steerscope.compareDocument');
    const before = api.continuations.current?.run;
    await edit(editor, 0, 0, 'Well. ');
    assert.ok(isScored(api.store.get(editor.document.uri)));
    await run('steerscope.tryAlternative', editor.document.uri, 12, 20);
    assert.equal(api.continuations.current?.run, before);
  });

  suite('attractors', () => {
    suiteSetup(async () => {
      await set('attractors.count', 4);
      await set('sampling.length', 24);
    });

    suiteTeardown(async () => {
      await set('attractors.count', undefined);
      await set('sampling.length', 12);
    });

    function report() {
      const { current, task } = api.attractors;
      assert.equal(task.state?.kind, 'done');
      assert.ok(current?.report);
      return { ...current, report: current.report };
    }

    test('are looked for at the caret, and in paragraphs', async () => {
      const text = `${story}\n${story}\n${story}`;
      const { document } = await openAt(text, middle);
      await run('steerscope.findAttractors', document.uri, 'caret');
      assert.deepEqual(report().prompts, [{ text: text.slice(0, middle) }]);
      assert.equal(report().report.set.continuations.length, 8);
      await run('steerscope.findAttractors', document.uri, 'paragraphs');
      assert.equal(report().prompts.length, 3);
      assert.equal(report().report.set.continuations.length, 24);
    });

    test('are looked for behind neutral beginnings without any document', async () => {
      await set('attractors.count', 1);
      await run('steerscope.findAttractors', undefined, 'neutral');
      assert.equal(report().report.set.continuations.length, 40);
      await set('attractors.count', 4);
    });

    test('are looked for behind the prompts of a file, perturbed, and written out', async () => {
      const root = vscode.workspace.workspaceFolders?.[0]?.uri;
      assert.ok(root);
      const file = vscode.Uri.joinPath(root, 'prompts.txt');
      const prompts = 'There was a ladder\n\nThe boat was\r\n';
      await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(prompts));
      await run('steerscope.findAttractors', undefined, 'file', file);
      assert.deepEqual(report().prompts, [
        { text: 'There was a ladder' },
        { text: 'The boat was' },
      ]);
      await run('steerscope.testPerturbations');
      assert.ok((report().perturbation?.tuned.perturbed.length ?? 0) > 0);
      const { figures } = await writeSection('attractors', root);
      assert.ok(figures.perturbation);
    });

    test('say so when the model process is killed, and are found and perturbed again', async () => {
      const { task } = api.attractors;
      const latest = () => api.attractors.current;
      await set('attractors.count', 1);
      await set('sampling.length', 12);
      await killDuring(api, task, run('steerscope.findAttractors', undefined, 'neutral'));
      assert.equal(latest()?.report, undefined);
      await run('steerscope.findAttractors', undefined, 'neutral');
      const { set: found } = report().report;
      assert.equal(found.continuations.length, 40);

      await killDuring(api, task, run('steerscope.testPerturbations'));
      // What was found before is still there.
      assert.equal(latest()?.report?.set, found);
      assert.equal(latest()?.perturbation, undefined);
      await run('steerscope.testPerturbations');
      assert.ok((report().perturbation?.tuned.perturbed.length ?? 0) > 0);
      await set('attractors.count', 4);
      await set('sampling.length', 24);
    });
  });
});
