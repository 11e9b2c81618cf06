import type { PanelHostMessage } from '../../common/protocol/panel';
import type { SectionPlot } from '../../common/sections/sectionReport';

interface Job {
  readonly plot: SectionPlot;
  readonly resolve: (png: Uint8Array | undefined) => void;
}

/** Charts that the page is to paint; a page that did not listen yet, or was reloaded, gets them again. */
export class PaintJobs {
  private readonly jobs = new Map<number, Job>();
  private last = 0;

  /** @param tell reaches the page if it listens */
  constructor(private readonly tell: (message: PanelHostMessage) => void) {}

  /** The chart as a PNG file; undefined where the page cannot paint it or is closed before it has. */
  paint(plot: SectionPlot): Promise<Uint8Array | undefined> {
    const job = ++this.last;
    return new Promise((resolve) => {
      this.jobs.set(job, { plot, resolve });
      this.tell({ type: 'paint', job, plot });
    });
  }

  /** The page listens now. */
  tellAll(): void {
    for (const [job, { plot }] of this.jobs) this.tell({ type: 'paint', job, plot });
  }

  /** The page has painted; what it says again is ignored. */
  painted(job: number, png: Uint8Array | null): void {
    this.jobs.get(job)?.resolve(png ?? undefined);
    this.jobs.delete(job);
  }

  dispose(): void {
    for (const { resolve } of this.jobs.values()) resolve(undefined);
    this.jobs.clear();
  }
}
