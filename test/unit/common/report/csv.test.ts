import { describe, expect, it } from 'vitest';
import { csvParts, renderCsv } from '../../../../src/common/report/csv';
import { makeComparison } from '../../support/comparisons';
import { bitsOptions, everyDocument, hostile, story } from '../../support/reportDocuments';

describe('CSV', () => {
  it('names its columns like the JSON format, with dots', () => {
    const [head] = renderCsv([story], bitsOptions).split('\r\n');
    expect(head?.split(',')).toEqual([
      'path',
      'index',
      'start',
      'end',
      'id',
      'text',
      'bytes',
      'contextLength',
      'base.surprisal',
      'base.entropy',
      'base.varentropy',
      'base.rank',
      'base.top.0.id',
      'base.top.0.text',
      'base.top.0.bytes',
      'base.top.0.probability',
      'base.top.1.id',
      'base.top.1.text',
      'base.top.1.bytes',
      'base.top.1.probability',
      'tuned.surprisal',
      'tuned.entropy',
      'tuned.varentropy',
      'tuned.rank',
      'tuned.top.0.id',
      'tuned.top.0.text',
      'tuned.top.0.bytes',
      'tuned.top.0.probability',
      'tuned.top.1.id',
      'tuned.top.1.text',
      'tuned.top.1.bytes',
      'tuned.top.1.probability',
      'logRatio',
      'klTunedBase',
      'klBaseTuned',
      'js',
      'tv',
      'logRatioVarianceTuned',
      'logRatioVarianceBase',
      'divergent',
      'reliable',
    ]);
  });

  it('has one row per scored token, after its path', () => {
    const rows = renderCsv([story], bitsOptions).split('\r\n');
    const bits = (value: number): string => String(value * Math.LN2);
    expect(rows[2]).toBe(
      [
        'story.txt,1,3,11,101, wedding,,2',
        `${bits(8)},0,0,38,1, the,,0.5,2, party,,0.125`,
        `${bits(3)},0,0,2,2, party,,0.125,1, the,,0.5`,
        `${bits(5)},${bits(1.9)},${bits(1.1)},${bits(0.61)},0.4,0,0,1,1`,
      ].join(','),
    );
    expect(rows[3]).toContain('story.txt,2,11,12,102,"\n",,3,');
    expect(rows).toHaveLength(1 + 6 + 1);
  });

  it('says in every row of a pair that is not causal that it is not reliable', () => {
    const pair = { ...story.comparison.pair, causality: 0.005 };
    const document = { ...story, comparison: { ...story.comparison, pair } };
    const rows = renderCsv([document], bitsOptions).trim().split('\r\n').slice(1);
    for (const row of rows) expect(row).toMatch(/,0$/);
  });

  it('lets no text act as a formula, and quotes what needs it', () => {
    const text = renderCsv([hostile], bitsOptions);
    expect(text).toContain(",1,1,5,101,'=1+1,,");
    expect(text).toContain(`,10,25,28,110,"""'&",,`);
    expect(text).toContain(",7,22,23,107,'\t,,");
    expect(text).toContain(',8,23,25,108,\ufffd,f09f,');
  });

  it('writes negative numbers as numbers', () => {
    const rows = renderCsv([story], bitsOptions).split('\r\n');
    expect(rows[5]).toContain(',-3.11916231251975');
  });

  it('has nothing that is not a number', () => {
    expect(renderCsv(everyDocument, bitsOptions)).not.toMatch(/NaN|undefined|null|Infinity/);
  });

  it('comes in parts, since no string can hold a long report', () => {
    const comparison = makeComparison(Array.from({ length: 1000 }, () => ({ piece: 'a' })));
    const long = { path: 'long.txt', text: 'a'.repeat(1000), comparison };
    const parts = Array.from(csvParts([long], bitsOptions));
    expect(parts.length).toBeGreaterThan(2);
    expect(parts.join('').split('\r\n')).toHaveLength(1 + 1000 + 1);
  });
});
