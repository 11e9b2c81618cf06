import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { ExportedSectionId } from '../../../src/common/protocol/panelExport';
import { run } from './extension';

/** What tests look at of a section as JSON. */
interface SectionJson {
  readonly section: string;
  readonly views: readonly { readonly charts: readonly unknown[] }[];
  readonly figures: { readonly perturbation?: unknown };
}

/** Writes a section, its first view with a chart, as each of its formats into a folder; gives its JSON. */
export async function writeSection(
  id: ExportedSectionId,
  folder: vscode.Uri,
): Promise<SectionJson> {
  const write = async (format: string, shown?: object): Promise<Buffer> => {
    const uri = vscode.Uri.joinPath(folder, `${id}.${format}`);
    await run('steerscope.exportSection', undefined, id, format, uri, shown);
    return readFileSync(uri.fsPath);
  };
  const json = JSON.parse((await write('json')).toString()) as SectionJson;
  assert.equal(json.section, id);
  assert.ok((await write('markdown')).includes('## What is this?'));
  assert.ok((await write('csv')).includes('\r\n'));
  const view = json.views.findIndex(({ charts }) => charts.length > 0);
  assert.ok((await write('svg', { view })).toString().endsWith('</svg>\n'));
  assert.equal((await write('png', { view })).subarray(1, 4).toString('latin1'), 'PNG');
  return json;
}
