import { z } from 'zod';

const partSchema = z.looseObject({ type: z.string() });

type Part = z.infer<typeof partSchema>;

/** The parts of tokenizer.json that say which bytes a token stands for. */
const tokenizerSchema = z.looseObject({
  added_tokens: z.array(z.looseObject({ id: z.int(), content: z.string() })).nullish(),
  normalizer: partSchema.nullish(),
  pre_tokenizer: partSchema.nullish(),
  decoder: partSchema.nullish(),
  model: z.looseObject({
    type: z.string().nullish(),
    byte_fallback: z.boolean().nullish(),
    vocab: z.union([
      z.record(z.string(), z.int()),
      z.array(z.tuple([z.string(), z.number()]).rest(z.unknown())),
    ]),
  }),
});

/** What tokens stand for, read from a tokenizer.json. */
export interface TokenTable {
  /** One more than the largest id. */
  readonly size: number;
  /** Literal text of the tokens that were added to the vocabulary, by id. */
  readonly added: ReadonlyMap<number, string>;
  /** Bytes of a token; none for an id that the tokenizer does not know. */
  bytesOf(id: number): Uint8Array;
}

const encoder = new TextEncoder();
const noBytes = new Uint8Array(0);

/**
 * The bytes that each token of a tokenizer stands for: GPT-2's byte alphabet for byte-level tokens,
 * `▁` as a space and `<0xE2>` as a byte for SentencePiece's, literal text for added tokens and plain
 * vocabularies.
 *
 * @throws ZodError if this is not a tokenizer.json
 */
export function readTokenTable(tokenizerJson: unknown): TokenTable {
  const tokenizer = tokenizerSchema.parse(tokenizerJson);
  const { vocab } = tokenizer.model;
  const texts: string[] = [];
  if (Array.isArray(vocab)) vocab.forEach(([text], id) => (texts[id] = text));
  else for (const [text, id] of Object.entries(vocab)) texts[id] = text;
  const added = new Map<number, string>();
  for (const { id, content } of tokenizer.added_tokens ?? []) added.set(id, content);
  const size = Math.max(texts.length, ...[...added.keys()].map((id) => id + 1));

  const parts = [tokenizer.normalizer, tokenizer.pre_tokenizer, tokenizer.decoder].flatMap(flatten);
  const toBytes = parts.some((part) => part.type === 'ByteLevel')
    ? byteLevelBytes
    : parts.some(marksSpaces)
      ? sentencePieceBytes
      : (text: string) => encoder.encode(text);
  const known = new Map<number, Uint8Array>();
  const convert = (id: number): Uint8Array => {
    const literal = added.get(id);
    if (literal !== undefined) return encoder.encode(literal);
    const text = texts[id];
    return text === undefined ? noBytes : toBytes(text);
  };
  return {
    size,
    added,
    bytesOf: (id) => {
      const bytes = known.get(id) ?? convert(id);
      known.set(id, bytes);
      return bytes;
    },
  };
}

/** A part and the parts of a `Sequence`. */
function flatten(part: Part | null | undefined): Part[] {
  if (part === null || part === undefined) return [];
  const inner = [part['normalizers'], part['pretokenizers'], part['decoders']].flatMap((list) => {
    const parsed = z.array(partSchema).safeParse(list);
    return parsed.success ? parsed.data : [];
  });
  return [part, ...inner.flatMap(flatten)];
}

function marksSpaces(part: Part): boolean {
  return part.type === 'Metaspace' || JSON.stringify(part).includes('\u2581');
}

/**
 * GPT-2's alphabet: printable bytes of Latin-1 are themselves, the others follow from U+0100 on, so
 * that every byte is a visible character (openai/gpt-2, encoder.py, bytes_to_unicode).
 */
const byteOfCharacter: ReadonlyMap<string, number> = (() => {
  const map = new Map<string, number>();
  let next = 0x100;
  for (let byte = 0; byte < 256; byte++) {
    const printable =
      (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    map.set(String.fromCharCode(printable ? byte : next++), byte);
  }
  return map;
})();

function byteLevelBytes(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const byte = byteOfCharacter.get(character);
    if (byte === undefined) bytes.push(...encoder.encode(character));
    else bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

function sentencePieceBytes(text: string): Uint8Array {
  const byte = /^<0x([0-9A-Fa-f]{2})>$/.exec(text)?.[1];
  if (byte !== undefined) return Uint8Array.of(Number.parseInt(byte, 16));
  return encoder.encode(text.replaceAll('\u2581', ' '));
}
