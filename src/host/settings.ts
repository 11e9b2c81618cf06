import * as vscode from 'vscode';
import type { Settings } from '../common/contributions';
import type { Log } from '../common/log';
import { checkSetting, settingKeys } from '../common/settingSchemas';

const section = 'steerscope';

/** The extension's settings, checked and typed; a value of the wrong kind counts as its default. */
export class SettingsService implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<ReadonlySet<keyof Settings>>();
  private readonly listener: vscode.Disposable;
  /** Problems that were logged already, so that a bad value is reported once. */
  private readonly reported = new Set<string>();

  /** Fires with the settings whose effective value may have changed. */
  readonly onDidChange: vscode.Event<ReadonlySet<keyof Settings>> = this.changed.event;

  constructor(private readonly log: Log) {
    this.listener = vscode.workspace.onDidChangeConfiguration((event) => {
      const keys = settingKeys.filter((key) => event.affectsConfiguration(`${section}.${key}`));
      if (keys.length > 0) this.changed.fire(new Set(keys));
    });
  }

  /** The effective value of a setting. */
  get<K extends keyof Settings>(key: K): Settings[K] {
    const { value, problem } = checkSetting(
      key,
      vscode.workspace.getConfiguration(section).get<unknown>(key),
    );
    if (problem !== undefined && !this.reported.has(problem)) {
      this.reported.add(problem);
      this.log.log('warn', `The setting ${section}.${key} is not used. ${problem}`);
    }
    return value;
  }

  /** Writes a setting where the user keeps it: in the workspace if it is set there. */
  async update<K extends keyof Settings>(key: K, value: Settings[K]): Promise<void> {
    const configuration = vscode.workspace.getConfiguration(section);
    const inWorkspace = configuration.inspect(key)?.workspaceValue !== undefined;
    const target = inWorkspace
      ? vscode.ConfigurationTarget.Workspace
      : vscode.ConfigurationTarget.Global;
    await configuration.update(key, value, target);
  }

  dispose(): void {
    this.listener.dispose();
    this.changed.dispose();
  }
}
