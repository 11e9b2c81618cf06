import * as vscode from 'vscode';
import type { PanelStudies } from '../../common/protocol/panelStudies';
import type { Probes } from '../../host/probing/probes';
import type { Checkpoints } from '../../host/sampling/checkpoints';
import type { SettingsService } from '../../host/settings';
import { panelCheckpoints, panelProbes } from './studiesSnapshot';

/** What the panel shows of the studies of the pair. */
export class StudiesView implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly listeners: vscode.Disposable;

  /** Fires when the panel has something new to show. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly probes: Probes,
    private readonly checkpoints: Checkpoints,
    private readonly settings: Pick<SettingsService, 'get'>,
  ) {
    const fire = (): void => {
      this.changed.fire();
    };
    this.listeners = vscode.Disposable.from(
      probes.onDidChange(fire),
      checkpoints.onDidChange(fire),
    );
  }

  /** Everything that the panel draws of studies. */
  snapshot(): PanelStudies {
    const unit = this.settings.get('units');
    const { current: asked, task: probing } = this.probes;
    const { current: compared, task: comparing } = this.checkpoints;
    return {
      probes: asked && probing.state && panelProbes(asked, probing.state, unit),
      checkpoints: compared && comparing.state && panelCheckpoints(compared, comparing.state, unit),
    };
  }

  dispose(): void {
    this.listeners.dispose();
    this.changed.dispose();
  }
}
