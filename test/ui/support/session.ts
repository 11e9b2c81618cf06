import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import type { Settings } from '../../../src/common/contributions';
import { launchBrowser } from '../../../scripts/vscodeServer/browser.mjs';
import { ensureServer } from '../../../scripts/vscodeServer/install.mjs';
import { createProfile, type Profile } from '../../../scripts/vscodeServer/profile.mjs';
import {
  profileArguments,
  serverEnvironment,
  startServer,
  type VscodeServer,
} from '../../../scripts/vscodeServer/server.mjs';
import { repositoryRoot, serverFiles } from '../../../scripts/vscodeServer/serverFiles.mjs';
import { workbenchAddress } from '../../../scripts/vscodeServer/workbenchAddress.mjs';
import { Workbench } from './workbench';

/**
 * The themes that the tests look at: VS Code's name, the kind that a webview is told, and which
 * of a colour's defaults it takes.
 */
export const themes = {
  dark: { name: 'Dark Modern', kind: 'vscode-dark', colors: 'dark' },
  light: { name: 'Light Modern', kind: 'vscode-light', colors: 'light' },
  highContrastDark: {
    name: 'Dark High Contrast',
    kind: 'vscode-high-contrast',
    colors: 'highContrast',
  },
  highContrastLight: {
    name: 'Light High Contrast',
    kind: 'vscode-high-contrast-light',
    colors: 'highContrastLight',
  },
} as const;

export type ThemeKind = keyof typeof themes;

/** A VS Code with the extension, shown in a browser, with a copy of the samples as its workspace. */
export class Session {
  private constructor(
    private readonly profile: Profile,
    private readonly server: VscodeServer,
    private readonly browser: Browser,
    readonly workbench: Workbench,
    /** Absolute path of the workspace. */
    readonly folder: string,
  ) {}

  /**
   * Starts with the checkout or, where `STEERSCOPE_VSIX` names a package, with that package installed
   * in the fresh profile.
   *
   * @param screen size in CSS pixels, and device pixels in each
   */
  static async start(screen = { width: 1400, height: 1000, scale: 1 }): Promise<Session> {
    const say = (line: string): void => {
      console.log(line);
    };
    await ensureServer(say);
    const profile = createProfile({
      'workbench.colorTheme': 'Default Dark Modern',
      'editor.hover.delay': 100,
      // VS Code's own marks would mix with those that are looked at.
      'editor.occurrencesHighlight': 'off',
      'editor.selectionHighlight': false,
    });
    const folder = path.join(profile.home, 'samples');
    cpSync(path.join(repositoryRoot, 'media', 'samples'), folder, { recursive: true });
    const vsix = process.env['STEERSCOPE_VSIX'];
    if (vsix === undefined) linkCheckout(profile);
    else installPackage(profile, path.resolve(vsix));
    const server = await startServer({ profile, development: false });
    const browser = await launchBrowser(say);
    const context = await browser.newContext({
      viewport: { width: screen.width, height: screen.height },
      deviceScaleFactor: screen.scale,
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    await page.goto(workbenchAddress(server.authority, { folder }), {
      waitUntil: 'domcontentloaded',
    });
    const workbench = new Workbench(page);
    await workbench.ready();
    return new Session(profile, server, browser, workbench, folder);
  }

  /** Writes the workspace's settings, names relative to `steerscope.`; what is left out is unset. */
  changeSettings(settings: Partial<Settings>): void {
    const folder = path.join(this.folder, '.vscode');
    mkdirSync(folder, { recursive: true });
    const named = Object.entries(settings).map(([name, value]) => [`steerscope.${name}`, value]);
    writeFileSync(path.join(folder, 'settings.json'), JSON.stringify(Object.fromEntries(named)));
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
    this.profile.dispose();
  }
}

function linkCheckout(profile: Profile): void {
  mkdirSync(profile.extensions, { recursive: true });
  symlinkSync(repositoryRoot, path.join(profile.extensions, 'steerscope.steerscope-0.1.0'));
}

function installPackage(profile: Profile, vsix: string): void {
  execFileSync(
    serverFiles.node,
    [serverFiles.entry, ...profileArguments(profile), '--install-extension', vsix],
    { env: serverEnvironment(profile), stdio: 'pipe' },
  );
}
