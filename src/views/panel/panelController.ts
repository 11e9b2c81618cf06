import type { Log } from '../../common/log';
import type {
  PanelHostMessage,
  PanelSnapshot,
  PanelWebviewMessage,
} from '../../common/protocol/panel';
import type { SectionPlot } from '../../common/sections/sectionReport';
import type { Steps } from '../../common/steps';
import { SlicedWork } from '../../host/slicedWork';
import { PaintJobs } from './paintJobs';
import { parsePanelMessage } from './panelMessages';

/** The page, as the controller sees it. */
export interface PanelPort {
  /** A hidden page is unloaded: what is posted to it is lost, and it asks again when it is shown. */
  readonly visible: boolean;
  post(message: PanelHostMessage): void;
}

/** What the controller asks of its owner. */
export interface PanelOwner {
  /** Makes a snapshot of the moment when its first step runs. */
  snapshot(): Steps<PanelSnapshot>;
  perform(message: Exclude<PanelWebviewMessage, { type: 'ready' | 'problem' | 'painted' }>): void;
}

const shortestInterval = 100;
const longestInterval = 5000;
const rowsPerMillisecond = 20;
/** Times as long as a snapshot took to make until the next one is made. */
const restingFactor = 4;

/**
 * Milliseconds between two snapshots: making, drawing and sending cost in proportion to the rows, and
 * something else should run most of the time.
 *
 * @param taken milliseconds that the last one took to make
 */
function snapshotInterval(rows: number, taken: number): number {
  const wanted = Math.max(shortestInterval, rows / rowsPerMillisecond, restingFactor * taken);
  return Math.min(longestInterval, wanted);
}

/**
 * Talks to one page: waits until it listens, then sends full snapshots, at most one per interval, and
 * hands on what it asks for.
 */
export class PanelController {
  private ready = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private notBefore = 0;
  /** The snapshot that is being made. */
  private making: SlicedWork<PanelSnapshot> | undefined;
  /** Something has changed since it was begun. */
  private isOutdated = false;
  /** What is told behind the next snapshot. */
  private behind: PanelHostMessage | undefined;

  private readonly jobs = new PaintJobs((message) => {
    if (this.listening) this.page.post(message);
  });

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
        this.jobs.tellAll();
        break;
      case 'problem':
        this.log.log('error', `Panel: ${message.message}`);
        break;
      case 'painted':
        this.jobs.painted(message.job, message.png);
        break;
      case 'goTo':
      case 'lookAt':
      case 'command':
      case 'action':
      case 'sample':
      case 'alternative':
      case 'mix':
      case 'exportSection':
        this.owner.perform(message);
        break;
    }
  }

  /** The page is about to be replaced or unloaded: wait for it to say that it listens. */
  unloaded(): void {
    this.ready = false;
    this.stop();
  }

  /** The panel draws another document: what is made of the one before is not wanted any more. */
  renew(): void {
    this.sendNow();
  }

  /** Something that the panel draws has changed. */
  refresh(): void {
    if (this.making !== undefined) this.isOutdated = true;
    if (!this.listening || this.making !== undefined || this.timer !== undefined) return;
    const wait = this.notBefore - Date.now();
    if (wait <= 0) this.sendNow();
    else
      this.timer = setTimeout(() => {
        this.sendNow();
      }, wait);
  }

  /** Tells the page something at once; one that does not listen learns by snapshot. */
  tell(message: Exclude<PanelHostMessage, { type: 'snapshot' | 'showSection' }>): void {
    if (this.listening) this.page.post(message);
  }

  /** Sends a message behind the next snapshot, as soon as the page listens. */
  tellBehind(message: Extract<PanelHostMessage, { type: 'select' | 'showSection' }>): void {
    this.behind = message;
    if (this.listening) this.sendNow();
  }

  /** Lets the page paint a chart, as soon as it listens. */
  paint(plot: SectionPlot): Promise<Uint8Array | undefined> {
    return this.jobs.paint(plot);
  }

  dispose(): void {
    this.unloaded();
    this.jobs.dispose();
  }

  private get listening(): boolean {
    return this.ready && this.page.visible;
  }

  private sendNow(): void {
    this.stop();
    if (!this.listening) return;
    this.isOutdated = false;
    this.making = new SlicedWork(this.owner.snapshot(), (snapshot, milliseconds) => {
      this.making = undefined;
      this.send(snapshot, milliseconds);
    });
    this.making.start();
  }

  private send(snapshot: PanelSnapshot, milliseconds: number): void {
    if (!this.listening) return;
    this.page.post({ type: 'snapshot', snapshot });
    if (this.behind !== undefined) this.page.post(this.behind);
    this.behind = undefined;
    const rows = snapshot.result?.columns.id.length ?? 0;
    this.notBefore = Date.now() + snapshotInterval(rows, milliseconds);
    if (this.isOutdated) this.refresh();
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.making?.cancel();
    this.making = undefined;
  }
}
