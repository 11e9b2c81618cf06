import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { UserFacingError } from '../../../src/common/errors';
import { decodePiece } from '../../../src/common/text/tokenText';
import type { ExtensionApi } from '../../../src/extension';
import { alternativesAt } from '../../../src/views/samples/alternatives';
import { insertText } from '../../../src/views/samples/insertText';
import {
  closeEverything,
  edit,
  extensionApi,
  openText,
  run,
  scored,
  story,
  undo,
} from '../support/extension';
import {
  middle,
  openAt,
  putCaret,
  refusal,
  shortSamples,
  usualSamples,
  written,
} from '../support/sampling';

/** A file system of one document that cannot be written. */
class ReadOnlyFiles implements vscode.FileSystemProvider {
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;
  watch = (): vscode.Disposable => new vscode.Disposable(() => undefined);
  stat = (): vscode.FileStat => ({
    type: vscode.FileType.File,
    ctime: 0,
    mtime: 0,
    size: story.length,
  });
  readFile = (): Uint8Array => new TextEncoder().encode(story);
  private readonly refuse = (): never => {
    throw vscode.FileSystemError.NoPermissions();
  };
  readDirectory = (): [] => [];
  createDirectory = this.refuse;
  writeFile = this.refuse;
  delete = this.refuse;
  rename = this.refuse;
}

