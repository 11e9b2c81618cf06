import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A user's home for one run of the server. */
export interface Profile {
  readonly home: string;
  readonly userData: string;
  readonly extensions: string;
  readonly settingsFile: string;
  dispose(): void;
}

/** Settings for a VS Code that stays quiet: no welcome, no news, no network, whole sentences in sight. */
const quietSettings: Readonly<Record<string, unknown>> = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'window.commandCenter': false,
  'git.openRepositoryInParentFolders': 'never',
  'editor.wordWrap': 'on',
  'editor.minimap.enabled': false,
};

/** Makes a profile that is thrown away with `dispose`. */
export function createProfile(settings: Readonly<Record<string, unknown>> = {}): Profile {
  // A unix socket lies below this folder, and its path may have 107 characters.
  const home = mkdtempSync(path.join(os.tmpdir(), 'steerscope-'));
  const userData = path.join(home, 'u');
  const settingsFile = path.join(userData, 'User', 'settings.json');
  mkdirSync(path.dirname(settingsFile), { recursive: true });
  writeFileSync(settingsFile, JSON.stringify({ ...quietSettings, ...settings }, null, 2));
  writeFileSync(path.join(home, 'config.yaml'), 'auth: none\n');
  return {
    home,
    userData,
    extensions: path.join(home, 'x'),
    settingsFile,
    dispose: () => {
      rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}
