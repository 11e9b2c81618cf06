import { html, nothing, svg, type TemplateResult } from 'lit';
import { placeOn } from '../../../src/common/plot/axes';
import type { PlotAxis } from '../../../src/common/plot/plot';
import type { Scene, Shape } from '../../../src/common/plot/scene';
import { isClipped } from '../../../src/common/plot/svg';

/**
 * A scene in the page. Colours come from the style sheet by role, so that a change of theme draws nothing
 * again.
 *
 * @param mark place on the x axis that is marked
 */
export function plotImage(scene: Scene, x: PlotAxis, mark: number | undefined): TemplateResult {
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
    ${outside} ${mark === undefined ? nothing : markLine(scene, placeOn(x, mark))}
  </svg>`;
}

function markLine({ area }: Scene, place: number): TemplateResult | typeof nothing {
  if (place < 0 || place > 1) return nothing;
  const at = Math.round(area.left + place * (area.right - area.left)) + 0.5;
  return svg`<path class="plot-mark" d="M${at} ${area.top}V${area.bottom}"></path>`;
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
