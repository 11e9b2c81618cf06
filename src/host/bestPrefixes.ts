import { createHash } from 'node:crypto';
import type * as vscode from 'vscode';
import type { Comparison } from '../common/comparison';

/** The prefix that explained most of the shift in one document so far. */
export interface BestPrefix {
  readonly text: string;
  /** Share of the tuned model's shift, at most 1. */
  readonly share: number;
  /** Hash of the tokens that it is of: shares of other texts cannot be compared with it. */
  readonly tokens: string;
}

/** A document's best prefix, with the document. */
export interface DocumentBest extends BestPrefix {
  readonly uri: string;
}

const key = 'steerscope.bestPrefixes.byDocument';

/** Documents of a pair that are kept; beyond that the ones that were kept longest ago go. */
const mostDocuments = 50;

type Kept = Readonly<Partial<Record<string, readonly DocumentBest[]>>>;

/**
 * Remembers in the workspace, for each pair and document, the prefix with the largest share. A share is of
 * one text: prefixes are ranked within it and never against those of another.
 */
export class BestPrefixes {
  constructor(private readonly state: Pick<vscode.Memento, 'get' | 'update'>) {}

  /** All documents' best prefixes of a pair, the newest last. */
  of(pairId: string): readonly DocumentBest[] {
    return this.state.get<Kept>(key, {})[pairId] ?? [];
  }

  /**
   * Keeps a prefix if it explains more of its document than what is kept, or if what is kept is of an
   * earlier text of the document.
   */
  async offer(pairId: string, offered: DocumentBest): Promise<void> {
    const all = this.of(pairId);
    const best = all.find(({ uri }) => uri === offered.uri);
    if (best?.tokens === offered.tokens && best.share >= offered.share) return;
    const others = all.filter(({ uri }) => uri !== offered.uri);
    const kept = [...others, offered].slice(-mostDocuments);
    await this.state.update(key, { ...this.state.get<Kept>(key, {}), [pairId]: kept });
  }
}

/** A hash of the tokens that a comparison is of. */
export function tokensHash({ tokens, rowCount }: Comparison): string {
  return createHash('sha256').update(tokens.id.subarray(0, rowCount)).digest('hex').slice(0, 16);
}
