import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../../src/common/contributions';

suite('Activation', () => {
  test('the extension activates', async () => {
    const extension = vscode.extensions.getExtension('steerscope.steerscope');
    assert.ok(extension, 'the extension under test is there');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  test('every command of the manifest is registered', async () => {
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      commandIds.filter((id) => !registered.has(id)),
      [],
    );
  });
});
