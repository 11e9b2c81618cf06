import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { TextRange } from '../../common/comparison';
import { panelViewType } from '../../common/contributions';
import type { Log } from '../../common/log';
import type {
  PanelResult,
  PanelSnapshot,
  PanelWebviewMessage,
  PanelMixture,
  PanelMixtureMessage,
} from '../../common/protocol/panel';
import type { SamplesSectionId } from '../../common/protocol/panelSamples';
import type { StudyId } from '../../common/protocol/panelStudies';
import type { PanelToken } from '../../common/protocol/panelToken';
import type { SectionPlot } from '../../common/sections/sectionReport';
import type { Steps } from '../../common/steps';
import { SlicedWork } from '../../host/slicedWork';
import { ComparisonIds } from './comparisonIds';
import { editorOf, PanelCaret } from './panelCaret';
import { PanelController, type PanelOwner } from './panelController';
import { panelHtml } from './panelHtml';
import { panelMixture } from './panelMixture';
import {
  panelSettingKeys,
  type PanelCommands,
  type PanelMixtures,
  type PanelPairs,
  type PanelSampling,
  type PanelSettings,
  type PanelStore,
  type PanelStudySource,
} from './panelServices';
import { panelSnapshot } from './panelSnapshot';
import { panelToken } from './panelToken';
import { selectedUpdateIn } from './selectedText';
import { tokenAtOffset } from './tokenAtOffset';

/**
 * Owns the one panel. It opens beside the editor on the document asked for, and from then on follows
 * the active text editor, as a preview does: whenever the active document has a comparison the panel
 * shows that one; a document without a comparison leaves the panel as it is, so that one can look
 * something up elsewhere and come back.
 */
