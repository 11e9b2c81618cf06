import type { ReportDocument, ReportOptions } from '../../../src/common/report/reportDocument';
import { makeComparison, type MadeRow } from './comparisons';

const bit = Math.LN2;

export const bitsOptions: ReportOptions = { thresholdNats: 0.1 * bit, unit: 'bits' };

const the = { id: 1, piece: ' the', probability: 0.5 };
const party = { id: 2, piece: ' party', probability: 0.125 };

const wedding: MadeRow = {
  piece: ' wedding',
  baseSurprisal: 8 * bit,
  tunedSurprisal: 3 * bit,
  baseRank: 38,
  tunedRank: 2,
  js: 0.61 * bit,
  klTunedBase: 1.9 * bit,
  klBaseTuned: 1.1 * bit,
  tv: 0.4,
  baseTop: [the, party],
  tunedTop: [party, the],
};

/** Six tokens: the one favoured, one avoided, others alike; the last is not divergent but above noise. */
export const story: ReportDocument = {
  path: 'story.txt',
  text: 'The wedding\nended in rain.',
  comparison: makeComparison([
    { piece: 'The', baseTop: [the, party], tunedTop: [the, party] },
    wedding,
    { piece: '\n' },
    { piece: 'ended in' },
    {
      piece: ' rain',
      baseSurprisal: 2 * bit,
      tunedSurprisal: 6.5 * bit,
      js: 0.3 * bit,
      baseTop: [the, party],
      tunedTop: [party, the],
    },
    { piece: '.', js: 0.06 * bit },
  ]),
};

/** The tuned model gives two of the tokens no probability at all, and the base one of them. */
export const impossible: ReportDocument = {
  path: 'impossible.txt',
  text: 'The end.',
  comparison: makeComparison([
    { piece: 'The' },
    { piece: ' end', tunedSurprisal: Infinity, js: 0.3 * bit, klBaseTuned: Infinity },
    { piece: '.', baseSurprisal: Infinity, tunedSurprisal: Infinity },
  ]),
};

/** A text in which every token is trouble: controls, markup, a formula, half characters, surrogates. */
export const hostile: ReportDocument = {
  path: '../<b>|evil`.txt\u001b[31m',
  text: '\ufeff=1+1\u001b[2J\r\n|`<script>\ud83d\t😀"\'&\u202eab\u0000',
  comparison: makeComparison(
    [
      { piece: '\ufeff', span: [0, 1] },
      { piece: '=1+1', span: [1, 5], js: 0.5 * bit, tunedSurprisal: 1 },
      { piece: '\u001b[2J', span: [5, 9], js: 0.4 * bit, baseSurprisal: 1 },
      { piece: '\r', span: [9, 10], js: 0.2 * bit },
      { piece: '\n', span: [10, 11] },
      { piece: '|`<script>', span: [11, 21], js: 0.3 * bit, tunedSurprisal: 2 },
      { piece: '\ufffd', span: [21, 22], js: 0.3 * bit },
      { piece: '\t', span: [22, 23], js: 0.15 * bit, baseSurprisal: 1 },
      { piece: [0xf0, 0x9f], span: [23, 25], js: 0.2 * bit, tunedSurprisal: 3 },
      { piece: [0x98, 0x80], span: [23, 25], js: 0.6 * bit, baseSurprisal: 3 },
      { piece: '"\'&', span: [25, 28] },
      { piece: '\u202eab', span: [28, 31], js: 0.25 * bit, baseSurprisal: 2 },
      { piece: '\u0000', span: [31, 32] },
    ],
    {
      utf16Length: 32,
      pair: { name: 'A <pair>\n', base: { name: 'b&w' }, tuned: { name: '`t`|' } },
    },
  ),
};

/** A text without tokens. */
export const empty: ReportDocument = {
  path: 'empty.txt',
  text: '',
  comparison: makeComparison([]),
};

/** A run that was stopped after two of six tokens. */
export const stopped: ReportDocument = {
  ...story,
  path: 'stopped.txt',
  comparison: { ...story.comparison, scoredCount: 2 },
};

/** 200 tokens on 20 lines, of which those on lines 8 to 10 diverge most. */
export const long: ReportDocument = {
  path: 'long.txt',
  text: 'a b c d e f g h i \n'.repeat(20),
  comparison: makeComparison(
    Array.from({ length: 200 }, (_, index) => {
      const place = index % 10;
      return {
        piece: place === 9 ? '\n' : `${'abcdefghi'.charAt(place)} `,
        js: (index >= 70 && index < 100 ? 0.3 : 0.02) * bit,
        baseSurprisal: 2 + (index % 3),
        tunedSurprisal: 2.5 + (index % 3),
      };
    }),
    { utf16Length: 380 },
  ),
};

export const everyDocument: readonly ReportDocument[] = [story, hostile, empty, stopped, long];
