import type { Settings } from '../../../src/common/contributions';
import { heatEdges, heatStep } from '../../../src/common/scale';
import { contributedColor, normalizedColor } from './contributedColors';
import type { Glyph } from './glyphs';
import { isDivergent, type ReportedToken } from './reference';
import { themes, type ThemeKind } from './session';

/** What decides how a token looks. */
export interface Look {
  readonly theme: ThemeKind;
  readonly metric: 'js' | 'logRatio' | 'surprisalTuned';
  readonly heat: Settings['decorations.heat'];
  readonly palette: Settings['decorations.palette'];
}

const values: Readonly<Record<Look['metric'], (token: ReportedToken) => number>> = {
  js: (token) => token.js,
  logRatio: (token) => token.logRatio,
  surprisalTuned: (token) => token.tuned.surprisal,
};

const isDiverging = (metric: Look['metric']): boolean => metric === 'logRatio';

export const hasBorders = ({ theme, palette }: Look): boolean =>
  theme.startsWith('highContrast') || palette === 'highContrast';

/** The signed step of the heat behind a token; 0 where none is painted. */
export function shownStep(token: ReportedToken, look: Look): number {
  const step = heatStep(look.metric, values[look.metric](token));
  if (look.heat === 'off') return 0;
  if (look.heat === 'all' || isDivergent(token)) return step;
  // Other tokens stay faint, and have no border at all.
  const most = hasBorders(look) ? 0 : isDiverging(look.metric) ? 1 : 2;
  return Math.sign(step) * Math.min(Math.abs(step), most);
}

function heatColor(step: number, { metric, theme }: Look): string {
  const scale = isDiverging(metric) ? (step < 0 ? 'tunedAvoids' : 'tunedFavours') : 'heat';
  return contributedColor(`${scale}${String(Math.abs(step))}`, themes[theme].colors);
}

/** The weight of the border behind a glyph, as text; little context has a border of its own. */
export function borderOf(glyph: Glyph, look: Look): { color: string; weight: string }[] {
  const ownColor = contributedColor('littleContext', themes[look.theme].colors);
  return glyph.borders
    .map(({ color, width, style }) => ({
      color: normalizedColor(color),
      weight: `${width} ${style}`,
    }))
    .filter(({ color }) => color !== ownColor);
}

/** How a glyph differs from what its token's numbers ask for; empty where it does not. */
export function difference(glyph: Glyph, token: ReportedToken, look: Look): string {
  const step = shownStep(token, look);
  const strongest = Math.sign(step) * heatEdges(look.metric).length;
  const bordered = hasBorders(look);
  const favoured = token.logRatio > 0;
  const divergent = isDivergent(token);
  const expected = {
    underline: divergent ? (favoured ? 'solid' : 'dashed') : '',
    underlineColor: divergent
      ? contributedColor(
          favoured ? 'divergentFavoured' : 'divergentAvoided',
          themes[look.theme].colors,
        )
      : '',
    backgrounds: bordered || step === 0 ? [] : [heatColor(step, look)],
    borders: bordered && step !== 0 ? [heatColor(strongest, look)] : [],
  };
  const drawn: typeof expected = {
    underline: glyph.underline,
    underlineColor: glyph.underline === '' ? '' : normalizedColor(glyph.underlineColor),
    backgrounds: glyph.backgrounds.map(normalizedColor),
    borders: borderOf(glyph, look).map(({ color }) => color),
  };
  const [wanted, seen] = [JSON.stringify(expected), JSON.stringify(drawn)];
  return wanted === seen ? '' : `"${token.text}" at ${String(token.start)}: ${seen}, not ${wanted}`;
}
