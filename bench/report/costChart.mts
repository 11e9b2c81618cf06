import { spreadOf } from '../harness/spread.mjs';
import type { Subject } from '../harness/subjects.mjs';
import type { PeerResults } from '../sections/peers.mjs';
import { formatCount } from './markdown.mjs';
import { costs, subjectNames } from './peerTables.mjs';

interface Point {
  readonly tokens: number;
  readonly cost: number;
}

const width = 760;
const height = 400;
const frame = { left: 64, right: 236, top: 44, bottom: 52 };
/** Pixels between the labels of two curves. */
const labelStep = 17;

/** Shapes tell curves apart as well as colours do. */
const marks: Readonly<Record<Subject['id'], string>> = {
  engine: 'M-5-5h10v10h-10z',
  torch: 'M0-6l6 11h-12z',
  torchShort: 'M0 6l6-11h-12z',
  torchCached: 'M-6 0l6-6 6 6-6 6z',
  llama: 'M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z',
  plain: 'M-5-2h3v-3h4v3h3v4h-3v3h-4v-3h-3z',
};

/** A chart of the cost of a token by the length of the text, both axes logarithmic, as SVG. */
export function costChart({ lengths, pair }: PeerResults): string {
  const ids = [...new Set(lengths.flatMap(({ subjects }) => subjects.map(({ id }) => id)))];
  const curves = ids.map((id) => ({
    id,
    points: lengths.flatMap(({ tokens, subjects }): Point[] => {
      const subject = subjects.find((each) => each.id === id);
      if (subject === undefined) return [];
      return [{ tokens, cost: spreadOf(costs(subject, 'wall')).median }];
    }),
  }));
  const all = curves.flatMap(({ points }) => points);
  const x = scale(
    all.map(({ tokens }) => tokens),
    frame.left,
    width - frame.right,
  );
  const y = scale(
    all.map(({ cost }) => cost),
    height - frame.bottom,
    frame.top,
  );
  const bottom = height - frame.bottom;
  const right = width - frame.right;
  const labels = spreadOut(
    curves.map(({ id, points }) => ({ id, at: y.place(points.at(-1)?.cost ?? 1) })),
  );
  const text = (name: string, at: string, content: string) =>
    `<text class="${name}" ${at}>${escape(content)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc">`,
    `<title id="title">${escape(`Cost of a token by length, ${pair.name}`)}</title>`,
    `<desc id="desc">${escape(describe(curves))}</desc>`,
    style,
    text(
      'head',
      'x="16" y="24"',
      `${pair.name}: milliseconds a token by length of the text in tokens`,
    ),
    ...y.ticks.map((cost) => `<path class="grid" d="M${frame.left} ${y.place(cost)}H${right}"/>`),
    ...y.ticks.map((cost) =>
      text('tick end', `x="${frame.left - 8}" y="${y.place(cost) + 4}"`, String(cost)),
    ),
    ...x.ticks.map(
      (tokens) => `<path class="grid" d="M${x.place(tokens)} ${frame.top}V${bottom}"/>`,
    ),
    ...x.ticks.map((tokens) =>
      text('tick middle', `x="${x.place(tokens)}" y="${bottom + 20}"`, formatCount(tokens)),
    ),
    ...curves.flatMap(({ id, points }) => {
      const places = points.map(({ tokens, cost }) => `${x.place(tokens)} ${y.place(cost)}`);
      return [
        `<path class="curve ${id}" d="M${places.join('L')}"/>`,
        ...places.map(
          (place) => `<path class="mark ${id}" transform="translate(${place})" d="${marks[id]}"/>`,
        ),
      ];
    }),
    ...labels.flatMap(({ id, at }) => [
      `<path class="mark ${id}" transform="translate(${right + 16} ${at})" d="${marks[id]}"/>`,
      text('label', `x="${right + 28}" y="${at + 4}"`, subjectNames.get(id) ?? id),
    ]),
    '</svg>',
    '',
  ].join('\n');
}

interface Scale {
  readonly ticks: readonly number[];
  /** Pixels, to a tenth. */
  place(value: number): number;
}

/** A logarithmic scale over the values with ticks at 1, 2 and 5 times powers of ten. */
function scale(values: readonly number[], from: number, to: number): Scale {
  const steps = Array.from({ length: 36 }, (_, i) => [1, 2, 5][i % 3] ?? 1).map((digit, i) =>
    Number((digit * 10 ** (Math.floor(i / 3) - 4)).toPrecision(1)),
  );
  const least = steps.findLast((step) => step <= Math.min(...values)) ?? 1;
  const most = steps.find((step) => step >= Math.max(...values)) ?? 1;
  const span = Math.log(most / least) || 1;
  return {
    ticks: steps.filter((step) => step >= least && step <= most),
    place: (value) => Math.round((from + ((to - from) * Math.log(value / least)) / span) * 10) / 10,
  };
}

/** Moves labels down until none covers another. */
function spreadOut<T extends { readonly at: number }>(labels: readonly T[]): T[] {
  let lowest = -Infinity;
  return [...labels]
    .sort((one, other) => one.at - other.at)
    .map((label) => {
      lowest = Math.max(label.at, lowest + labelStep);
      return { ...label, at: lowest };
    });
}

function describe(curves: readonly { id: Subject['id']; points: readonly Point[] }[]): string {
  const sentences = curves.map(({ id, points }) => {
    const figures = points.map(
      ({ tokens, cost }) => `${cost.toPrecision(3)} ms at ${formatCount(tokens)}`,
    );
    return `${subjectNames.get(id) ?? id}: ${figures.join(', ')}.`;
  });
  return sentences.join(' ');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const style = `<style>
svg { background: #ffffff; font: 12px system-ui, sans-serif; }
text { fill: #1f2328; }
.head { font-size: 13px; font-weight: 600; }
.end { text-anchor: end; }
.middle { text-anchor: middle; }
.grid { stroke: #d1d9e0; stroke-width: 1; fill: none; }
.curve { fill: none; stroke-width: 2; }
.curve.engine { stroke-width: 3; }
.curve.engine { stroke: #0550ae; } .mark.engine { fill: #0550ae; }
.curve.torch { stroke: #bc4c00; } .mark.torch { fill: #bc4c00; }
.curve.torchShort { stroke: #9a6700; } .mark.torchShort { fill: #9a6700; }
.curve.torchCached { stroke: #8250df; } .mark.torchCached { fill: #8250df; }
.curve.llama { stroke: #1a7f37; } .mark.llama { fill: #1a7f37; }
.curve.plain { stroke: #59636e; } .mark.plain { fill: #59636e; }
@media (prefers-color-scheme: dark) {
svg { background: #0d1117; }
text { fill: #f0f6fc; }
.grid { stroke: #3d444d; }
.curve.engine { stroke: #79c0ff; } .mark.engine { fill: #79c0ff; }
.curve.torch { stroke: #ffa657; } .mark.torch { fill: #ffa657; }
.curve.torchShort { stroke: #e3b341; } .mark.torchShort { fill: #e3b341; }
.curve.torchCached { stroke: #d2a8ff; } .mark.torchCached { fill: #d2a8ff; }
.curve.llama { stroke: #7ee787; } .mark.llama { fill: #7ee787; }
.curve.plain { stroke: #b7bdc8; } .mark.plain { fill: #b7bdc8; }
}
</style>`;
