import { html, nothing, svg, type TemplateResult } from 'lit';
import { placeOn } from '../../../src/common/plot/axes';
import type { PlotAxis } from '../../../src/common/plot/plot';
import type { Scene, Shape } from '../../../src/common/plot/scene';
import { isClipped } from '../../../src/common/plot/svg';
import type { RowRange } from '../../../src/common/rowRanges';

/** What is marked over a chart without a new layout; places on the x axis. */
export interface PlotMarks {
  /** Where the caret is. */
  readonly caret?: number | undefined;
  /** What is under the pointer. */
  readonly hovered?: number | undefined;
  /** What is being marked, whole rows. */
  readonly brush?: RowRange | undefined;
}

/**
 * A scene in the page. Colours come from the style sheet by role, so that a change of theme draws nothing
 * again.
 */
export function plotImage(scene: Scene, x: PlotAxis, marks: PlotMarks): TemplateResult {
  const { width, height, area, fontSize, shapes } = scene;
  const { left, top, right, bottom } = area;
  const [inside, outside] = [true, false].map((clipped) =>
    shapes.filter((shape) => isClipped(shape) === clipped).map(plotShape),
  );
  const pixel = (value: number): number => left + placeOn(x, value) * (right - left);
  const line = (value: number | undefined, name: string): TemplateResult | typeof nothing => {
    if (value === undefined || value < x.min || value > x.max) return nothing;
    return svg`<path class=${name} d="M${Math.round(pixel(value)) + 0.5} ${top}V${bottom}"></path>`;
  };
  return html`<svg
    class="plot-image"
    width=${width}
    height=${height}
    font-size=${fontSize}
    aria-hidden="true"
    focusable="false"
  >
    <svg
      x=${left}
      y=${top}
      width=${right - left}
      height=${bottom - top}
      viewBox="${left} ${top} ${right - left} ${bottom - top}"
    >
      ${
        marks.brush
          ? svg`<rect
              class="plot-brush"
              x=${pixel(marks.brush.first - 0.5)}
              y=${top}
              width=${pixel(marks.brush.end - 0.5) - pixel(marks.brush.first - 0.5)}
              height=${bottom - top}
            ></rect>`
          : nothing
      }
      ${inside}
    </svg>
    ${outside} ${line(marks.caret, 'plot-caret')} ${line(marks.hovered, 'plot-hovered')}
  </svg>`;
}

function plotShape(shape: Shape): TemplateResult {
  if (shape.kind === 'text') {
    const { x, y, role, anchor, turned, text } = shape;
    return svg`<text
      class="plot-text role-${role}"
      x=${x}
      y=${y}
      text-anchor=${anchor}
      transform=${turned ? `rotate(-90 ${x} ${y})` : ''}
    >${text}</text>`;
  }
  const { d, role, paint, width, dashed } = shape;
  return svg`<path
    class="plot-${paint} role-${role} ${dashed ? 'dashed' : ''}"
    d=${d}
    stroke-width=${width}
  ></path>`;
}
