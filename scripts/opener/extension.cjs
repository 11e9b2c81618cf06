// Does for the user of `npm start` what they would do first: compare the document that is open.
const vscode = require('vscode');

/** @param {import('vscode').ExtensionContext} context */
exports.activate = (context) => {
  const compare = (editor) => {
    if (editor === undefined || waiting === undefined) return;
    waiting.dispose();
    waiting = undefined;
    vscode.commands.executeCommand('steerscope.compareDocument');
  };
  let waiting = vscode.window.onDidChangeActiveTextEditor(compare);
  context.subscriptions.push({ dispose: () => waiting?.dispose() });
  compare(vscode.window.activeTextEditor);
};
