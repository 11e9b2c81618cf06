import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020';
import { describe, expect, it } from 'vitest';
import { jsonParts, renderJson } from '../../../../src/common/report/json';
import type { ReportDocument } from '../../../../src/common/report/reportDocument';
import { jsonlParts } from '../../../../src/common/report/jsonl';
import { degenerateDocuments } from '../../support/degenerate';
import {
  bitsOptions,
  everyDocument,
  hostile,
  impossible,
  long,
  story,
} from '../../support/reportDocuments';

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
ajv.addSchema(readJson(readFileSync('schema/comparison.schema.json', 'utf8')));

function readJson(text: string): object {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) throw new Error('It is not an object.');
  return value;
}

interface Parsed {
  readonly pair: unknown;
  readonly settings: unknown;
  readonly documents: readonly { readonly tokens: readonly unknown[]; readonly summary: unknown }[];
}

/** The JSON of documents, valid by the schema. */
function render(...documents: ReportDocument[]): Parsed {
  const value = readJson(renderJson(documents, bitsOptions));
  expect(problems(value)).toEqual([]);
  return value as Parsed;
}

function renderJsonl(...documents: ReportDocument[]): string {
  return Array.from(jsonlParts(documents, bitsOptions)).join('');
}

/** A number equal but for rounding. */
function near(value: number): unknown {
  return expect.closeTo(value, 12);
}

/** Whether a value is valid by the published schema, or a definition of it. */
function problems(value: unknown, definition = ''): unknown {
  const id = 'https://github.com/steerscope/steerscope/blob/main/schema/comparison.schema.json';
  const validate = ajv.getSchema(`${id}${definition}`);
  if (validate === undefined) throw new Error('The schema is not there.');
  return validate(value) === true ? [] : validate.errors;
}

