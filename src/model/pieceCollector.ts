import type { Tokenizer } from './causalLm';

/** Finds out which tokens' bytes a message still has to carry. */
export class PieceCollector {
  private readonly known = new Set<number>();

  constructor(private readonly tokenizer: Tokenizer) {}

  /** The bytes of those ids that no earlier call was asked for. */
  take(...columns: readonly Int32Array[]): Map<number, Uint8Array> {
    const pieces = new Map<number, Uint8Array>();
    for (const ids of columns) {
      for (const id of ids) {
        if (this.known.has(id)) continue;
        this.known.add(id);
        pieces.set(id, this.tokenizer.bytesOf(id));
      }
    }
    return pieces;
  }
}
