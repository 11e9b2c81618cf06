import { formatSignedNats, formatNats, type DisplayUnit } from '../format';
import { tokens } from '../sentences';
import type {
  Continuation,
  SampleSet,
  SampledPrompt,
  SamplingHead,
} from '../sampling/continuation';
import { continuationTotals } from '../sampling/continuationTotals';
import { decodingText } from '../sampling/decoding';
import { visibleName } from '../text/tokenText';
import { bold, faint, type TerminalStyle } from './terminalStyle';
import { wrapWords } from './terminalText';

export interface SamplesTextOptions {
  readonly unit: DisplayUnit;
  readonly style: TerminalStyle;
  /** Cells of a line. */
  readonly width: number;
}

/** Narrowest and widest report: lines longer than this are hard to read. */
const leastWidth = 40;
const mostWidth = 100;

/** How the continuations of a set were written, in one line. */
export function howSampled(head: SamplingHead): string {
  const { pair, count, length, seed, coupled, decoding, contextWindow, writers } = head;
  return [
    pair.name,
    `${pair.base.name} → ${pair.tuned.name}`,
    pair.dtype,
    `${count} ${count === 1 ? 'continuation' : 'continuations'} of at most ${tokens(length)}${writers.length > 1 ? ' by each model' : ''}`,
    decodingText(decoding),
    `seed ${seed}${coupled ? ', same random numbers for both' : ''}`,
    `context window ${contextWindow}`,
    threadsText(head),
  ]
    .map(visibleName)
    .join(' · ');
}

/** How many threads the models had; tokens and the last digits may depend on it. */
export function threadsText({
  threads,
  sideBySide,
}: Pick<SamplingHead, 'threads' | 'sideBySide'>): string {
  if (threads === 0) return 'threads as the runtime chose';
  return `${threads} ${threads === 1 ? 'thread' : 'threads'}, ${sideBySide ? 'half' : 'all'} for each model`;
}

/**
 * Continuations for reading on a terminal: by prompt, then writer, each with its sums. Nothing of a
 * text reaches the terminal as a control character.
 */
export function samplesText(set: SampleSet, options: SamplesTextOptions): string {
  const width = Math.min(mostWidth, Math.max(leastWidth, options.width));
  const { style } = options;
  const lines = wrapWords(howSampled(set), width).map((line) => faint(line, style));
  for (const [index, prompt] of set.prompts.entries()) {
    lines.push('', ...promptLines(prompt, style, width));
    for (const writer of set.writers) {
      lines.push('', bold(writer, style));
      for (const continuation of set.continuations) {
        if (continuation.prompt !== index || continuation.writer !== writer) continue;
        lines.push(...continuationLines(continuation, { ...options, width }));
      }
    }
  }
  return `${lines.join('\n')}\n`;
}

function promptLines(prompt: SampledPrompt, style: TerminalStyle, width: number): string[] {
  const { text, tokenCount, seenCount } = prompt;
  const cut = seenCount < tokenCount ? `, of which the models saw the last ${seenCount}` : '';
  const shown = text.length > 300 ? `…${text.slice(-300)}` : text;
  return [
    ...wrapWords(shown === '' ? '(empty)' : visibleName(shown), width).map((line) =>
      bold(line, style),
    ),
    faint(`${tokens(tokenCount)}${cut}`, style),
  ];
}

const endings: Readonly<Record<Continuation['end'], string>> = {
  length: '',
  stop: ', ends at a stop text',
  document: ', ends the document',
};

function continuationLines(
  continuation: Continuation,
  { unit, style, width }: SamplesTextOptions,
): string[] {
  const { index, text, ids, end, splitsAlike } = continuation;
  const { logRatio, klTunedBase } = continuationTotals(continuation);
  const facts = [
    `${tokens(ids.length)}${endings[end]}`,
    `log ratio ${formatSignedNats(logRatio, unit)}`,
    `KL(tuned ‖ base) along it ${formatNats(klTunedBase, unit, 1)}`,
    ...(splitsAlike ? [] : ['its text splits into other tokens']),
  ].join(' · ');
  const label = `  ${String(index).padStart(3)}  `;
  const room = width - label.length;
  const body = wrapWords(visibleName(text), room);
  return [
    ...body.map((line, place) => (place === 0 ? label : ' '.repeat(label.length)) + line),
    ...wrapWords(facts, room).map((line) => ' '.repeat(label.length) + faint(line, style)),
  ];
}
