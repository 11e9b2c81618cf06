import * as vscode from 'vscode';
import { UserFacingError } from '../../common/errors';
import {
  exportedSectionIds,
  type ExportedSectionId,
  type ShownPart,
} from '../../common/protocol/panelExport';
import type { ExportedSection } from '../../common/report/exportedSection';
import {
  canWrite,
  sectionFile,
  shownPlot,
  type SectionFormat,
} from '../../common/report/sectionFile';
import type { SectionPlot } from '../../common/sections/sectionReport';
import { pickTarget, saveFile } from '../saveFile';
import { uriOf } from '../targets';
import { parseShownPart } from './parseShownPart';
import type { OfferedSections, SectionSources } from './sectionSources';

interface Format {
  readonly id: SectionFormat | 'png';
  readonly label: string;
  readonly extension: string;
  readonly description: string;
}

const formats: readonly Format[] = [
  { id: 'svg', label: 'SVG', extension: 'svg', description: 'The chart, for print' },
  {
    id: 'png',
    label: 'PNG',
    extension: 'png',
    description: 'The chart, painted by the panel in the colours of the theme',
  },
  { id: 'csv', label: 'CSV', extension: 'csv', description: 'The tables' },
  { id: 'markdown', label: 'Markdown', extension: 'md', description: 'All of it, for reading' },
  { id: 'json', label: 'JSON', extension: 'json', description: 'All of it, figures in nats' },
];

/** Paints charts as pixels, which only a page can. */
export interface ChartPainter {
  /** A chart as a PNG file. Opens the panel where it is closed; undefined where it is closed meanwhile. */
  paint(plot: SectionPlot): Promise<Uint8Array | undefined>;
}

/** Writes one section of the panel to a file. */
export class SectionExport {
  constructor(
    private readonly sources: SectionSources,
    private readonly painter: ChartPainter,
  ) {}

  /**
   * Further arguments leave out the choices: the id of a section, of a format, a URI to write to, and
   * what the page shows of the section.
   */
  async run(
    argument?: unknown,
    sectionId?: unknown,
    formatId?: unknown,
    targetUri?: unknown,
    shown?: unknown,
  ): Promise<void> {
    const id = exportedSectionIds.find((each) => each === sectionId);
    const part = parseShownPart(shown);
    const offered = await this.sources.sections(argument, id, part);
    const section = id === undefined ? await pickSection(offered) : sectionOf(offered.sections, id);
    if (section === undefined) return;
    const available = formats.filter((each) => canWrite(section, each.id, part.view));
    const asked = formats.find((each) => each.id === formatId);
    const format = asked ?? (await pickFormat(available, section.title));
    if (format === undefined) return;
    const content = await this.contentOf(section, format, part);
    const target =
      targetUri instanceof vscode.Uri
        ? targetUri
        : await pickTarget(offered.document ?? uriOf(argument), {
            ...format,
            suffix: section.id,
          });
    if (target !== undefined) await saveFile(target, content);
  }

  private async contentOf(
    section: ExportedSection,
    { id, label }: Format,
    { view }: ShownPart,
  ): Promise<Uint8Array | Iterable<string>> {
    if (id !== 'png') {
      const file = sectionFile(section, id, view);
      if (file !== undefined) return file;
    }
    const plot = shownPlot(section, view);
    if (id !== 'png' || plot === undefined) {
      throw new UserFacingError(
        'usage',
        vscode.l10n.t(
          'There is nothing to write as {0}: the section has no chart or no table to show here.',
          label,
        ),
      );
    }
    const png = await this.painter.paint(plot);
    if (png !== undefined) return png;
    throw new UserFacingError(
      'usage',
      vscode.l10n.t(
        'The chart was not painted: only the panel can paint a PNG. Leave it open, or export the chart as SVG.',
      ),
    );
  }
}

function sectionOf(sections: readonly ExportedSection[], id: ExportedSectionId): ExportedSection {
  const section = sections.find((each) => each.id === id);
  if (section !== undefined) return section;
  throw new UserFacingError(
    'usage',
    vscode.l10n.t('There is nothing to export of this section yet: it has no result.'),
  );
}

async function pickSection({
  sections,
  missing,
}: OfferedSections): Promise<ExportedSection | undefined> {
  const items = sections.map((section) => ({
    section,
    label: section.title,
    detail: section.finding,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Export Section'),
    ...(missing === undefined ? {} : { placeHolder: missing }),
  });
  return picked?.section;
}

async function pickFormat(offered: readonly Format[], title: string): Promise<Format | undefined> {
  const items = offered.map((format) => ({
    format,
    label: format.label,
    description: `.${format.extension}`,
    detail: format.description,
  }));
  return (
    await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Export {0} as', title) })
  )?.format;
}
