import type { ExportedSectionId } from '../protocol/panelExport';
import type { SectionReport } from '../sections/sectionReport';

/** A section as it is written to files: what the panel shows of it, and its figures. */
export interface ExportedSection extends SectionReport<ExportedSectionId> {
  /** Path of the document that it is about; null for what is of the pair alone. */
  readonly path: string | null;
  /** What it was made from and how, line by line. */
  readonly notes: readonly string[];
  /** The figures behind it as JSON, log quantities in nats; in parts, since they can be long. */
  figures(): Iterable<string>;
}
