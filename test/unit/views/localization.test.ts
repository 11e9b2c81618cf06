import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = new URL('../../../', import.meta.url);

/** First arguments of every `vscode.l10n.t(…)` below a folder, in order of the alphabet. */
function messagesIn(folder: string): readonly string[] {
  const found = new Set<string>();
  const files = readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.ts'))) {
    const text = readFileSync(new URL(`${folder}${file}`, root), 'utf8');
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && node.expression.getText(source) === 'vscode.l10n.t') {
        const message = node.arguments[0];
        // A message that is put together at run time cannot be translated.
        expect(message && ts.isStringLiteralLike(message)).toBe(true);
        if (message && ts.isStringLiteralLike(message)) found.add(message.text);
      }
      ts.forEachChild(node, visit);
    };
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022);
    visit(source);
  }
  return [...found].sort();
}

describe('l10n/bundle.l10n.json', () => {
  it('holds exactly the messages of the extension host', () => {
    const bundle: unknown = JSON.parse(
      readFileSync(new URL('l10n/bundle.l10n.json', root), 'utf8'),
    );
    const messages = messagesIn('src/');
    expect(messages.length).toBeGreaterThan(20);
    expect(bundle).toEqual(Object.fromEntries(messages.map((message) => [message, message])));
    expect(Object.keys(z.record(z.string(), z.string()).parse(bundle))).toEqual(messages);
  });
});
