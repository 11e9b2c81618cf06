import * as vscode from 'vscode';
import { alignedRows } from '../common/analysis/conditioning';
import type { Comparison } from '../common/comparison';
import { rangeAt } from '../common/rowRanges';
import { rowsAt } from '../common/text/spanShift';
import { isScored, type ComparisonStore, type ScoredDocument } from '../host/comparisonStore';
import type { SettingsService } from '../host/settings';
import { hoverMarkdown } from './hoverMarkdown';

const linkedCommands = [
  'steerscope.showDistribution',
  'steerscope.tryAlternative',
  'steerscope.nextDivergence',
] as const;

/** Shows what the two models say of the token under the pointer; built from the store on demand. */
export class TokenHover implements vscode.HoverProvider {
  constructor(
    private readonly store: Pick<ComparisonStore, 'get'>,
    private readonly settings: Pick<SettingsService, 'get'>,
  ) {}

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const entry = this.store.get(document.uri);
    if (!isScored(entry)) return undefined;
    const found = rowsAt(entry, document.offsetAt(position));
    const rows = Array.from({ length: found.end - found.first }, (_, i) => found.first + i);
    const first = rows[0];
    // Rows that are not scored yet have nothing to say.
    const scored = rangeAt(entry.comparison.scored, found.first);
    if (first === undefined || scored === undefined || found.end > scored.end) return undefined;
    const range = new vscode.Range(
      document.positionAt(entry.starts[first] ?? 0),
      document.positionAt(entry.ends[first] ?? 0),
    );
    const body = hoverMarkdown(entry.comparison, rows, {
      unit: this.settings.get('units'),
      stale: found.end > entry.firstStaleRow,
      character: document.getText(range),
      conditioned: conditionedAt(entry, found.end),
    });
    const markdown = new vscode.MarkdownString(`${body}\n\n${links(document.uri, first)}`);
    markdown.isTrusted = { enabledCommands: linkedCommands };
    return new vscode.Hover(markdown, range);
  }
}

/** The comparison with the prefix that was asked for last, if it has the rows before `end`. */
function conditionedAt(
  { comparison, conditions }: ScoredDocument,
  end: number,
): Comparison | undefined {
  const shown = conditions?.at(-1);
  return shown !== undefined && end <= alignedRows(comparison, shown) ? shown : undefined;
}

/** Links that name the document, since the hover may be of an editor that is not the active one. */
function links(uri: vscode.Uri, row: number): string {
  const link = (label: string, command: (typeof linkedCommands)[number], ...rest: number[]) => {
    const argument = encodeURIComponent(JSON.stringify([uri.toString(), ...rest])).replaceAll(
      /[()]/g,
      (bracket) => `%${bracket.charCodeAt(0).toString(16)}`,
    );
    return `[${label}](command:${command}?${argument})`;
  };
  return [
    link(vscode.l10n.t('Show Distribution'), 'steerscope.showDistribution', row),
    link(vscode.l10n.t('Another Token…'), 'steerscope.tryAlternative', row),
    link(vscode.l10n.t('Next Divergent Token'), 'steerscope.nextDivergence'),
  ].join(' · ');
}
