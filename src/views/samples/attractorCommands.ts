import * as vscode from 'vscode';
import { UserFacingError } from '../../common/errors';
import type { ActiveDocument } from '../../host/activeDocument';
import type { PairSource } from '../../host/documentComparer';
import type { Attractors } from '../../host/sampling/attractors';
import { samplingSetup } from '../../host/sampling/samplingSetup';
import type { SettingsService } from '../../host/settings';
import type { Problems } from '../problems';
import { uriOf, type Targets } from '../targets';
import { originOf, pickOrigin, promptsFrom } from './promptOrigins';
import type { SamplesPanel } from './sampleCommands';

/** Continuations of each prompt by each model where the setting leaves it open. */
const defaultCounts = { one: 64, several: 16 };

/** Commands that look for attractors. */
export class AttractorCommands {
  constructor(
    private readonly attractors: Attractors,
    private readonly targets: Targets,
    private readonly active: Pick<ActiveDocument, 'uri'>,
    private readonly panel: SamplesPanel,
    private readonly pairs: PairSource,
    private readonly settings: Pick<SettingsService, 'get'>,
    private readonly problems: Problems,
  ) {}

  /** Further arguments, an origin and the URI of a file of prompts, leave out the choices. */
  async findAttractors(argument?: unknown, origin?: unknown, file?: unknown): Promise<void> {
    const uri = uriOf(argument) ?? this.active.uri;
    const chosen = originOf(origin) ?? (await pickOrigin(uri));
    if (chosen === undefined) return;
    const found = await promptsFrom(chosen, uri, file, this.targets, this.settings);
    if (found === undefined) return;
    this.panel.showSection(uri, 'attractors');
    const { source, prompts } = found;
    const outcome = await this.attractors.find(source, prompts, async () => {
      const count = this.settings.get('attractors.count');
      const usual = prompts.length === 1 ? defaultCounts.one : defaultCounts.several;
      return {
        ...(await samplingSetup(this.settings, this.pairs)),
        count: count === 0 ? usual : count,
        topK: 1,
      };
    });
    if (outcome.kind === 'failed') this.problems.show(outcome.error, uri);
  }

  /** Changes tokens behind the prompts of the last search. */
  async testPerturbations(): Promise<void> {
    if (this.attractors.current?.report === undefined) {
      throw new UserFacingError(
        'usage',
        vscode.l10n.t('Attractors were not looked for yet. Run Find Attractors first.'),
      );
    }
    this.panel.showSection(undefined, 'attractors');
    const outcome = await this.attractors.testPerturbations();
    if (outcome.kind === 'failed') this.problems.show(outcome.error);
  }
}
