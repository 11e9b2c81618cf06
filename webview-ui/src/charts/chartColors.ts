import type { PlotRole } from '../../../src/common/plot/plot';

/** Colours and letters of the current theme in a form that a canvas takes. */
export interface ChartColors {
  of(role: PlotRole): string;
  readonly surface: string;
  readonly caret: string;
  readonly brush: string;
  readonly fontFamily: string;
}

/** The variable of the style sheet that holds each role's colour. */
const variables: Readonly<Record<PlotRole, string>> = {
  base: '--panel-base',
  tuned: '--panel-tuned',
  text: '--panel-text',
  secondary: '--panel-secondary',
  grid: '--panel-line',
  token: '--panel-token',
  stale: '--panel-stale',
  favours: '--panel-favours',
  avoids: '--panel-avoids',
};

/** The style sheet names the colours; this reads them, so that each is chosen in one place only. */
export function readChartColors(): ChartColors {
  const style = getComputedStyle(document.body);
  const value = (name: string): string => style.getPropertyValue(name).trim();
  return {
    of: (role) => value(variables[role]),
    surface: value('--panel-surface'),
    caret: value('--panel-caret'),
    brush: value('--panel-brush'),
    fontFamily: style.fontFamily,
  };
}

/** VS Code marks the theme on the body and sets its colours as variables of the root element. */
export function onThemeChange(listener: () => void): void {
  const observer = new MutationObserver(listener);
  const attributes = {
    attributes: true,
    attributeFilter: ['class', 'style', 'data-vscode-theme-id'],
  };
  observer.observe(document.body, attributes);
  observer.observe(document.documentElement, attributes);
}
