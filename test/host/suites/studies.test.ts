import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../../src/extension';
import { closeEverything, extensionApi, run, set } from '../support/extension';
import { killDuring } from '../support/sampling';
import { writeSection } from '../support/sectionFiles';

const coin = {
  title: 'Coins',
  probes: [
    {
      id: 'coin',
      answers: [
        { texts: [' heads'], weight: 1 },
        { texts: [' tails'], weight: 1 },
      ],
      prompts: ['The coin fell. It was', 'They looked at the coin. It was'],
    },
  ],
};

suite('probes and checkpoints', () => {
  let api: ExtensionApi;
  let folder: string;

  suiteSetup(async () => {
    api = await extensionApi();
    folder = mkdtempSync(path.join(tmpdir(), 'steerscope-'));
  });

  suiteTeardown(() => {
    rmSync(folder, { recursive: true });
  });

  teardown(closeEverything);

  function file(name: string, content: string): vscode.Uri {
    const target = path.join(folder, name);
    writeFileSync(target, content);
    return vscode.Uri.file(target);
  }

  /** Resolves when a run has come to something that holds. */
  async function until(
    changes: { readonly onDidChange: vscode.Event<void> },
    holds: () => boolean,
  ): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve) => {
      const listener = changes.onDidChange(() => {
        if (!holds()) return;
        listener.dispose();
        resolve();
      });
    });
  }

  test('asks the probes of a file, as it stands in the editor', async () => {
    const uri = file('coin.probes.json', JSON.stringify(coin));
    await run('steerscope.runProbes', undefined, uri);
    const { current, task } = api.probes;
    assert.equal(task.state?.kind, 'done');
    assert.equal(current?.report?.outcomes.length, 1);
    assert.equal(current.report.outcomes[0]?.asked.length, 2);
    await writeSection('probes', vscode.Uri.file(folder));

    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    const edit = new vscode.WorkspaceEdit();
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    edit.replace(uri, all, JSON.stringify({ ...coin, title: 'Coins in the editor' }));
    await vscode.workspace.applyEdit(edit);
    await run('steerscope.runProbes', undefined, uri);
    assert.equal(api.probes.current?.file.title, 'Coins in the editor');
    assert.equal(api.probes.task.state?.kind, 'done');
  });

  test('asks nothing of a file that is none of probes', async () => {
    const before = api.probes.current;
    const uri = file('broken.probes.json', '{"probes": 1}');
    await run('steerscope.runProbes', undefined, uri);
    assert.equal(api.probes.current, before);
  });

  test('cancels, and says so when the process is killed meanwhile', async () => {
    const asking = run('steerscope.runProbes', undefined, 'bundled');
    const stateNow = () => api.probes.task.state;
    const isAsking = (): boolean => {
      const state = stateNow();
      return state?.kind === 'running' && state.fraction > 0;
    };
    await until(api.probes, isAsking);
    await run('steerscope.cancelSampling');
    await asking;
    assert.equal(stateNow()?.kind, 'cancelled');

    const { task } = api.probes;
    await killDuring(api, task, run('steerscope.runProbes', undefined, 'bundled'));
    assert.equal(api.probes.current?.report, undefined);
  });

  test('compares the checkpoints of the bundled pair, also after the process was killed', async () => {
    await set('sampling.length', 4);
    await set('attractors.count', 1);
    await set('sampling.seed', 7);
    try {
      await run('steerscope.compareCheckpoints');
      const { current, task } = api.checkpoints;
      assert.equal(task.state?.kind, 'done', JSON.stringify(task.state));
      assert.deepEqual(current?.series?.points.map(({ checkpoint }) => checkpoint.id).sort(), [
        'default',
        'mild',
        'over',
      ]);
      assert.equal(current.series.points[0].set.seed, 7);
      await writeSection('checkpoints', vscode.Uri.file(folder));

      await killDuring(api, task, run('steerscope.compareCheckpoints'));
      const latest = () => api.checkpoints.current?.series;
      assert.equal(latest(), undefined);
      await run('steerscope.compareCheckpoints');
      assert.deepEqual(latest()?.points, current.series.points);
    } finally {
      for (const key of ['sampling.length', 'attractors.count', 'sampling.seed'] as const) {
        await set(key, undefined);
      }
    }
  });

  test('checks files of probes while they are written', async function () {
    if (vscode.extensions.getExtension('vscode.json-language-features') === undefined) this.skip();
    const uri = file('mine.probes.json', '{"probes": []}');
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    const problems = (): readonly vscode.Diagnostic[] => vscode.languages.getDiagnostics(uri);
    if (problems().length === 0) {
      await new Promise<void>((resolve) => {
        const listener = vscode.languages.onDidChangeDiagnostics(() => {
          if (problems().length === 0) return;
          listener.dispose();
          resolve();
        });
      });
    }
    assert.match(problems()[0]?.message ?? '', /fewer|few items|minimum/i);
  });
});
