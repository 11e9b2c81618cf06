import * as vscode from 'vscode';
import { UserFacingError } from '../../common/errors';
import {
  documentSectionIds,
  type ExportedSectionId,
  type ShownPart,
} from '../../common/protocol/panelExport';
import { documentSections } from '../../common/report/documentSections';
import type { ExportedSection } from '../../common/report/exportedSection';
import { isScored, type ComparisonStore } from '../../host/comparisonStore';
import { inSlices } from '../../host/slicedWork';
import type { SettingsService } from '../../host/settings';
import { shownCondition } from '../panel/panelConditioned';
import type { PanelManager } from '../panel/panelManager';
import { titleOf } from '../pickers';
import { reportOptions } from '../reportOptions';
import type { Targets } from '../targets';
import { documentSnapshot } from './documentSnapshot';
import type { SampledSections } from './sampledSections';

/** Sections that there are to choose from. */
export interface OfferedSections {
  readonly sections: readonly ExportedSection[];
  /** The document that they are about; undefined where they are of the pair alone. */
  readonly document: vscode.Uri | undefined;
  /** Why those about a document are not among them. */
  readonly missing?: string;
}

/** Makes what can be exported from the same data as the panel. */
export class SectionSources {
  constructor(
    private readonly store: Pick<ComparisonStore, 'get'>,
    private readonly targets: Targets,
    private readonly settings: Pick<SettingsService, 'get'>,
    private readonly sampled: SampledSections,
    private readonly panel: Pick<PanelManager, 'mixtureOf'>,
  ) {}

  /**
   * The sections that can be exported. Throws `UserFacingError` where none can, or none about a document
   * though one is asked for.
   *
   * @param argument URI of a document, or nothing for the active one
   * @param id the section that is asked for; undefined for all of them
   */
  async sections(
    argument: unknown,
    id: ExportedSectionId | undefined,
    part: ShownPart,
  ): Promise<OfferedSections> {
    const isOfDocument = documentSectionIds.some((each) => each === id);
    const sampled = isOfDocument ? [] : this.sampled.sections();
    if (id !== undefined && !isOfDocument) return { sections: sampled, document: undefined };
    try {
      const { uri, sections } = await this.ofDocument(argument, part);
      return { sections: [...sections, ...sampled], document: uri };
    } catch (error) {
      if (sampled.length === 0 || !(error instanceof UserFacingError)) throw error;
      return { sections: sampled, document: undefined, missing: error.message };
    }
  }

  /** The sections about a document, which must be as it was compared. */
  private async ofDocument(
    argument: unknown,
    part: ShownPart,
  ): Promise<{ readonly uri: vscode.Uri; readonly sections: readonly ExportedSection[] }> {
    const document = await this.targets.document(argument);
    const { uri } = document;
    const entry = this.store.get(uri);
    if (!isScored(entry)) {
      throw new UserFacingError(
        'usage',
        vscode.l10n.t('This document is not compared yet. Run Compare Document first.'),
      );
    }
    if (document.version !== entry.version) {
      throw new UserFacingError(
        'usage',
        vscode.l10n.t(
          'The document was edited since it was compared, so its numbers no longer belong to its text. Compare it again and then export.',
        ),
      );
    }
    const text = document.getText();
    const { comparison, conditions = [] } = entry;
    const snapshot = await inSlices(documentSnapshot(document, entry, this.settings, part.row));
    return {
      uri,
      sections: documentSections({
        snapshot,
        document: { path: titleOf(uri), text, comparison, conditions },
        conditioned: shownCondition(comparison, conditions),
        against: entry.against?.comparison,
        mixture: this.panel.mixtureOf(uri, snapshot.result?.token.row ?? 0, part.lambda),
        options: reportOptions(this.settings),
        part,
      }),
    };
  }
}
