import assert from 'node:assert/strict';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { parsePairFile, tunedCheckpointId } from '../../../src/common/pairFile';
import { decodePiece } from '../../../src/common/text/tokenText';
import { rangeAt } from '../../../src/common/rowRanges';
import {
  isScored,
  type ComparedDocument,
  type ScoredDocument,
} from '../../../src/host/comparisonStore';
import type { Painted } from '../../../src/views/decorations/decorator';
import { brushes, type Brush } from '../../../src/views/decorations/paint';
import type { ExtensionApi } from '../../../src/extension';
import {
  closeEverything,
  edit,
  extensionApi,
  hoverAt,
  openText,
  rowText,
  run,
  scored,
  set,
  story,
  until,
} from '../support/extension';

/** Long enough that something can happen while it is scored. */
const long = story.repeat(24);

const isDone = (entry: ComparedDocument | undefined): boolean => entry?.state.kind === 'done';
const hasRows = (entry: ComparedDocument | undefined): boolean =>
  entry?.state.kind === 'running' && (entry.comparison?.scoredCount ?? 0) > 0;

/** Id under which a checkpoint of the bundled pair that is not its default is selected. */
function otherCheckpoint(): string {
  const root = vscode.extensions.getExtension('steerscope.steerscope')?.extensionPath ?? '';
  const file = path.join(root, 'media', 'models', 'wedding-party', 'pair.json');
  const pair = parsePairFile(readFileSync(file, 'utf8'), 'pair.json');
  const other = pair.tuned.find((entry) => entry.default !== true);
  assert.ok(other);
  return `${pair.id}:${tunedCheckpointId(other)}`;
}

/** Text of a row's token as the tokenizer gave it. */
function tokenText(entry: ComparedDocument, row: number): string | undefined {
  const { comparison } = entry;
  const piece = comparison?.pieces.get(comparison.tokens.id[row] ?? -1);
  return piece && decodePiece(piece);
}

/** Waits for what events report. */
async function untilSeen(condition: () => boolean, what: string): Promise<void> {
  for (let tries = 0; !condition(); tries++) {
    assert.ok(tries < 600, `${what} was not seen`);
    await delay(50);
  }
}

/** Expects heat on rows alone that are scored and not stale, and every painted row that is stale dimmed. */
function expectHonest({ byBrush }: Painted, entry: ScoredDocument): void {
  const { comparison, starts, ends, firstStaleRow } = entry;
  const touches = (brush: Brush, start: number, end: number): boolean =>
    (byBrush.get(brush) ?? []).some((range) => range.start < end && start < range.end);
  const heat = brushes.filter((brush) => /^(?:heat|tuned)/.test(brush));
  const isFresh = (row: number): boolean =>
    row < firstStaleRow && rangeAt(comparison.scored, row) !== undefined;
  const fresh = Array.from(starts.keys()).filter(isFresh);
  for (const { start, end } of heat.flatMap((brush) => byBrush.get(brush) ?? [])) {
    const covered = fresh.reduce(
      (sum, row) =>
        sum + Math.max(0, Math.min(end, ends[row] ?? 0) - Math.max(start, starts[row] ?? 0)),
      0,
    );
    assert.ok(covered >= end - start, `what is at ${start} to ${end} looks fresh and is not`);
  }
  const painted = Math.max(...[...byBrush.values()].flat().map((range) => range.end));
  for (let row = firstStaleRow; row < starts.length; row++) {
    const [start = 0, end = 0] = [starts[row], ends[row]];
    if (start === end || end > painted) continue;
    assert.ok(touches('stale', start, end), `row ${row} is stale and not dimmed`);
  }
}