export class PanelManager implements vscode.Disposable {
  private readonly caret = new PanelCaret();
  private readonly ids = new ComparisonIds();
  private readonly subscriptions: readonly { dispose(): unknown }[];
  private open:
    { readonly panel: vscode.WebviewPanel; readonly controller: PanelController } | undefined;
  private uri: vscode.Uri | undefined;
  /** Name of the comparison to which the row belongs. */
  private comparison = '';
  /** Row that the panel has selected, as far as this side knows. */
  private row: number | undefined;
  /** What the panel says of the selected text, as far as this side knows. */
  private selectedUpdate = '';
  /** What the page was told last of a what-if column. */
  private mixed: PanelMixtureMessage | undefined;
  /** Finds out what there is to say of the selected text. */
  private reading: SlicedWork<string> | undefined;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly store: PanelStore,
    private readonly settings: PanelSettings,
    private readonly pairs: PanelPairs,
    private readonly commands: PanelCommands,
    private readonly sampling: PanelSampling,
    private readonly studies: PanelStudySource,
    private readonly mixtures: PanelMixtures,
    private readonly log: Log,
  ) {
    this.subscriptions = [
      this.caret,
      this.caret.onDidMove((editor) => {
        this.caretMoved(editor);
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        this.textSelected(textEditor);
      }),
      store.onDidChange((uri) => {
        this.resultChanged(uri);
      }),
      settings.onDidChange((keys) => {
        if (panelSettingKeys.some((key) => keys.has(key))) this.open?.controller.refresh();
      }),
      pairs.onDidChange(() => this.open?.controller.refresh()),
      sampling.onDidChange(() => this.open?.controller.refresh()),
      studies.onDidChange(() => this.open?.controller.refresh()),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor && this.store.get(editor.document.uri)) this.follow(editor.document.uri);
      }),
    ];
  }

  /** Opens the panel beside the editor, or brings it forward, on a document or the active one. */
  show(uri = vscode.window.activeTextEditor?.document.uri): void {
    if (uri) this.follow(uri);
    if (this.open) this.open.panel.reveal(undefined, true);
    else this.attach(this.create());
  }

  /** What the panel was last told of the selected text; empty where nothing scored is selected. */
  get saidOfSelection(): string {
    return this.selectedUpdate;
  }

  /** Opens the panel on a token of a document's comparison; a row that it does not have is left alone. */
  showToken(uri: vscode.Uri, row: number): void {
    this.show(uri);
    if (row >= (this.store.get(uri)?.comparison?.scoredCount ?? 0)) return;
    this.row = row;
    this.select(row, true);
  }

  /** Opens the panel at a section about samples or the pair; a document that is given is shown with it. */
  showSection(uri: vscode.Uri | undefined, section: SamplesSectionId | StudyId): void {
    this.show(uri);
    this.open?.controller.tellBehind({ type: 'showSection', section });
  }

  /** What the page was told of a what-if column over the whole vocabulary; undefined of any other one. */
  mixtureOf(uri: vscode.Uri, row: number, lambda: number | undefined): PanelMixture | undefined {
    const { mixed } = this;
    const isTold =
      mixed?.uri === uri.toString() &&
      mixed.comparison === this.ids.of(this.store.get(uri)?.comparison) &&
      mixed.row === row &&
      mixed.lambda === lambda;
    return isTold ? mixed.mixture : undefined;
  }

  /** Lets the panel paint a chart as a PNG file, and opens it for that where it is not in view. */
  async paint(plot: SectionPlot): Promise<Uint8Array | undefined> {
    if (this.open?.panel.visible !== true) this.show(this.uri);
    return this.open?.controller.paint(plot);
  }

  /** Takes over a panel that VS Code kept across a reload. Starts no comparison. */
  restore(panel: vscode.WebviewPanel, uri: vscode.Uri | undefined): void {
    this.open?.panel.dispose();
    this.setDocument(uri ?? vscode.window.activeTextEditor?.document.uri);
    panel.webview.options = this.webviewOptions();
    this.attach(panel);
  }

  dispose(): void {
    this.open?.panel.dispose();
    this.reading?.cancel();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private create(): vscode.WebviewPanel {
    return vscode.window.createWebviewPanel(
      panelViewType,
      'Steerscope',
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { ...this.webviewOptions(), enableFindWidget: true },
    );
  }

  private webviewOptions(): vscode.WebviewOptions {
    return { enableScripts: true, localResourceRoots: [this.file()] };
  }

  private file(...path: string[]): vscode.Uri {
    return vscode.Uri.joinPath(this.extensionUri, 'dist', 'webview', ...path);
  }

  private attach(panel: vscode.WebviewPanel): void {
    const { webview } = panel;
    const owner: PanelOwner = {
      snapshot: () => this.snapshot(),
      perform: (message) => {
        this.perform(message).then(undefined, (error: unknown) => {
          this.log.log('error', `Panel: ${message.type} failed: ${String(error)}`);
        });
      },
    };
    const port = {
      get visible(): boolean {
        return panel.visible;
      },
      post: (message: unknown): void => void webview.postMessage(message),
    };
    const controller = new PanelController(port, owner, this.log);
    const listeners = [
      webview.onDidReceiveMessage((message) => {
        controller.receive(message);
      }),
      panel.onDidChangeViewState(() => {
        if (panel.visible) controller.refresh();
        else controller.unloaded();
      }),
      panel.onDidDispose(() => {
        controller.dispose();
        for (const listener of listeners) listener.dispose();
        if (this.open?.panel === panel) this.open = undefined;
      }),
    ];
    this.open = { panel, controller };
    panel.iconPath = vscode.Uri.joinPath(this.extensionUri, 'media', 'icon.png');
    const address = (name: string): string => webview.asWebviewUri(this.file(name)).toString();
    webview.html = panelHtml({
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64'),
      script: address('main.js'),
      styles: address('styles.css'),
      codicons: address('codicon.css'),
    });
  }

  private follow(uri: vscode.Uri): void {
    if (uri.toString() === this.uri?.toString()) return;
    this.setDocument(uri);
    this.open?.controller.renew();
  }

  private setDocument(uri: vscode.Uri | undefined): void {
    this.uri = uri;
    this.comparison = this.ids.of(uri && this.store.get(uri)?.comparison);
    this.row = undefined;
  }

  private resultChanged(uri: vscode.Uri): void {
    if (this.store.get(uri) && isActive(uri)) this.follow(uri);
    if (uri.toString() !== this.uri?.toString()) return;
    // Rows of a new comparison are other tokens: look again which one the caret is on.
    if (this.ids.of(this.store.get(uri)?.comparison) !== this.comparison) this.setDocument(uri);
    this.open?.controller.refresh();
    this.selectRow(this.rowAtCaret(this.caret.offset(uri)));
  }

  private caretMoved(editor: vscode.TextEditor): void {
    if (editor.document.uri.toString() !== this.uri?.toString()) return;
    this.selectRow(this.rowAtCaret(this.caret.offsetIn(editor)));
  }

  private textSelected(editor: vscode.TextEditor): void {
    const { uri, open } = this;
    if (!uri || !open?.panel.visible || editor.document.uri.toString() !== uri.toString()) return;
    const { comparison } = this;
    // Of a selection that moves, what is found of the places before is not wanted any more.
    this.reading?.cancel();
    this.reading = new SlicedWork(selectedUpdateIn(editor, this.store.get(uri)), (update) => {
      if (comparison !== this.comparison || update === this.selectedUpdate) return;
      this.selectedUpdate = update;
      open.controller.tell({ type: 'selectedText', uri: uri.toString(), comparison, update });
    });
    this.reading.start();
  }

  private selectRow(row: number | undefined): void {
    if (row === undefined || row === this.row) return;
    this.row = row;
    this.select(row, false);
  }

  /** Tells the page which token is selected; to reveal it, behind the snapshot that it then gets. */
  private select(row: number, reveal: boolean): void {
    const { uri, comparison, open } = this;
    const token = this.token(row);
    if (!uri || !open || token === undefined) return;
    const message = { type: 'select', uri: uri.toString(), comparison, token, reveal } as const;
    if (reveal) open.controller.tellBehind(message);
    else open.controller.tell(message);
  }

  /** Answers a page that has selected a token itself. */
  private lookAt(row: number): void {
    const { uri, comparison } = this;
    const token = this.token(row);
    if (!uri || token === undefined) return;
    this.row ??= row;
    this.open?.controller.tell({ type: 'token', uri: uri.toString(), comparison, token });
  }

  /** What the panel shows of a row; undefined where it is not scored. */
  private token(row: number): PanelToken | undefined {
    const { uri } = this;
    const entry = uri && this.store.get(uri);
    if (!entry?.comparison || row >= entry.comparison.scoredCount) return undefined;
    const document = openDocument(entry.uri);
    const textOf = (start: number, end: number): string =>
      document?.getText(new vscode.Range(document.positionAt(start), document.positionAt(end))) ??
      '';
    return panelToken(entry, entry.comparison, textOf, row);
  }

  private rowAtCaret(offset: number | undefined): number | undefined {
    const entry = this.uri && this.store.get(this.uri);
    if (!entry || offset === undefined) return undefined;
    const scored = entry.comparison?.scoredCount ?? 0;
    return tokenAtOffset(entry.starts, entry.ends, scored, offset, this.row);
  }

  private *snapshot(): Steps<PanelSnapshot> {
    const { uri, comparison } = this;
    const document = uri && openDocument(uri);
    this.row ??= uri && this.rowAtCaret(this.caret.offset(uri));
    const editor = uri && editorOf(uri);
    const entry = uri && this.store.get(uri);
    const text = document?.getText() ?? '';
    const [samples, studies] = [this.sampling.snapshot(), this.studies.snapshot()];
    const { reading } = this;
    const update = editor ? yield* selectedUpdateIn(editor, entry) : '';
    if (reading === this.reading) this.selectedUpdate = update;
    const snapshot = yield* panelSnapshot({
      uri: uri?.toString() ?? '',
      comparisonId: comparison,
      title: uri ? titleOf(uri) : '',
      text,
      entry,
      pairName: this.pairs.activeName,
      metric: this.settings.get('metric'),
      unit: this.settings.get('units'),
      threshold: this.settings.get('threshold'),
      selection: this.row,
      selectedUpdate: update,
      samples,
      studies,
    });
    if (comparison !== this.comparison) return snapshot;
    // What was selected meanwhile, the page was told before it has the snapshot.
    return {
      ...snapshot,
      result: snapshot.result && { ...snapshot.result, token: this.tokenOf(snapshot.result) },
      selection: this.row,
      selectedUpdate: this.selectedUpdate,
    };
  }

  /** The token that is selected by now, if it is one of the result's. */
  private tokenOf({ columns, token }: PanelResult): PanelToken {
    const { row } = this;
    if (row === token.row) return token;
    return (row !== undefined && row < columns.id.length ? this.token(row) : undefined) ?? token;
  }

  private async perform(message: Parameters<PanelOwner['perform']>[0]): Promise<void> {
    switch (message.type) {
      case 'command':
        await this.commands.run(message.command, this.uri);
        break;
      case 'action':
        await this.commands.runAction(message.action, this.uri);
        break;
      case 'exportSection':
        await this.commands.exportSection(this.uri, message.section, message.shown);
        break;
      case 'goTo':
        await this.goTo(message);
        break;
      case 'lookAt':
        if (this.isShown(message)) this.lookAt(message.row);
        break;
      case 'sample':
        await this.sampling.perform(message.action, message.id);
        break;
      case 'alternative':
        await this.tryAlternative(message);
        break;
      case 'mix':
        await this.mix(message);
        break;
    }
  }

  /** A choice on a page that shows an older document or result is dropped. */
  private async tryAlternative(
    message: Extract<PanelWebviewMessage, { type: 'alternative' }>,
  ): Promise<void> {
    if (!this.uri || !this.isShown(message)) return;
    await this.commands.tryAlternative(this.uri, message.row, message.id);
  }

  /** Whether the row that a page speaks of is one of the document and the comparison that are shown. */
  private isShown(message: Extract<PanelWebviewMessage, { row: number }>): boolean {
    const { uri } = this;
    if (uri?.toString() !== message.uri) return false;
    return this.ids.span(this.store.get(uri), message.comparison, message.row) !== undefined;
  }

  /** Asks for a supposed distribution; a question about an older document or result is dropped. */
  private async mix(message: Extract<PanelWebviewMessage, { type: 'mix' }>): Promise<void> {
    if (!this.uri || !this.isShown(message)) return;
    const { uri, comparison, row, lambda } = message;
    const entry = this.store.get(this.uri);
    const outcome = await this.mixtures.ask({ comparison: entry?.comparison }, row, lambda);
    const question = { type: 'mixture', uri, comparison, row, lambda } as const;
    this.mixed = { ...question, ...panelMixture(outcome) };
    this.open?.controller.tell(this.mixed);
  }

  /** A click on a page that shows an older document or result is dropped: its row means nothing now. */
  private async goTo({
    uri: shown,
    comparison,
    row,
    focus,
  }: Extract<PanelWebviewMessage, { type: 'goTo' }>): Promise<void> {
    const { uri } = this;
    if (uri?.toString() !== shown) return;
    const span = (): TextRange | undefined => this.ids.span(this.store.get(uri), comparison, row);
    if (!span()) return;
    this.row = row;
    await this.caret.goTo(uri, span, focus);
  }
}

function isActive(uri: vscode.Uri): boolean {
  return vscode.window.activeTextEditor?.document.uri.toString() === uri.toString();
}

function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  const key = uri.toString();
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === key);
}

/** The last part of the path, or the whole URI where there is no path. */
function titleOf(uri: vscode.Uri): string {
  return uri.path.split('/').pop() ?? uri.toString();
}
