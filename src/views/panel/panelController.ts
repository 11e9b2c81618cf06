import type { Log } from '../../common/log';
import type {
  PanelHostMessage,
  PanelSnapshot,
  PanelWebviewMessage,
} from '../../common/protocol/panel';
import type { SamplesSectionId } from '../../common/protocol/panelSamples';
import type { StudyId } from '../../common/protocol/panelStudies';
import { parsePanelMessage } from './panelMessages';

/** The page, as the controller sees it. */
export interface PanelPort {
  /** A hidden page is unloaded: what is posted to it is lost, and it asks again when it is shown. */
  readonly visible: boolean;
  post(message: PanelHostMessage): void;
}

/** What the controller asks of its owner. */
export interface PanelOwner {
  snapshot(): PanelSnapshot;
  perform(message: Exclude<PanelWebviewMessage, { type: 'ready' | 'problem' }>): void;
}

const shortestInterval = 100;
const longestInterval = 2000;
const rowsPerMillisecond = 20;

/**
 * Milliseconds between two snapshots: drawing and sending cost in proportion to the rows, and
 * something else should run most of the time.
 */
function snapshotInterval(rows: number): number {
  return Math.min(longestInterval, Math.max(shortestInterval, rows / rowsPerMillisecond));
}

/**
 * Talks to one page: waits until it listens, then sends full snapshots, at most one per interval, and
 * hands on what it asks for.
 */
export class PanelController {
  private ready = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private notBefore = 0;
  private pendingReveal: PanelHostMessage | undefined;

  constructor(
    private readonly page: PanelPort,
    private readonly owner: PanelOwner,
    private readonly log: Log,
  ) {}

  /** Handles a message from the page; one that the protocol does not know is dropped and logged. */
  receive(raw: unknown): void {
    const message = parsePanelMessage(raw);
    switch (message?.type) {
      case undefined:
        this.log.log('warn', 'The panel sent a message that is not in the protocol; ignored.');
        break;
      case 'ready':
        this.ready = true;
        this.sendNow();
        break;
      case 'problem':
        this.log.log('error', `Panel: ${message.message}`);
        break;
      case 'goTo':
      case 'command':
      case 'action':
      case 'sample':
      case 'alternative':
      case 'exportSection':
        this.owner.perform(message);
        break;
    }
  }

  /** The page is about to be replaced or unloaded: wait for it to say that it listens. */
  unloaded(): void {
    this.ready = false;
    this.cancelTimer();
  }

  /** Something that the panel draws has changed. */
  refresh(): void {
    if (!this.listening || this.timer !== undefined) return;
    const wait = this.notBefore - Date.now();
    if (wait <= 0) this.sendNow();
    else
      this.timer = setTimeout(() => {
        this.sendNow();
      }, wait);
  }

  /** Tells the page which token the caret is on; a page that does not listen learns by snapshot. */
  select(uri: string, comparison: string, row: number): void {
    if (this.listening) this.page.post({ type: 'select', uri, comparison, row, reveal: false });
  }

  /** Tells the page what is said of the selected text; a page that does not listen learns by snapshot. */
  selectText(uri: string, comparison: string, update: string): void {
    if (this.listening) this.page.post({ type: 'selectedText', uri, comparison, update });
  }

  /** Shows a token's section, as soon as the page listens. */
  reveal(uri: string, comparison: string, row: number): void {
    this.pendingReveal = { type: 'select', uri, comparison, row, reveal: true };
    if (this.listening) this.sendNow();
  }

  /** Shows a section, as soon as the page listens. */
  showSection(section: SamplesSectionId | StudyId): void {
    this.pendingReveal = { type: 'showSection', section };
    if (this.listening) this.sendNow();
  }

  dispose(): void {
    this.unloaded();
  }

  private get listening(): boolean {
    return this.ready && this.page.visible;
  }

  private sendNow(): void {
    this.cancelTimer();
    if (!this.listening) return;
    const snapshot = this.owner.snapshot();
    this.page.post({ type: 'snapshot', snapshot });
    if (this.pendingReveal !== undefined) this.page.post(this.pendingReveal);
    this.pendingReveal = undefined;
    this.notBefore = Date.now() + snapshotInterval(snapshot.result?.columns.id.length ?? 0);
  }

  private cancelTimer(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
