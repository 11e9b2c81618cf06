import type { OpenFile } from './files';

const blockLength = 65_536;

/** Reads small stretches that follow one another from larger ones. */
export class FileBlocks {
  private start = 0;
  private block: Uint8Array = new Uint8Array();

  constructor(private readonly file: OpenFile) {}

  async read(offset: number, length: number): Promise<Uint8Array> {
    if (offset < this.start || offset + length > this.start + this.block.length) {
      this.block = await this.file.read(offset, Math.max(blockLength, length));
      this.start = offset;
    }
    return this.block.subarray(offset - this.start, offset - this.start + length);
  }
}
