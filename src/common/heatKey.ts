import type { Settings } from './contributions';
import { displayValue, formatNumber, unitLabel, type DisplayUnit } from './format';
import { heatBrush, type HeatBrush, type HeatOptions } from './heat';
import { metricOf } from './metrics';
import { heatEdges } from './scale';

/** What the heat behind tokens says, where they are shown outside of the editor. */
export interface HeatKey {
  /** Which metric is painted, and behind which tokens. */
  readonly text: string;
  /** What the steps to one side mean; empty where there is one side. */
  readonly before: string;
  readonly steps: readonly HeatKeyStep[];
  readonly after: string;
  /** Whether weights of borders stand for the steps in every theme, as they do in high contrast ones. */
  readonly isBordered: boolean;
}

interface HeatKeyStep {
  readonly brush: HeatBrush;
  /** The value from which on it is painted. */
  readonly edge: string;
}

/** The key to heat as the editor's settings have it. */
export function heatKey(
  { metric: id, heat }: HeatOptions,
  palette: Settings['decorations.palette'],
  unit: DisplayUnit,
): HeatKey {
  const { label, kind, unit: own } = metricOf(id);
  const isBordered = palette === 'highContrast';
  if (heat === 'off') {
    const text = 'No heat, as in the editor: only divergent tokens are marked.';
    return { text, before: '', steps: [], after: '', isBordered };
  }
  const [before, after] = kind === 'diverging' ? ['tuned avoids', 'tuned favours'] : ['', ''];
  const signs = kind === 'diverging' ? [-1, 1] : [1];
  return {
    text: `Heat, as in the editor: ${label}${heat === 'all' ? ' of every token' : '; divergent tokens stand out'}. Steps${own === 'probability' ? '' : ` in ${unitLabel(own, unit)}`}:`,
    before,
    steps: signs.flatMap((sign) => {
      const edges = sign < 0 ? heatEdges(id).toReversed() : heatEdges(id);
      return edges.flatMap((edge): HeatKeyStep[] => {
        const brush = heatBrush({ metric: id, heat: 'all' }, sign * edge, true);
        const shown = shortest(displayValue(sign * edge, own, unit), signs.length > 1);
        return brush === undefined ? [] : [{ brush, edge: shown }];
      });
    }),
    after,
    isBordered,
  };
}

/** A number without zeros at its end. */
function shortest(value: number, isSigned: boolean): string {
  const text = formatNumber(value, 2).replace(/\.?0+$/, '');
  return isSigned && value > 0 ? `+${text}` : text;
}
