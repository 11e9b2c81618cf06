import { describe, expect, it } from 'vitest';
import { costChart } from '../../../bench/report/costChart.mjs';
import { formatSpread } from '../../../bench/report/markdown.mjs';
import { samplingTable } from '../../../bench/report/otherTables.mjs';
import { withPart } from '../../../bench/report/page.mjs';
import { peerTables } from '../../../bench/report/peerTables.mjs';
import type { PeerResults, SubjectRuns } from '../../../bench/sections/peers.mjs';
import { someMachine } from './someMachine';

/** Runs of 100 tokens that took so many milliseconds. */
function subject(id: SubjectRuns['id'], ...milliseconds: number[]): SubjectRuns {
  const runs = milliseconds.map((taken) => ({
    milliseconds: taken,
    processorMilliseconds: 2 * taken,
    tokens: 100,
    peakMemory: 200 + taken,
  }));
  return { id, runs };
}

const results: PeerResults = {
  command: 'npm run bench',
  machine: someMachine,
  threads: 2,
  pair: { id: 'toy', name: 'Toy <pair>', dtype: 'fp16', contextWindow: 512, stride: 256 },
  versions: { torch: 'torch 2' },
  missing: { plain: ['divergence.bc'], torch: [] },
  lengths: [
    {
      tokens: 100,
      subjects: [subject('engine', 10, 20, 30), subject('torch', 20, 60, 60)],
      leftOut: [{ id: 'llama', reason: 'it is not there' }],
    },
    { tokens: 2_000, subjects: [subject('engine', 40)], leftOut: [] },
  ],
};

describe('tables of subjects', () => {
  const text = peerTables(results);

  it('hold medians, spreads and ratios formed run by run', () => {
    expect(text).toContain(
      '| Steerscope | 0.200 (0.100–0.300) | 1.00 (1.00–1.00) | 0.400 (0.200–0.600) | 1.00 (1.00–1.00) | 230 | 3 |',
    );
    // The ratio of the medians would be 3.
    expect(text).toContain('| PyTorch script | 0.600 (0.200–0.600) | 2.00 (2.00–3.00) |');
  });

  it('say who did not run, who computes less, and where the context ends', () => {
    expect(text).toContain('Not run: llama-cpp-python script, it is not there.');
    expect(text).toContain(
      'transformers.js script computes less than Steerscope: it has no divergence.bc.',
    );
    expect(text).not.toContain('PyTorch script computes less');
    expect(text).toContain('100 tokens, within the context window of 512');
    expect(text).toContain('2,000 tokens, longer than the context window of 512, stride 256');
  });

  it('say when the machine was busy', () => {
    expect(text).not.toContain('Load in the minute before');
    const busy = { ...results, machine: { ...someMachine, loadBefore: 1.5 } };
    expect(peerTables(busy)).toContain('Load in the minute before: 1.5');
  });
});

describe('the chart of costs', () => {
  const svg = costChart(results);

  it('has a curve and a label for everyone who ran, and its figures as text', () => {
    expect(svg.match(/class="curve [a-z]+" d=/gi)).toEqual([
      'class="curve engine" d=',
      'class="curve torch" d=',
    ]);
    expect(svg).toContain('Steerscope: 0.200 ms at 100, 0.400 ms at 2,000.');
    expect(svg).toContain('>PyTorch script</text>');
  });

  it('puts longer texts further right and higher costs further up', () => {
    const path = /class="curve engine" d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)"/.exec(svg);
    const [x1, y1, x2, y2] = (path ?? []).slice(1).map(Number);
    expect(x2).toBeGreaterThan(x1 ?? NaN);
    expect(y2).toBeLessThan(y1 ?? NaN);
  });

  it('escapes the name of the pair', () => {
    expect(svg).toContain('Toy &lt;pair&gt;');
    expect(svg).not.toContain('Toy <pair>');
  });
});

describe('the table of sampling', () => {
  it('has ratios formed run by run, and says who only writes and who scores', () => {
    const text = samplingTable({
      command: 'npm run bench',
      machine: someMachine,
      threads: 2,
      count: 8,
      length: 64,
      pairs: [
        {
          pair: { id: 'toy', name: 'Toy' },
          engine: [10, 20, 30],
          generate: [20, 60, 60],
          scored: [40, 80, 90],
        },
      ],
    });
    expect(text).toContain('which only writes | 60 (20–60) | 2.00 (2.00–3.00) |');
    expect(text).toContain('statistics in JavaScript | 80 (40–90) | 4.00 (3.00–4.00) |');
  });
});

describe('spreads', () => {
  it('are the median with the least and the most', () => {
    expect(formatSpread([4, 1, 3, 2], 1)).toBe('2.5 (1.0–4.0)');
    expect(formatSpread([5], 0)).toBe('5');
    expect(formatSpread([NaN], 0)).toBe('–');
  });

  it('have digits enough for small figures', () => {
    expect(formatSpread([0.0123])).toBe('0.0123');
    expect(formatSpread([123.4])).toBe('123');
  });
});

describe('the page', () => {
  const page = 'before\n<!-- bench a: begin -->\nold\n<!-- bench a: end -->\nafter\n';

  it('gets a new text between the marks and keeps the rest', () => {
    expect(withPart(page, 'a', 'new')).toBe(
      'before\n<!-- bench a: begin -->\n\nnew\n\n<!-- bench a: end -->\nafter\n',
    );
  });

  it('must have the marks', () => {
    expect(() => withPart(page, 'b', 'new')).toThrow('no <!-- bench b: begin -->');
  });
});
