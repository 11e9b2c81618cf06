import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../../../src/common/comparison';
import { renderAccessible } from '../../../../src/common/report/accessible';
import { figuresOf, uncertaintyNote, type Figure } from '../../../../src/common/report/figures';
import { renderHtml } from '../../../../src/common/report/html';
import { renderMarkdown } from '../../../../src/common/report/markdown';
import { renderText } from '../../../../src/common/report/text';
import { whereSentence } from '../../../../src/common/report/where';
import { summarize } from '../../../../src/common/stats/summary';
import {
  bitsOptions,
  empty,
  everyDocument,
  hostile,
  long,
  story,
} from '../../support/reportDocuments';

const style = { colour: 'none', dashes: false, background: 'dark' } as const;

describe.each([
  ['markdown', renderMarkdown],
  ['html', renderHtml],
  ['accessible', renderAccessible],
  [
    'text',
    (...[documents, options]: Parameters<typeof renderMarkdown>) =>
      renderText(documents, { ...options, style, width: 80 }),
  ],
] as const)('the %s report', (_, render) => {
  it('never shows what is not a number', () => {
    for (const unit of ['bits', 'nats'] as const) {
      expect(render(everyDocument, { ...bitsOptions, unit })).not.toMatch(
        /NaN|undefined|Infinity|null/,
      );
    }
  });

  it('has no control character but line feeds, and no lone surrogate', () => {
    const text = render(everyDocument, bitsOptions);
    expect(text.replace(/[\n\t]/g, '')).not.toMatch(/[\p{Cc}\u202e\ufeff]/u);
    expect(text).not.toMatch(/\p{Cs}/u);
  });

  it('begins with the verdict', () => {
    expect(render([story], bitsOptions).replace(/\s+/g, ' ')).toContain(
      'The tuned model predicts differently here: divergence 0.16 bits per token on average (noise floor 0.001); 2 of 6 tokens are divergent.',
    );
  });

  it('says that an empty text has nothing to compare', () => {
    expect(render([empty], bitsOptions)).toContain(
      'There is nothing to compare: the text has no tokens.',
    );
  });
});

describe('Markdown', () => {
  it('lists the most divergent tokens with what both predict', () => {
    expect(renderMarkdown([story], bitsOptions)).toContain(
      '| 1:4 | `␣wedding` | 0.61 bits | +5.0 bits | tuned favours it | 0.39 %, 38 | 13 %, 2 | `␣the` 50 %, `␣party` 13 % | `␣party` 13 %, `␣the` 50 % |',
    );
  });

  it('keeps the text of a document inside of code, and its bars inside of cells', () => {
    const text = renderMarkdown([hostile], bitsOptions);
    expect(text).toContain('# ``../<b>\\|evil`.txt⟨U+001B⟩[31m``');
    expect(text).toContain('| ``\\|`<script>`` |');
    const table = text.split('\n').filter((line) => /^\| \d+:\d+ /.test(line));
    expect(table).toHaveLength(9);
    for (const row of table) expect(row.match(/(?<!\\)\|/g)).toHaveLength(10);
  });
});

describe('HTML', () => {
  const page = renderHtml([hostile, story], bitsOptions);

  it('is one page that loads and runs nothing', () => {
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/<script|<link|<img|url\(|https?:/i);
  });

  it('escapes everything that comes from the text', () => {
    expect(page).toContain('|`&lt;script&gt;');
    expect(page).toContain('&quot;&#39;&amp;');
    expect(page).toContain(
      '<title>../&lt;b&gt;|evil`.txt⟨U+001B⟩[31m, story.txt – Steerscope</title>',
    );
  });

  it('draws favoured and avoided tokens so that colour is not needed', () => {
    expect(page).toContain(
      '<span class="t s7 fav div few" title="␣wedding: divergence 0.61 bits, log ratio +5.0 bits (tuned favours it)">wedding</span>',
    );
    expect(page).toMatch(/<span class="t s5 avo div few" title="[^"]*">rain<\/span>/);
    expect(page).toContain('.div.avo { text-decoration-style: dashed; }');
  });

  it('has a table of all tokens', () => {
    const tables = renderHtml([story], bitsOptions).split(
      'All tokens in the order of the text (6)',
    );
    expect(tables).toHaveLength(2);
    expect(tables[1]?.match(/<tr>/g)).toHaveLength(7);
  });

  it('explains its figures and its table', () => {
    const [first] = renderHtml([story], bitsOptions).split('Most divergent tokens');
    expect(first).toContain('<summary>What is this?</summary>');
    expect(first).toContain('Divergence is the Jensen-Shannon divergence');
    expect(page).toContain('in which direction the tuned model pushes');
  });

  it('closes what it opens', () => {
    for (const tag of [
      'article',
      'section',
      'table',
      'tbody',
      'tr',
      'td',
      'th',
      'span',
      'details',
    ]) {
      const opened = page.match(new RegExp(`<${tag}[ >]`, 'g'))?.length;
      expect([tag, page.match(new RegExp(`</${tag}>`, 'g'))?.length]).toEqual([tag, opened]);
    }
  });
});

