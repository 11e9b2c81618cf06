import type { PlotRole } from './plot';
import type { Scene, Shape } from './scene';

/** Colours of the roles, and of what is behind everything; as CSS writes them. */
export interface PlotPalette extends Readonly<Record<PlotRole, string>> {
  readonly surface: string;
}

/** Share of an area's colour that covers what is behind it. */
export const areaOpacity = 0.2;

/** Dashes of broken lines, in pixels. */
export const dashes = [5, 3] as const;

/**
 * A scene as an SVG element of an HTML page; it loads nothing, and needs no ids.
 *
 * @param description what the chart shows, for those who do not see it
 * @param palette may name variables of the page
 */
export function svgElement(scene: Scene, description: string, palette: PlotPalette): string {
  return svg(scene, description, palette, '');
}

/** A scene as an SVG file that stands alone: colours and font are in it. */
export function svgFile(
  scene: Scene,
  description: string,
  palette: PlotPalette,
  fontFamily: string,
): string {
  const attributes = ` xmlns="http://www.w3.org/2000/svg" font-family="${escapeXml(fontFamily)}"`;
  return `${svg(scene, description, palette, attributes)}\n`;
}

function svg(
  { width, height, area, fontSize, shapes }: Scene,
  description: string,
  palette: PlotPalette,
  attributes: string,
): string {
  const { left, top, right, bottom } = area;
  const box = `${left} ${top} ${right - left} ${bottom - top}`;
  const draw = (clipped: boolean): string[] =>
    shapes.filter((shape) => isClipped(shape) === clipped).map((shape) => svgShape(shape, palette));
  return [
    `<svg${attributes} width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-size="${fontSize}">`,
    `<title>${escapeXml(description)}</title>`,
    `<rect width="${width}" height="${height}" fill="${palette.surface}"/>`,
    // An inner image cuts off what sticks out, without a reference to a clip path.
    `<svg x="${left}" y="${top}" width="${right - left}" height="${bottom - top}" viewBox="${box}">`,
    ...draw(true),
    '</svg>',
    ...draw(false),
    '</svg>',
  ].join('\n');
}

/** Whether a shape is cut off at the edges of the plot. */
export function isClipped(shape: Shape): boolean {
  return shape.kind === 'path' && shape.clipped;
}

function svgShape(shape: Shape, palette: PlotPalette): string {
  const color = palette[shape.role];
  if (shape.kind === 'text') {
    const { x, y, anchor, turned, text } = shape;
    const turn = turned ? ` transform="rotate(-90 ${x} ${y})"` : '';
    return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${color}"${turn}>${escapeXml(text)}</text>`;
  }
  const { d, paint, width, dashed } = shape;
  const fill = paint === 'line' ? 'none' : paint === 'hollow' ? palette.surface : color;
  const attributes = [
    `d="${d}"`,
    `fill="${fill}"`,
    ...(paint === 'area' ? [`fill-opacity="${areaOpacity}"`] : []),
    ...(paint === 'line' || paint === 'hollow'
      ? [`stroke="${color}"`, `stroke-width="${width}"`]
      : []),
    ...(dashed ? [`stroke-dasharray="${dashes.join(' ')}"`] : []),
  ];
  return `<path ${attributes.join(' ')}/>`;
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
