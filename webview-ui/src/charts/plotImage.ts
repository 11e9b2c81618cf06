import { html, nothing, svg, type TemplateResult } from 'lit';
import { placeOn } from '../../../src/common/plot/axes';
import type { PlotAxis } from '../../../src/common/plot/plot';
import type { Scene, Shape } from '../../../src/common/plot/scene';
import { isClipped } from '../../../src/common/plot/svg';

/**
 * A scene in the page. Colours come from the style sheet by role, so that a change of theme draws nothing
 * again.
 *
 * @param caret where the caret is on the x axis
 */
export function plotImage(scene: Scene, x: PlotAxis, caret: number | undefined): TemplateResult {
  const { width, height, area, fontSize, shapes } = scene;
  const { left, top, right, bottom } = area;
  const [inside, outside] = [true, false].map((clipped) =>
    shapes.filter((shape) => isClipped(shape) === clipped).map(plotShape),
  );
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
      ${inside}
    </svg>
    ${outside}
    ${caret === undefined || caret < x.min || caret > x.max ? nothing : caretLine(scene, x, caret)}
  </svg>`;
}

function caretLine({ area }: Scene, x: PlotAxis, caret: number): TemplateResult {
  const { left, right, top, bottom } = area;
  const pixel = Math.round(left + placeOn(x, caret) * (right - left)) + 0.5;
  return svg`<path class="plot-caret" d="M${pixel} ${top}V${bottom}"></path>`;
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
