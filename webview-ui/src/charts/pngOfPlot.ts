import { layOut } from '../../../src/common/plot/layOut';
import type { PathShape, Scene, TextShape } from '../../../src/common/plot/scene';
import { areaOpacity, dashes } from '../../../src/common/plot/svg';
import type { SectionPlot } from '../../../src/common/sections/sectionReport';
import { readChartColors, type ChartColors } from './chartColors';

const width = 720;
const fontSize = 12;

/** Pixels of the image for each CSS pixel. */
const scale = 2;

/** A chart as a PNG file in the colours of the theme; null where the page cannot paint. */
export async function pngOfPlot({ plot, lines }: SectionPlot): Promise<Uint8Array | null> {
  const scene = layOut(plot, { width, height: lines * fontSize, fontSize });
  const canvas = document.createElement('canvas');
  canvas.width = scale * scene.width;
  canvas.height = scale * scene.height;
  const pen = canvas.getContext('2d');
  if (pen === null) return null;
  pen.scale(scale, scale);
  paint(pen, scene, readChartColors());
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
  return blob === null ? null : new Uint8Array(await blob.arrayBuffer());
}

function paint(pen: CanvasRenderingContext2D, scene: Scene, colors: ChartColors): void {
  const { left, top, right, bottom } = scene.area;
  pen.fillStyle = colors.surface;
  pen.fillRect(0, 0, scene.width, scene.height);
  pen.font = `${fontSize}px ${colors.fontFamily}`;
  for (const clipped of [true, false]) {
    pen.save();
    if (clipped) {
      pen.beginPath();
      pen.rect(left, top, right - left, bottom - top);
      pen.clip();
    }
    for (const shape of scene.shapes) {
      if (shape.kind === 'text') {
        if (!clipped) paintText(pen, shape, colors);
      } else if (shape.clipped === clipped) {
        paintPath(pen, shape, colors);
      }
    }
    pen.restore();
  }
}

function paintPath(
  pen: CanvasRenderingContext2D,
  { d, role, paint: how, width: thickness, dashed }: PathShape,
  colors: ChartColors,
): void {
  const path = new Path2D(d);
  if (how !== 'line') {
    pen.globalAlpha = how === 'area' ? areaOpacity : 1;
    pen.fillStyle = how === 'hollow' ? colors.surface : colors.of(role);
    pen.fill(path);
    pen.globalAlpha = 1;
  }
  if (how === 'line' || how === 'hollow') {
    pen.strokeStyle = colors.of(role);
    pen.lineWidth = thickness;
    pen.setLineDash(dashed ? [...dashes] : []);
    pen.stroke(path);
  }
}

const aligned = { start: 'left', middle: 'center', end: 'right' } as const;

function paintText(
  pen: CanvasRenderingContext2D,
  { text, x, y, role, anchor, turned }: TextShape,
  colors: ChartColors,
): void {
  pen.save();
  pen.fillStyle = colors.of(role);
  pen.textAlign = aligned[anchor];
  pen.translate(x, y);
  if (turned) pen.rotate(-Math.PI / 2);
  pen.fillText(text, 0, 0);
  pen.restore();
}
