import { axisShapes } from './axisShapes';
import { frameOf, type SceneSize } from './frame';
import { labelShapes } from './labelShapes';
import { markShapes } from './markShapes';
import type { Plot } from './plot';
import type { Scene } from './scene';

/** Lays a plot out: axes, marks and labels with their places in CSS pixels. */
export function layOut(plot: Plot, size: SceneSize): Scene {
  const frame = frameOf(plot, size);
  return {
    ...size,
    area: frame.area,
    shapes: [
      ...axisShapes(plot, frame),
      ...plot.layers.flatMap((layer) => markShapes(layer, frame)),
      ...labelShapes(plot, frame),
    ],
  };
}
