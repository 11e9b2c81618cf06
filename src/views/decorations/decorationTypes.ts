import * as vscode from 'vscode';
import { heatSteps, type ColorId } from '../../common/contributions';
import { divergingSteps } from '../../common/scale';
import { brushes, type Brush } from './paint';

/** How magnitudes are shown: by colour behind the text, or by the weight of a border. */
export type HeatStyle = 'fill' | 'border';

export type DecorationTypes = ReadonlyMap<Brush, vscode.TextEditorDecorationType>;

/** Makes the one decoration type of each brush; the caller disposes them. */
export function createDecorationTypes(style: HeatStyle): DecorationTypes {
  return new Map(
    brushes.map((brush) => [
      brush,
      vscode.window.createTextEditorDecorationType({
        ...optionsOf(brush, style),
        rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
      }),
    ]),
  );
}

/** Makes the type that marks divergent tokens in the overview ruler; the caller disposes it. */
export function createRulerType(color: ColorId): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    overviewRulerColor: new vscode.ThemeColor(color),
    overviewRulerLane: vscode.OverviewRulerLane.Right,
  });
}

function optionsOf(brush: Brush, style: HeatStyle): vscode.DecorationRenderOptions {
  switch (brush) {
    case 'divergentFavoured':
      return { textDecoration: underline('solid', 'steerscope-divergentFavoured') };
    case 'divergentAvoided':
      return { textDecoration: underline('dashed', 'steerscope-divergentAvoided') };
    case 'littleContext':
      return {
        borderStyle: 'dotted',
        borderWidth: '1px',
        borderColor: new vscode.ThemeColor('steerscope.littleContext'),
      };
    case 'stale':
      return { opacity: '0.6' };
    default: {
      if (style === 'fill') {
        const color = new vscode.ThemeColor(`steerscope.${brush}`);
        return { backgroundColor: color, borderRadius: '2px' };
      }
      const [scale, step] = splitStep(brush);
      return {
        borderStyle: 'solid',
        // Sides of that weight would leave no room for a token of one character.
        borderWidth: `${Math.max(1, Math.round((step * heaviest) / scales[scale]))}px 1px`,
        borderColor: new vscode.ThemeColor(`steerscope.${scale}${scales[scale]}`),
      };
    }
  }
}

/** Weight in pixels of the strongest step's border, above and below. */
const heaviest = 3;

/** Steps of each scale; the last one's colour is the one that stands out as a border. */
const scales = {
  heat: heatSteps,
  tunedFavours: divergingSteps,
  tunedAvoids: divergingSteps,
} as const;

type Scale = keyof typeof scales;

function splitStep(brush: `${Scale}${number}`): readonly [Scale, number] {
  const step = Number(brush.slice(-1));
  if (brush.startsWith('heat')) return ['heat', step];
  return [brush.startsWith('tunedFavours') ? 'tunedFavours' : 'tunedAvoids', step];
}

/**
 * An underline in a contributed colour: decorations take theme colours for backgrounds and borders
 * only, but every contributed colour is a CSS variable of the workbench too.
 */
function underline(line: 'solid' | 'dashed', color: string): string {
  return `underline ${line} 2px var(--vscode-${color})`;
}
