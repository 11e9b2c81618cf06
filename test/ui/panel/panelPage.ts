import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { PanelHostMessage, PanelWebviewMessage } from '../../../src/common/protocol/panel';
import { panelHtml } from '../../../src/views/panel/panelHtml';

const webview = path.resolve(process.env['STEERSCOPE_WEBVIEW'] ?? 'dist/webview');
const themesFile = path.resolve('test/fixtures/webviewThemes.json');
const origin = 'https://panel.test';

export const themeKinds = ['dark', 'light', 'highContrastDark', 'highContrastLight'] as const;

export type ThemeKind = (typeof themeKinds)[number];

interface Theme {
  readonly bodyClass: string;
  readonly variables: Readonly<Record<string, string>>;
}

interface Contributions {
  readonly contributes: {
    readonly colors: readonly {
      readonly id: string;
      readonly defaults: Readonly<
        Record<'dark' | 'light' | 'highContrast' | 'highContrastLight', string>
      >;
    }[];
  };
}

const contentTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
  '.html': 'text/html',
};

async function readJson<T>(file: string): Promise<T> {
  // The files are the project's own and checked in.
  return JSON.parse(await readFile(file, 'utf8')) as T;
}

/** The theme's variables as VS Code sets them, with the extension's own colours. */
export async function readTheme(kind: ThemeKind): Promise<Theme> {
  const themes = await readJson<Record<ThemeKind, Theme>>(themesFile);
  const { contributes } = await readJson<Contributions>(path.resolve('package.json'));
  const key = kind === 'highContrastDark' ? 'highContrast' : kind;
  const own = contributes.colors.map(({ id, defaults }): [string, string] => {
    const value = defaults[key];
    const reference = themes[kind].variables[`--vscode-${value.replaceAll('.', '-')}`];
    return [`--vscode-${id.replaceAll('.', '-')}`, reference ?? value];
  });
  const fonts = {
    '--vscode-font-family': 'system-ui, sans-serif',
    '--vscode-font-size': '13px',
    '--vscode-font-weight': 'normal',
    '--vscode-editor-font-family': 'monospace',
    '--vscode-editor-font-size': '14px',
  };
  const { bodyClass, variables } = themes[kind];
  return { bodyClass, variables: { ...variables, ...fonts, ...Object.fromEntries(own) } };
}

/** The panel's real page, script and policy in a browser, with the extension host played by the test. */
export class PanelPage {
  private constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
    /** Errors of the page and refusals by its policy; empty when all is well. */
    readonly problems: readonly string[],
  ) {}

  static async open(
    browser: Browser,
    kind: ThemeKind,
    width: number,
    remembered?: unknown,
  ): Promise<PanelPage> {
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      reducedMotion: 'reduce',
      deviceScaleFactor: 2,
    });
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await page.route(`${origin}/**`, async (route) => {
      const { pathname } = new URL(route.request().url());
      const body =
        pathname === '/'
          ? panelHtml({
              cspSource: origin,
              nonce: 'bm9uY2U=',
              script: `${origin}/main.js`,
              styles: `${origin}/styles.css`,
              codicons: `${origin}/codicon.css`,
            })
          : await readFile(path.join(webview, path.basename(pathname)));
      await route.fulfill({
        body,
        contentType: contentTypes[path.extname(pathname) || '.html'] ?? 'text/plain',
      });
    });
    const theme = await readTheme(kind);
    // Outside vitest, functions that are sent to the page call a helper that names them.
    await page.addInitScript('globalThis.__name ??= (value) => value;');
    await page.addInitScript(actAsHost, { theme, remembered });
    const panel = new PanelPage(context, page, problems);
    await page.goto(`${origin}/`, { waitUntil: 'load' });
    return panel;
  }

  /** Sends what the extension host would send, and waits until it is drawn. */
  async send(message: PanelHostMessage): Promise<void> {
    // Typed arrays do not survive Playwright's own serialisation; the page makes them again.
    const packed = JSON.stringify(message, (_, value: unknown) =>
      ArrayBuffer.isView(value)
        ? { typedArray: value.constructor.name, values: Array.from(value as Float32Array) }
        : value,
    );
    await this.page.evaluate(async (text) => {
      const data: unknown = JSON.parse(text, (_, value: unknown) => {
        if (typeof value !== 'object' || value === null || !('typedArray' in value)) return value;
        const { typedArray, values } = value as { typedArray: string; values: number[] };
        const types = { Int32Array, Float32Array, Float64Array };
        return types[typedArray as keyof typeof types].from(values);
      });
      window.dispatchEvent(new MessageEvent('message', { data }));
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }, packed);
  }

  /** What the page has sent to the extension host so far. */
  async posted(): Promise<readonly PanelWebviewMessage[]> {
    return this.page.evaluate(() => window.steerscopeTest.posted);
  }

  /** The last message of a kind that the page has sent. */
  async lastPosted(type: PanelWebviewMessage['type']): Promise<PanelWebviewMessage | undefined> {
    return (await this.posted()).findLast((message) => message.type === type);
  }

  /** What the page would find again after a reload. */
  async remembered(): Promise<unknown> {
    return this.page.evaluate(() => window.steerscopeTest.remembered);
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}

declare global {
  interface Window {
    steerscopeTest: { readonly posted: PanelWebviewMessage[]; remembered: unknown };
    acquireVsCodeApi: () => unknown;
  }
}

/** Runs in the page before its script: VS Code's half of a webview. */
function actAsHost({ theme, remembered }: { theme: Theme; remembered: unknown }): void {
  const state: Window['steerscopeTest'] = { posted: [], remembered };
  window.steerscopeTest = state;
  window.acquireVsCodeApi = () => ({
    postMessage: (message: PanelWebviewMessage) => state.posted.push(message),
    getState: () => state.remembered,
    setState: (value: unknown) => {
      state.remembered = value;
    },
  });
  document.addEventListener('DOMContentLoaded', () => {
    document.body.className = theme.bodyClass;
    for (const [name, value] of Object.entries(theme.variables)) {
      document.documentElement.style.setProperty(name, value);
    }
  });
}