describe('JSON', () => {
  it('is what the published schema says', () => {
    expect(problems(readJson(renderJson(everyDocument, bitsOptions)))).toEqual([]);
  });

  it('has every prefix that was asked for, and null where none was', () => {
    const condition = { text: 'Mood: sad.\n', ids: [7, 8], isSplitAlike: true };
    const conditions = [{ ...long.comparison, condition }];
    const [withPrefix, without] = render({ ...long, conditions }, long).documents;
    expect(without?.summary).toMatchObject({ conditioning: null });
    expect(withPrefix?.summary).toMatchObject({
      conditioning: {
        prefixes: [
          {
            prefix: 'Mood: sad.\n',
            prefixIds: [7, 8],
            evidence: 'noShift',
            share: null,
            interval: null,
            tokens: 193,
            meanKlTunedBase: 0,
          },
        ],
      },
    });
    expect(problems(readJson(renderJson(degenerateDocuments, bitsOptions)))).toEqual([]);
  });

  it('is refused by the schema when a field has another name', () => {
    const renamed = renderJson([story], bitsOptions).replaceAll('"logRatio"', '"logratio"');
    expect(problems(readJson(renamed))).not.toEqual([]);
  });

  it('has every field of a token, in nats', () => {
    const { documents } = render(story);
    expect(documents[0]?.tokens[1]).toEqual({
      index: 1,
      start: 3,
      end: 11,
      id: 101,
      text: ' wedding',
      contextLength: 2,
      base: {
        surprisal: 8 * Math.LN2,
        entropy: 0,
        varentropy: 0,
        rank: 38,
        top: [
          { id: 1, text: ' the', probability: 0.5 },
          { id: 2, text: ' party', probability: 0.125 },
        ],
      },
      tuned: {
        surprisal: 3 * Math.LN2,
        entropy: 0,
        varentropy: 0,
        rank: 2,
        top: [
          { id: 2, text: ' party', probability: 0.125 },
          { id: 1, text: ' the', probability: 0.5 },
        ],
      },
      logRatio: 5 * Math.LN2,
      klTunedBase: 1.9 * Math.LN2,
      klBaseTuned: 1.1 * Math.LN2,
      js: 0.61 * Math.LN2,
      tv: 0.4,
      logRatioVarianceTuned: 0,
      logRatioVarianceBase: 0,
      divergent: true,
    });
  });

  it('has the pair, the settings and the summary', () => {
    const { pair, settings, documents } = render(story);
    expect(pair).toEqual({
      id: 'toy',
      name: 'Toy pair',
      base: { name: 'Toy base' },
      tuned: { name: 'Toy tuned' },
      dtype: 'fp32',
      vocabularySize: 100,
      droppedMass: 0,
      noiseFloor: 0.001,
      causality: 0,
    });
    expect(settings).toEqual({
      contextWindow: 512,
      stride: 256,
      topK: 2,
      prefix: [0],
      threshold: 0.1 * Math.LN2,
    });
    expect(documents[0]).toMatchObject({ path: 'story.txt', utf16Length: 26, tokenCount: 6 });
    expect(documents[0]?.summary).toMatchObject({
      scoredTokens: 6,
      divergentTokens: 2,
      meanJs: near((0.97 / 6) * Math.LN2),
      meanJsStandardError: null,
      meanLogRatio: near((0.5 / 6) * Math.LN2),
      sameTop1Share: 4 / 6,
    });
  });

  it('keeps lone surrogates, and the bytes of half characters', () => {
    const text = renderJson([hostile], bitsOptions);
    expect(text).toContain('"text":"\\ud83d"');
    expect(text).not.toMatch(/\p{Cs}/u);
    const tokens = render(hostile).documents[0]?.tokens ?? [];
    expect(tokens[6]).toMatchObject({ text: '\ud83d' });
    expect(tokens[8]).toMatchObject({ start: 23, end: 25, text: '\ufffd', bytes: 'f09f' });
    expect(tokens[9]).toMatchObject({ start: 23, end: 25, text: '\ufffd\ufffd', bytes: '9880' });
    expect(tokens[0]).toMatchObject({ text: '\ufeff' });
  });

  it('counts tokens from the start of the text when a range was compared', () => {
    const range = { ...story, comparison: { ...story.comparison, firstToken: 40 } };
    expect(render(range).documents[0]?.tokens[0]).toMatchObject({ index: 40 });
  });

  it('is null where a figure does not exist', () => {
    const { documents } = render(...everyDocument);
    expect(documents[2]).toMatchObject({ path: 'empty.txt', tokenCount: 0, tokens: [] });
    expect(documents[2]?.summary).toMatchObject({ scoredTokens: 0, meanJs: null });
  });

  it('says what is infinite, and keeps it apart from what does not exist', () => {
    const document = render(impossible).documents[0];
    expect(document?.tokens[1]).toMatchObject({
      tuned: { surprisal: 'Infinity' },
      logRatio: '-Infinity',
      klBaseTuned: 'Infinity',
    });
    expect(document?.tokens[2]).toMatchObject({ logRatio: null });
    expect(document?.summary).toMatchObject({
      meanLogRatio: null,
      meanKlBaseTuned: 'Infinity',
      meanKlBaseTunedStandardError: null,
      perplexityTuned: 'Infinity',
    });
    const [line = ''] = renderJsonl(impossible).split('\n');
    expect(problems(JSON.parse(line), '#/$defs/line')).toEqual([]);
  });

  it('has the scored tokens of a stopped run', () => {
    const { documents } = render(...everyDocument);
    expect(documents[3]?.tokens).toHaveLength(2);
    expect(documents[3]).toMatchObject({ tokenCount: 6 });
  });
});

describe('JSON and JSONL', () => {
  it('come in parts of at most a token, since no string can hold a long report', () => {
    const longest = (parts: Iterable<string>): number =>
      Math.max(...Array.from(parts, (part) => part.split('"contextLength"').length - 1));
    expect(longest(jsonParts(everyDocument, bitsOptions))).toBe(1);
    expect(longest(jsonlParts(everyDocument, bitsOptions))).toBe(1);
  });
});

describe('JSONL', () => {
  it('has what was dropped of each document, and JSON the most of them', () => {
    const dropping = (droppedMass: number): ReportDocument => ({
      ...story,
      comparison: { ...story.comparison, pair: { ...story.comparison.pair, droppedMass } },
    });
    const documents = [dropping(0.25), dropping(0.5)];
    const masses = renderJsonl(...documents)
      .split('\n', 2)
      .map((line): unknown => JSON.parse(line));
    expect(masses).toMatchObject([{ pair: { droppedMass: 0.25 } }, { pair: { droppedMass: 0.5 } }]);
    expect(render(...documents).pair).toMatchObject({ droppedMass: 0.5 });
  });

  it('has one line per document that stands alone', () => {
    const lines = renderJsonl(...everyDocument).split('\n');
    expect(lines).toHaveLength(everyDocument.length + 1);
    expect(lines.pop()).toBe('');
    const parsed = lines.map((line): unknown => JSON.parse(line));
    expect(parsed.map((line) => problems(line, '#/$defs/line'))).toEqual(parsed.map(() => []));
    expect(parsed[0]).toMatchObject({
      formatVersion: 1,
      pair: { id: 'toy' },
      settings: { topK: 2 },
      path: 'story.txt',
    });
  });
});