suite('inserting continuations', () => {
  let api: ExtensionApi;

  suiteSetup(async () => {
    api = await extensionApi();
    await shortSamples();
  });

  suiteTeardown(usualSamples);

  teardown(closeEverything);

  for (const [name, eol] of [
    ['LF', '\n'],
    ['CRLF', '\r\n'],
  ] as const) {
    test(`inserts in one undo step, with the line ends of the document: ${name}`, async () => {
      const text = `One.${eol}${eol}    Two behind an indentation.${eol}End.${eol}`;
      const offset = text.indexOf('Two') + 'Two behind an indentation.'.length;
      const editor = await openAt(text, offset);
      const { document } = editor;
      await editor.edit((builder) => {
        builder.setEndOfLine(eol === '\r\n' ? vscode.EndOfLine.CRLF : vscode.EndOfLine.LF);
      });
      const before = document.getText();
      const inserted = ' A\n  B\r\n\tC\n    D';
      const start = before.indexOf(`${eol}End.`);
      await insertText(editor, { start, end: start }, inserted);
      const expected = inserted.replaceAll(/\r\n|\n/g, eol);
      assert.equal(document.getText(), before.replace(`${eol}End.`, `${expected}${eol}End.`));
      assert.equal(
        document.offsetAt(editor.selection.active),
        before.indexOf(`${eol}End.`) + expected.length,
      );
      await undo(document);
      assert.equal(document.getText(), before);
      await vscode.commands.executeCommand('redo');
      assert.notEqual(document.getText(), before);
    });
  }

  test('inserts a continuation where it was sampled, also after edits elsewhere', async () => {
    const editor = await openAt(story, middle);
    const { document } = editor;
    await run('steerscope.sampleContinuations');
    const { id, continuation } = written(api, 'base', 1);
    await edit(editor, 0, 0, 'Well. ');
    await edit(editor, document.getText().length, 0, 'The end.');
    assert.equal(api.continuations.current?.source.place.edited, true);
    await run('steerscope.insertContinuation', document.uri, id);
    assert.equal(
      document.getText(),
      `Well. ${story.slice(0, middle)}${continuation.text}${story.slice(middle)}The end.`,
    );
  });

  test('inserts nothing where the place is gone, or the document is closed', async () => {
    const editor = await openAt(story, middle);
    const { document } = editor;
    await run('steerscope.sampleContinuations');
    const { id } = written(api, 'tuned');
    await edit(editor, middle - 10, 20, '');
    const text = document.getText();
    await run('steerscope.insertContinuation', document.uri, id);
    assert.equal(document.getText(), text);
    await closeEverything();
    await run('steerscope.insertContinuation', document.uri, id);
    assert.equal(vscode.window.activeTextEditor, undefined);
  });

  test('inserts nothing into another document of the same name', async () => {
    const root = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(root);
    const uri = vscode.Uri.joinPath(root, 'again.txt').with({ scheme: 'untitled' });
    const write = async (text: string): Promise<vscode.TextEditor> => {
      const editor = await vscode.window.showTextDocument(uri, { preview: false });
      assert.equal(editor.document.getText(), '');
      await edit(editor, 0, 0, text);
      return editor;
    };
    const { selection, document } = await write(story.slice(0, middle));
    assert.equal(document.offsetAt(selection.active), middle);
    await run('steerscope.sampleContinuations');
    const { id, source } = written(api, 'tuned');
    assert.equal(source.uri.toString(), uri.toString());
    await closeEverything();
    assert.ok(document.isClosed);
    const other = 'Something else. '.repeat(20);
    const { document: next } = await write(other);
    assert.match((await refusal(api, id)) ?? '', /place that it continues is gone/);
    assert.equal(next.getText(), other);
  });

  test('says that the document was edited meanwhile, not that it is read-only', async () => {
    const editor = await openText(story);
    const typed = edit(editor, 0, 0, 'Well. ');
    await assert.rejects(
      insertText(editor, { start: 10, end: 10 }, 'No.'),
      (error) => error instanceof UserFacingError && error.message.includes('edited meanwhile'),
    );
    await typed;
    assert.equal(editor.document.getText(), `Well. ${story}`);
  });

  test('refuses to insert into a read-only document, and says so', async () => {
    const registration = vscode.workspace.registerFileSystemProvider(
      'steerscopetest',
      new ReadOnlyFiles(),
      { isReadonly: true },
    );
    try {
      const document = await vscode.workspace.openTextDocument(
        vscode.Uri.parse('steerscopetest:/read-only.txt'),
      );
      const editor = await vscode.window.showTextDocument(document);
      await assert.rejects(
        insertText(editor, { start: 10, end: 10 }, 'No.'),
        (error) => error instanceof UserFacingError && error.message.includes('read-only'),
      );
      assert.equal(document.getText(), story);
    } finally {
      await closeEverything();
      registration.dispose();
    }
  });

  test('refuses to insert into an editor that the user made read-only', async () => {
    const editor = await openText(story);
    await vscode.commands.executeCommand('workbench.action.files.setActiveEditorReadonlyInSession');
    await assert.rejects(
      insertText(editor, { start: 10, end: 10 }, 'No.'),
      (error) => error instanceof UserFacingError && error.message.includes('read-only'),
    );
    assert.equal(editor.document.getText(), story);
  });

  for (const [half, which] of [
    ['\r', 'first'],
    ['\n', 'second'],
  ] as const) {
    test(`inserts what stands in for the ${which} half of CRLF with whole line ends`, async () => {
      const text = 'It rained all day.\r\nTom went home.\r\n';
      const { document } = await openText(text);
      assert.equal(document.getText(), text);
      await run('steerscope.compareDocument');
      const { comparison, starts } = scored(api, document.uri);
      const row = starts.indexOf(text.indexOf(half));
      const piece = (id: number): string | undefined =>
        decodePiece(comparison.pieces.get(id) ?? new Uint8Array());
      assert.equal(piece(comparison.tokens.id[row] ?? -1), half);
      const id = alternativesAt(comparison, row).find(
        (each) => !each.isActual && /^ ?\w+$/.test(piece(each.id) ?? ''),
      )?.id;
      assert.ok(id !== undefined);
      await run('steerscope.tryAlternative', document.uri, row, id);
      const { id: name, continuation, source } = written(api, 'base');
      assert.equal(source.replaces, half);
      await run('steerscope.insertContinuation', document.uri, name);
      const at = text.indexOf(half);
      const replaced = `${text.slice(0, at)}${piece(id)}${continuation.text}${text.slice(at + 1)}`;
      assert.equal(document.getText(), replaced.replaceAll(/\r\n|\r|\n/g, '\r\n'));
      await undo(document);
      assert.equal(document.getText(), text);
    });
  }

  /** A file of the workspace in an editor, with continuations of its middle. */
  async function sampledFile(
    name: string,
  ): Promise<{ uri: vscode.Uri; editor: vscode.TextEditor }> {
    const root = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(root);
    const uri = vscode.Uri.joinPath(root, name);
    writeFileSync(uri.fsPath, story);
    const editor = await vscode.window.showTextDocument(uri);
    putCaret(editor, middle);
    await run('steerscope.sampleContinuations');
    return { uri, editor };
  }

  /** Another program writes the file, and the editor reads it again. */
  async function writeOutside({ document }: vscode.TextEditor, text: string): Promise<void> {
    const reloaded = new Promise<void>((resolve) => {
      const listener = vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document !== document || document.getText() !== text) return;
        listener.dispose();
        resolve();
      });
    });
    writeFileSync(document.uri.fsPath, text);
    await reloaded;
  }

  test('inserts at the same place of a file that was changed on disk before it', async () => {
    const { uri, editor } = await sampledFile('changed-before.txt');
    await writeOutside(editor, `Well.\n${story}`);
    const { id, continuation } = written(api, 'tuned');
    await run('steerscope.insertContinuation', uri, id);
    assert.equal(
      editor.document.getText(),
      `Well.\n${story.slice(0, middle)}${continuation.text}${story.slice(middle)}`,
    );
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  test('inserts at the same place of a line that was changed on disk behind it', async () => {
    const { uri, editor } = await sampledFile('changed-behind.txt');
    const behind = ' Then it rained.\n';
    await writeOutside(editor, story.slice(0, middle) + behind);
    const { id, continuation } = written(api, 'tuned');
    await run('steerscope.insertContinuation', uri, id);
    assert.equal(editor.document.getText(), story.slice(0, middle) + continuation.text + behind);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  test('inserts nothing into a file whose line was changed on disk before the place', async () => {
    const { editor } = await sampledFile('changed-line.txt');
    const text = story.replace('small', 'large');
    await writeOutside(editor, text);
    const { id } = written(api, 'tuned');
    assert.match((await refusal(api, id)) ?? '', /place that it continues is gone/);
    assert.match(api.samples.snapshot().continuations?.notes[0] ?? '', /place .* is gone/);
    assert.equal(editor.document.getText(), text);
  });
});
