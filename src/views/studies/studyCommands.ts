import * as vscode from 'vscode';
import { UserFacingError } from '../../common/errors';
import type { StudyId } from '../../common/protocol/panelStudies';
import { neutralPrompts } from '../../common/sampling/neutralPrompts';
import type { PairCatalog } from '../../host/pairCatalog';
import type { Probes } from '../../host/probing/probes';
import type { Checkpoints } from '../../host/sampling/checkpoints';
import { samplingSetup } from '../../host/sampling/samplingSetup';
import type { SettingsService } from '../../host/settings';
import { settledPair } from '../../host/settledPair';
import type { Problems } from '../problems';
import { pickProbes, readProbeFile } from './probeFiles';

/** The part of the panel that shows studies. */
export interface StudiesPanel {
  showSection(uri: vscode.Uri | undefined, section: StudyId): void;
}

/** Continuations of each prompt by each checkpoint where the setting leaves it open. */
const defaultCount = 8;

/** Commands that study the pair, whatever document is open. */
export class StudyCommands {
  constructor(
    private readonly probes: Probes,
    private readonly checkpoints: Checkpoints,
    private readonly pairs: Pick<PairCatalog, 'selected' | 'checkpoints'>,
    private readonly settings: Pick<SettingsService, 'get'>,
    private readonly panel: StudiesPanel,
    private readonly problems: Problems,
    /** The file of probes that comes with the extension. */
    private readonly bundled: vscode.Uri,
  ) {}

  /** The second argument, `bundled` or the URI of a file, leaves out the choice. */
  async runProbes(_?: unknown, source?: unknown): Promise<void> {
    const uri =
      source instanceof vscode.Uri
        ? source
        : source === 'bundled'
          ? this.bundled
          : await pickProbes(this.bundled);
    if (uri === undefined) return;
    const file = await readProbeFile(uri);
    this.panel.showSection(undefined, 'probes');
    const outcome = await this.probes.ask(file, async () => ({
      pair: settledPair(this.settings, await this.pairs.selected()),
      threads: this.settings.get('threads'),
      chat: this.settings.get('probes.chat'),
      contextWindow: this.settings.get('contextWindow'),
    }));
    if (outcome.kind === 'failed') this.problems.show(outcome.error);
  }

  /** Compares all tuned checkpoints of the selected pair. */
  async compareCheckpoints(): Promise<void> {
    const checkpoints = await this.pairs.checkpoints();
    if (checkpoints.length < 2) {
      throw new UserFacingError(
        'usage',
        vscode.l10n.t(
          'This pair has one tuned checkpoint. Choose a pair whose pair.json lists several of one training.',
        ),
        ['choosePair'],
      );
    }
    this.panel.showSection(undefined, 'checkpoints');
    const source = vscode.l10n.t('{0} neutral beginnings', neutralPrompts.length);
    const outcome = await this.checkpoints.compare(source, async () => {
      const count = this.settings.get('attractors.count');
      return {
        // Its pair is one of them; each checkpoint has its own.
        ...(await samplingSetup(this.settings, this.pairs)),
        prompts: neutralPrompts.map((text) => ({ text })),
        count: count === 0 ? defaultCount : count,
        topK: 1,
        checkpoints: checkpoints.map((each) => ({
          ...each,
          pair: settledPair(this.settings, each.pair),
        })),
      };
    });
    if (outcome.kind === 'failed') this.problems.show(outcome.error);
  }
}
