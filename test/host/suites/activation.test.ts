import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../../src/common/contributions';
import type { ExtensionApi } from '../../../src/extension';

suite('Activation', () => {
  test('the extension activates', async () => {
    const extension = vscode.extensions.getExtension<ExtensionApi>('steerscope.steerscope');
    assert.ok(extension, 'the extension under test is there');
    const api = await extension.activate();
    assert.equal(extension.isActive, true);
    assert.equal(api.processId(), undefined, 'activation started the model process');
  });

  test('every command of the manifest is registered', async () => {
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      commandIds.filter((id) => !registered.has(id)),
      [],
    );
  });
});