suite('documents, models and settings that change', () => {
  let api: ExtensionApi;

  suiteSetup(async () => {
    api = await extensionApi();
  });

  teardown(async () => {
    for (const key of ['units', 'pair', 'maxDocumentLength', 'metric', 'pairs'] as const) {
      await set(key, undefined);
    }
    await set('live.enabled', undefined);
    await set('live.debounce', undefined);
    await closeEverything();
  });

  test('an edit moves what is behind it and leaves what is before it fresh', async () => {
    const editor = await openText(story);
    await run('steerscope.compareDocument');
    const { uri } = editor.document;
    const before = scored(api, uri);
    const at = story.indexOf('In the morning');
    await edit(editor, at, 0, 'Yes. ');
    const after = await until(api, uri, (entry) => entry !== before, 'the shift');
    assert.ok(after);
    assert.equal(after.comparison, before.comparison);
    assert.ok(after.firstStaleRow > 0 && after.firstStaleRow < before.starts.length);
    for (let row = 0; row < after.starts.length; row++) {
      if (row < after.firstStaleRow) {
        assert.equal(after.starts[row], before.starts[row]);
        assert.ok((after.ends[row] ?? Infinity) < at);
      }
      if ((before.starts[row] ?? 0) >= at) {
        assert.equal(rowText(editor.document, after, row), tokenText(after, row));
      }
    }
    assert.match(await hoverAt(editor.document, at + 40), /Scored before the last edit/);
  });

  test('what is behind an edit is dimmed, and looks fresh only once it is scored again', async () => {
    const editor = await openText(long);
    const { uri } = editor.document;
    await run('steerscope.compareDocument');
    const seen: { readonly painted: Painted; readonly entry: ScoredDocument }[] = [];
    const listener = api.onDidPaint((painted) => {
      const entry = api.store.get(uri);
      if (painted.uri.toString() === uri.toString() && isScored(entry))
        seen.push({ painted, entry });
    });
    try {
      await edit(editor, Math.floor(long.length / 3), 0, 'Then it rained. ');
      await untilSeen(
        () => seen.some(({ painted }) => painted.byBrush.has('stale')),
        'the dimming',
      );
      await run('steerscope.compareDocument');
      await untilSeen(
        () =>
          seen.at(-1)?.entry === api.store.get(uri) && !seen.at(-1)?.painted.byBrush.has('stale'),
        'the end of the dimming',
      );
    } finally {
      listener.dispose();
    }
    for (const { painted, entry } of seen) expectHonest(painted, entry);
  });

  test('an edit while a run is under way keeps its rows where their text is', async () => {
    const editor = await openText(long);
    const { uri } = editor.document;
    const running = run('steerscope.compareDocument');
    await until(api, uri, hasRows, 'the first rows');
    const at = Math.floor(long.length / 2);
    await edit(editor, at, 10, 'something else');
    await running;
    const entry = scored(api, uri);
    assert.ok(entry.version < editor.document.version);
    const { firstStaleRow } = entry;
    assert.ok(firstStaleRow > 0 && firstStaleRow < entry.comparison.rowCount);
    for (const row of [0, firstStaleRow - 1, firstStaleRow + 20, entry.comparison.rowCount - 1]) {
      assert.equal(rowText(editor.document, entry, row), tokenText(entry, row));
    }
  });

  test('a cancelled run keeps what is there and leaves the process in working order', async () => {
    const { document } = await openText(long);
    const running = run('steerscope.compareDocument');
    await until(api, document.uri, hasRows, 'the first rows');
    await run('steerscope.cancel');
    const cancelled = api.store.get(document.uri);
    assert.equal(cancelled?.state.kind, 'cancelled');
    assert.ok((cancelled.comparison?.scoredCount ?? 0) > 0);
    await running;
    assert.equal(api.store.get(document.uri), cancelled, 'rows came after the cancellation');
    await run('steerscope.compareDocument');
    scored(api, document.uri);
  });

  test('a newer run takes the place of an older one', async () => {
    const { document } = await openText(long);
    const first = run('steerscope.compareDocument');
    await until(api, document.uri, hasRows, 'the first rows');
    await run('steerscope.compareDocument');
    await first;
    scored(api, document.uri);
  });

  test('what is asked for last goes before a long run, which goes on behind it', async () => {
    const one = await openText(long.repeat(4));
    const first = run('steerscope.compareDocument', one.document.uri);
    await until(api, one.document.uri, hasRows, 'the first rows');
    const two = await openText('Tom had a red ball. He lost it in the wood.');
    await run('steerscope.compareDocument', two.document.uri);
    assert.equal(
      scored(api, two.document.uri).comparison.utf16Length,
      two.document.getText().length,
    );
    assert.equal(api.store.get(one.document.uri)?.state.kind, 'running');
    await first;
    assert.deepEqual(api.store.get(one.document.uri)?.state, { kind: 'done' });
    const { comparison } = scored(api, one.document.uri);
    assert.equal(comparison.utf16Length, one.document.getText().length);
    assert.ok(comparison.isSplit);
  });

  test('a killed model process is reported with its likely reason, and the next run works', async () => {
    const { document } = await openText(long);
    const running = run('steerscope.compareDocument');
    await until(api, document.uri, hasRows, 'the first rows');
    const pid = api.processId();
    assert.ok(pid !== undefined);
    process.kill(pid, 'SIGKILL');
    await running;
    const entry = api.store.get(document.uri);
    assert.ok(entry?.state.kind === 'failed');
    assert.equal(
      entry.state.error.message,
      'The model process ended unexpectedly (SIGKILL: usually out of memory). Nothing in your ' +
        'document changed. Try a smaller pair or dtype.',
    );
    assert.deepEqual(entry.state.error.actions, ['showLog', 'restart']);
    assert.ok((entry.comparison?.scoredCount ?? 0) > 0, 'rows were lost');
    assert.equal(document.getText(), long);
    await run('steerscope.compareDocument');
    scored(api, document.uri);
    assert.notEqual(api.processId(), pid);
  });

  test('restarting ends the process and the next comparison starts another', async () => {
    const { document } = await openText(story);
    await run('steerscope.compareDocument');
    const pid = api.processId();
    await run('steerscope.restartModelProcess');
    assert.equal(api.processId(), undefined);
    await run('steerscope.compareDocument');
    assert.notEqual(api.processId(), pid);
    scored(api, document.uri);
  });

  test('live comparison follows edits until it is turned off', async () => {
    const editor = await openText(story);
    const { document } = editor;
    await run('steerscope.toggleLive');
    scored(api, document.uri);
    await edit(editor, story.length, 0, 'He fell.');
    const isCurrent = (entry: ComparedDocument | undefined): boolean =>
      isDone(entry) && entry?.version === document.version;
    await until(api, document.uri, isCurrent, 'a live comparison');
    assert.equal(scored(api, document.uri).comparison.utf16Length, document.getText().length);
    await run('steerscope.toggleLive');
    await set('live.debounce', 0);
    await edit(editor, 0, 0, 'Well. ');
    // Comparisons take turns, so that of another document, asked for after the pause, comes last.
    await openText('Something else.');
    await run('steerscope.compareDocument');
    assert.notEqual(api.store.get(document.uri)?.version, document.version);
  });

  test('live comparison does not start documents by itself', async () => {
    await set('live.enabled', true);
    await set('live.debounce', 0);
    const editor = await openText(story);
    await edit(editor, 0, 0, 'Well. ');
    // A document that was compared before is followed, and its turn comes after.
    const other = await openText('Something else.');
    await run('steerscope.compareDocument');
    await edit(other, 0, 0, 'No. ');
    const isCurrent = (entry: ComparedDocument | undefined): boolean =>
      isDone(entry) && entry?.version === other.document.version;
    await until(api, other.document.uri, isCurrent, 'a live comparison');
    assert.equal(api.store.get(editor.document.uri), undefined);
  });

  test('settings take effect at once', async () => {
    const { document } = await openText(story);
    await run('steerscope.compareDocument');
    assert.match(await hoverAt(document, 40), / bits/);
    await set('units', 'nats');
    assert.match(await hoverAt(document, 40), / nats/);
    await run('steerscope.selectMetric', 'logRatio');
    const configuration = vscode.workspace.getConfiguration('steerscope');
    assert.equal(configuration.get('metric'), 'logRatio');
  });

  test('another pair is loaded and used for the active document', async () => {
    const { document } = await openText(story);
    await run('steerscope.compareDocument');
    const before = scored(api, document.uri);
    await run('steerscope.selectPair', otherCheckpoint());
    const after = scored(api, document.uri);
    assert.notEqual(after.comparison.pair.id, before.comparison.pair.id);
    assert.notEqual(after.comparison.pair.tuned.name, before.comparison.pair.tuned.name);
  });

  async function failure(document: vscode.TextDocument): Promise<string> {
    const text = document.getText();
    await run('steerscope.compareDocument');
    const state = api.store.get(document.uri)?.state;
    assert.ok(state?.kind === 'failed', `not refused: ${JSON.stringify(state)}`);
    assert.equal(document.getText(), text);
    return state.error.message;
  }

  test('a pair that is not known or cannot be read is named', async () => {
    const { document } = await openText(story);
    await set('pair', 'nobody');
    assert.match(await failure(document), /There is no model pair "nobody"/);
    await set('pairs', [{ id: 'gone', file: '/nowhere/gone/pair.json' }]);
    await set('pair', 'gone');
    assert.match(await failure(document), /gone\/pair\.json cannot be read/);
    await set('pairs', [{ id: 'gone', base: '/nowhere/base', tuned: '/nowhere/tuned' }]);
    assert.match(await failure(document), /base/);
  });

  test('a document over the limit is refused by the name of the limit; a selection within it is not', async () => {
    const editor = await openText(story);
    await set('maxDocumentLength', 60);
    assert.match(await failure(editor.document), /steerscope\.maxDocumentLength allows \(60\)/);
    const { document } = editor;
    editor.selection = new vscode.Selection(document.positionAt(40), document.positionAt(58));
    await run('steerscope.compareSelection');
    const entry = scored(api, document.uri);
    assert.ok((entry.starts[0] ?? 0) <= 40 && (entry.ends.at(-1) ?? 0) >= 58);
    assert.ok((entry.starts[0] ?? 0) > 30 && (entry.ends.at(-1) ?? 0) <= 60);
  });

  test('an empty document is refused', async () => {
    const { document } = await openText('');
    assert.match(await failure(document), /is empty, so there is nothing to compare/);
  });

  for (const [what, text] of [
    ['one character', 'a'],
    ['only white space', ' \n\t\r\n  \u00a0\n'],
    ['NUL and control characters', 'a\u0000b\u0001\u001b[31mc\u007f'],
    ['emoji, combining marks and right-to-left text', '👩‍👩‍👧 e\u0301 שלום 東京'],
    ['lone surrogates', 'x\ud83dy\udc00z'],
  ] as const) {
    test(`${what}: every row has its text and the document stays`, async () => {
      const { document } = await openText(text);
      const opened = document.getText();
      const { version } = document;
      await run('steerscope.compareDocument');
      const entry = scored(api, document.uri);
      let last = 0;
      for (const [row, start] of entry.starts.entries()) {
        const end = entry.ends[row] ?? -1;
        assert.ok(start === last || start === entry.starts[row - 1], `row ${row} leaves a gap`);
        assert.ok(end > start);
        last = end;
      }
      assert.equal(last, opened.length);
      assert.equal(document.getText(), opened);
      assert.equal(document.version, version);
    });
  }

  test('one line of 200 kB is scored as it comes and can be cancelled', async () => {
    const line = 'the boy ran '.repeat(16_600);
    const { document } = await openText(line);
    const running = run('steerscope.compareDocument');
    await until(api, document.uri, hasRows, 'the first rows', 60);
    await run('steerscope.cancel');
    await running;
    assert.equal(document.getText(), line);
    assert.equal(api.store.get(document.uri)?.state.kind, 'cancelled');
  });
});
