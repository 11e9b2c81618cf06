import path from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..', '..', '..');

// Rules that need types are left out: these files are in no project, because they do not exist.
const eslint = new ESLint({
  cwd: root,
  ruleFilter: ({ ruleId }) => !ruleId.startsWith('@typescript-eslint/'),
  overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
});

/** Rules that a file breaks which stands in a folder and imports something. */
async function broken(folder: string, imported: string): Promise<string[]> {
  const [result] = await eslint.lintText(`import { thing } from '${imported}';\nthing();\n`, {
    filePath: path.join(root, folder, 'madeUp.ts'),
  });
  return (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message);
}

const layer = 'boundaries/dependencies';
const name = 'no-restricted-imports';

describe('a layer may not import', () => {
  it.each([
    ['src/common', '../model/pairComparer', layer],
    ['src/common', '../host/settings', layer],
    ['src/common', '../views/statusBar', layer],
    ['src/common', '../cli/program', layer],
    ['src/common/stats', '../../../webview-ui/src/hostApi', layer],
    ['src/common', 'vscode', name],
    ['src/common', 'node:fs', name],
    ['src/common/stats', 'node:fs/promises', name],
    ['src/common', '@xenova/transformers', name],
    ['src/common', 'onnxruntime-node', name],
    ['src/storage', '../host/settings', layer],
    ['src/storage', '../model/pairComparer', layer],
    ['src/storage', 'vscode', name],
    ['src/storage', 'onnxruntime-node', name],
    ['src/views', '../storage/comparisonCache', layer],
    ['src/model', '../storage/comparisonCache', layer],
    ['src/model', '../host/settings', layer],
    ['src/model', '../views/statusBar', layer],
    ['src/model', '../cli/program', layer],
    ['src/model', 'vscode', name],
    ['src/cli', '../host/settings', layer],
    ['src/cli', '../views/statusBar', layer],
    ['src/cli', 'vscode', name],
    ['src/host', '../model/pairComparer', layer],
    ['src/host', '../views/statusBar', layer],
    ['src/host', '../cli/program', layer],
    ['src/host', '@xenova/transformers', name],
    ['src/views', '../model/pairComparer', layer],
    ['src/views/panel', '../../cli/program', layer],
    ['src/views', 'onnxruntime-node', name],
    ['webview-ui/src', '../../src/host/settings', layer],
    ['webview-ui/src', '../../src/views/statusBar', layer],
    ['webview-ui/src', '../../src/model/pairComparer', layer],
    ['webview-ui/src', 'vscode', name],
    ['webview-ui/src', 'node:path', name],
  ])('%s: %s', async (folder, imported, rule) => {
    expect(await broken(folder, imported)).toEqual([rule]);
  });

  it('the composition root', async () => {
    expect(await broken('src/views', '../extension')).toEqual([
      'boundaries/no-unknown-dependencies',
    ]);
  });

  it('anything from a folder that is no layer', async () => {
    expect(await broken('src/elsewhere', '../common/format')).toContain(
      'boundaries/no-unknown-files',
    );
  });
});

describe('a layer may import', () => {
  it.each([
    ['src/common/stats', '../format'],
    ['src/model', '../common/format'],
    ['src/model', 'node:fs'],
    ['src/model', '@xenova/transformers'],
    ['src/cli', '../model/pairComparer'],
    ['src/cli', '../common/format'],
    ['src/host', '../common/format'],
    ['src/host', 'vscode'],
    ['src/views', '../host/settings'],
    ['src/views/panel', '../../common/format'],
    ['webview-ui/src/model', '../../../src/common/format'],
    ['webview-ui/src', 'lit'],
  ])('%s: %s', async (folder, imported) => {
    expect(await broken(folder, imported)).toEqual([]);
  });
});
