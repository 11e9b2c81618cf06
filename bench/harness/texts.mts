import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AutoTokenizer, env } from '@xenova/transformers';

/**
 * Writes texts of a wanted number of tokens. Every run gets a text of its own, so that no subject
 * gains by what it remembers of the run before: each begins at another paragraph of the source and
 * goes round it until it is long enough.
 */
export class TextMaker {
  private readonly written = new Map<string, string>();

  private constructor(
    private readonly paragraphs: readonly string[],
    private readonly tokensPerUnit: number,
    private readonly folder: string,
  ) {}

  /**
   * @param source file with the text
   * @param checkpoint folder with the tokenizer
   * @param folder gets the texts
   */
  static async create(source: string, checkpoint: string, folder: string): Promise<TextMaker> {
    env.allowRemoteModels = false;
    const tokenizer = await AutoTokenizer.from_pretrained(checkpoint);
    const text = readFileSync(source, 'utf8');
    const tokens = tokenizer.encode(text, { add_special_tokens: false }).length;
    mkdirSync(folder, { recursive: true });
    return new TextMaker(paragraphsOf(text), tokens / text.length, folder);
  }

  /**
   * @param tokens wanted, to about one in twenty
   * @param run texts of different runs differ from their first word on
   * @returns the file with the text
   */
  file(tokens: number, run: number): string {
    const name = `${tokens}-${run}.txt`;
    const known = this.written.get(name);
    if (known !== undefined) return known;
    const length = Math.round(tokens / this.tokensPerUnit);
    let text = `${run + 1}. `;
    for (let i = run; text.length < length; i++) {
      text += this.paragraphs[i % this.paragraphs.length] ?? '';
    }
    const file = path.join(this.folder, name);
    writeFileSync(file, text.slice(0, length));
    this.written.set(name, file);
    return file;
  }
}

/** Paragraphs with the line breaks after them; together they are the text. */
function paragraphsOf(text: string): string[] {
  const paragraphs = text.match(/[^\n]+\n*/g);
  if (paragraphs === null) throw new Error('The source has no text.');
  // The last one must not run into the first.
  return paragraphs.map((paragraph) => (paragraph.endsWith('\n') ? paragraph : `${paragraph}\n\n`));
}