describe('the accessible report', () => {
  it('says each divergent token in one line, in the order of the text', () => {
    const lines = renderAccessible([story], bitsOptions).split('\n');
    expect(lines).toContain('Divergent tokens in the order of the text (2)');
    expect(lines).toContain(
      'Line 1, column 4: ␣wedding. Divergence 0.61 bits, log ratio +5.0 bits, tuned favours it. Base gives it 0.39 %, rank 38; tuned gives it 13 %, rank 2. Base predicts ␣the 50 %, ␣party 13 %; tuned predicts ␣party 13 %, ␣the 50 %.',
    );
    expect(lines.findIndex((line) => line.includes('␣wedding'))).toBeLessThan(
      lines.findIndex((line) => line.includes('␣rain')),
    );
  });
});

describe('figures', () => {
  it('carry standard errors where the text is long enough', () => {
    const summary = summarize(long.comparison, bitsOptions.thresholdNats);
    const figures = figuresOf(long.comparison, summary, 'bits');
    const value = (label: string) => figures.find((figure) => figure.label === label)?.value;
    // 30 of 200 tokens have 0.3 bits and the others 0.02; their blocks of 33 or 34 spread it.
    expect(value('mean divergence')).toMatch(/^0\.06 ± 0\.0\d bits$/);
    expect(value('divergent tokens')).toBe('30 of 200');
    expect(value('mean log ratio')).toBe('−0.72 ± 0 bits');
    expect(value('perplexity')).toMatch(/^\d+\.\d → \d+\.\d$/);
    expect(uncertaintyNote(summary)).toBe(
      '± is one standard error, from the means of blocks of at least 32 tokens.',
    );
  });

  it('say so where it is too short', () => {
    const summary = summarize(story.comparison, bitsOptions.thresholdNats);
    const [mean] = figuresOf(story.comparison, summary, 'bits');
    expect(mean).toEqual({
      label: 'mean divergence',
      value: '0.16 bits',
      note: 'median 0.03, 95 % below 0.53, max 0.61',
    });
    expect(uncertaintyNote(summary)).toBe(
      'The text is too short for standard errors: they need 128 tokens.',
    );
  });

  it('are none where no token is scored', () => {
    expect(figuresOf(empty.comparison, summarize(empty.comparison, 0), 'bits')).toEqual([]);
  });

  it('has what lies outside the common vocabulary, once it matters', () => {
    const figures = (droppedMass: number): Figure[] => {
      const pair = { ...story.comparison.pair, droppedMass };
      const comparison = { ...story.comparison, pair };
      return figuresOf(comparison, summarize(comparison, 0.1), 'bits');
    };
    expect(figures(0.02)).toContainEqual({
      label: 'left out',
      value: 'up to 2.0 %',
      note: 'probability on ids that only one model has',
    });
    expect(figures(1e-4).map(({ label }) => label)).not.toContain('left out');
  });

  it('has the limit of the context window where memory sets it', () => {
    const pair = { ...story.comparison.pair, contextCap: { limit: 341, trained: 2048 } };
    const comparison = { ...story.comparison, pair };
    const figure = (of: Comparison): Figure | undefined =>
      figuresOf(of, summarize(of, 0.1), 'bits').find(({ label }) => label === 'context window');
    expect(figure(comparison)).toEqual({
      label: 'context window',
      value: 'at most 341',
      note: 'A model of this pair keeps no KV cache, so that the logits of a whole window are in memory at once: a window has at most 341 of the 2048 tokens that the models were made for.',
    });
    expect(figure(story.comparison)).toBeUndefined();
  });
});

describe('where', () => {
  it('names the lines of the most divergent stretch of a long text', () => {
    expect(whereSentence(long, bitsOptions)).toMatch(
      /^Divergence is highest on lines (7|8)–(10|11): 0\.28 bits per token on average there\.$/,
    );
  });

  it('names the token in a short one', () => {
    expect(whereSentence(story, bitsOptions)).toBe(
      'Divergence is highest on line 1, column 4 (␣wedding): 0.61 bits.',
    );
  });

  it('is silent where nothing is above the noise floor', () => {
    const comparison = {
      ...story.comparison,
      pair: { ...story.comparison.pair, noiseFloor: 1 },
    };
    expect(whereSentence({ ...story, comparison }, bitsOptions)).toBe('');
  });
});

describe('the accessible report of an edited document', () => {
  const [firstListed] = renderAccessible([story], bitsOptions).match(/^Line .*$/gm) ?? [];

  it('says first from where on the numbers are stale and lists no stale token', () => {
    const text = renderAccessible([{ ...story, firstStaleRow: 0 }], bitsOptions);
    expect(text).toMatch(/^Edited since: from line 1 on the numbers are stale\./);
    expect(firstListed).toBeDefined();
    expect(text).not.toContain(firstListed);
  });

  it('says nothing of the kind while no row is stale', () => {
    const { rowCount } = story.comparison;
    expect(renderAccessible([{ ...story, firstStaleRow: rowCount }], bitsOptions)).toBe(
      renderAccessible([story], bitsOptions),
    );
  });
});
