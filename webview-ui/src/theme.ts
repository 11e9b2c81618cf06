/** Colours of the current theme in a form that a canvas takes. */
export interface ThemeColors {
  readonly text: string;
  readonly secondaryText: string;
  readonly grid: string;
  readonly token: string;
  readonly stale: string;
  readonly mean: string;
  readonly favours: string;
  readonly avoids: string;
  readonly caret: string;
  readonly brush: string;
  readonly surface: string;
  readonly fontFamily: string;
  /** CSS pixels. */
  readonly fontSize: number;
}

/** The style sheet names the roles; this reads them, so that a colour is chosen in one place only. */
export function readTheme(): ThemeColors {
  const style = getComputedStyle(document.body);
  const value = (name: string): string => style.getPropertyValue(name).trim();
  return {
    text: value('--panel-text'),
    secondaryText: value('--panel-secondary'),
    grid: value('--panel-line'),
    token: value('--panel-token'),
    stale: value('--panel-stale'),
    mean: value('--panel-mean'),
    favours: value('--panel-favours'),
    avoids: value('--panel-avoids'),
    caret: value('--panel-caret'),
    brush: value('--panel-brush'),
    surface: value('--panel-surface'),
    fontFamily: style.fontFamily,
    fontSize: Number.parseFloat(style.fontSize) * 0.85,
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
