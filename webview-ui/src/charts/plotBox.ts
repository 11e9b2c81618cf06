import { render } from 'lit';
import { valueAt } from '../../../src/common/plot/axes';
import { layOut } from '../../../src/common/plot/layOut';
import type { Scene } from '../../../src/common/plot/scene';
import type { SectionPlot } from '../../../src/common/sections/sectionReport';
import { plotImage } from './plotImage';

/** CSS pixels of a chart's text. */
const fontSize = 11;

/** Narrowest chart that can be read. */
const leastWidth = 220;

/** A chart that is as wide as its place in the page. */
export class PlotBox {
  /** Belongs into the page once; what is in it is drawn by this class alone. */
  readonly element = document.createElement('div');
  private shown: SectionPlot | undefined;
  private caret: number | undefined;
  private scene: Scene | undefined;

  constructor() {
    this.element.className = 'plot-box';
    new ResizeObserver(() => {
      this.scene = undefined;
      this.draw();
    }).observe(this.element);
  }

  show(plot: SectionPlot): void {
    if (plot === this.shown) return;
    this.shown = plot;
    this.scene = undefined;
    this.draw();
  }

  /** Marks the caret's place on the x axis. */
  mark(caret: number): void {
    this.caret = caret;
    this.draw();
  }

  /** The value of the x axis at a horizontal place of the page, in CSS pixels. */
  valueAt(clientX: number): number | undefined {
    if (!this.shown || !this.scene) return undefined;
    const { left, right } = this.scene.area;
    const x = clientX - this.element.getBoundingClientRect().left;
    return valueAt(this.shown.plot.x, (x - left) / (right - left));
  }

  private draw(): void {
    const width = Math.floor(this.element.clientWidth);
    if (!this.shown || width === 0) return;
    this.scene ??= layOut(this.shown.plot, {
      width: Math.max(leastWidth, width),
      height: this.shown.lines * fontSize,
      fontSize,
    });
    render(plotImage(this.scene, this.shown.plot.x, this.caret), this.element);
  }
}
