import { exampleContinuations } from '../../common/attractors/examples';
import type { RunState } from '../../host/comparisonStore';
import type {
  PanelAttractors,
  PanelContinuation,
  PanelContinuations,
} from '../../common/protocol/panelSamples';
import { howSampled } from '../../common/report/samplesText';
import {
  continuationId,
  type Continuation,
  type ModelName,
  type SampleSet,
} from '../../common/sampling/continuation';
import {
  continuationFacts,
  continuationNotes,
  continuationsSentence,
} from '../../common/sampling/continuationSentences';
import { seenNote } from '../../common/sampling/seenPrompts';
import { shownTokens, type ShownTokensOptions } from '../../common/sampling/shownTokens';
import { attractorsSection } from '../../common/sections/attractorsSection';
import { endOf } from '../../common/text/endOf';
import type { FoundAttractors } from '../../host/sampling/attractors';
import type {
  PlacedContinuation,
  SampledContinuations,
  SampleSource,
} from '../../host/sampling/continuations';

/** Where continuations begin, in words that the document gives. */
export interface SourceWords {
  readonly title: string;
  /** Line of the place in the document as it is now, from 1; undefined where it is gone. */
  readonly line: number | undefined;
  /** What became of the text that is continued; `same` while the document is closed. */
  readonly before: 'same' | 'edited' | 'gone';
}

/** Continuations of each model that the page has room for. */
const mostShown = 24;

/** The section of the last continuations. */
export function panelContinuations(
  { run, source, set }: SampledContinuations,
  state: RunState,
  words: SourceWords,
  isKept: (id: string) => boolean,
  options: ShownTokensOptions,
): PanelContinuations {
  const by = (writer: ModelName): Continuation[] =>
    set?.continuations.filter((each) => each.writer === writer) ?? [];
  const show = (continuation: Continuation): PanelContinuation[] => {
    if (set === undefined) return [];
    const id = continuationId(run, continuation);
    return [{ ...panelContinuation(id, continuation, set, options), isKept: isKept(id) }];
  };
  const [base, tuned] = [by('base'), by('tuned')];
  return {
    state,
    where: whereText(source, words),
    how: set === undefined ? '' : howSampled(set),
    notes: sourceNotes(source, words, set),
    finding: set === undefined ? '' : continuationsSentence(set, options.unit),
    base: base.slice(0, mostShown).flatMap(show),
    tuned: tuned.slice(0, mostShown).flatMap(show),
    hidden: Math.max(0, Math.max(base.length, tuned.length) - mostShown),
  };
}

/** A kept continuation, which says itself where it is from. */
export function panelKept(
  { id, source, continuation, set }: PlacedContinuation,
  words: SourceWords,
  options: ShownTokensOptions,
): PanelContinuation {
  const note = seenNoteOf(set, continuation.prompt);
  return {
    ...panelContinuation(id, continuation, set, options),
    isKept: true,
    origin: [`${whereText(source, words)} · ${howSampled(set)}`, ...note].join('. '),
  };
}

/** The section of the last search for attractors. */
export function panelAttractors(
  { source, report, perturbation }: FoundAttractors,
  state: RunState,
  options: ShownTokensOptions,
): PanelAttractors {
  return {
    state,
    where: source,
    how: report === undefined ? '' : howSampled(report.set),
    report: report && attractorsSection(report, options.unit, perturbation),
    examples:
      report === undefined
        ? []
        : exampleContinuations(report).map((continuation) => ({
            ...panelContinuation('', continuation, report.set, options),
            origin: `Behind “${endOf(report.set.prompts[continuation.prompt]?.text ?? '')}”`,
          })),
    isPerturbed: perturbation !== undefined,
  };
}

/** One continuation in words, as lists to choose from show it. */
export function continuationLabel({ writer, index }: Continuation): string {
  return `${writer} ${index}`;
}

function panelContinuation(
  id: string,
  continuation: Continuation,
  set: SampleSet,
  options: ShownTokensOptions,
): PanelContinuation {
  return {
    id,
    writer: continuation.writer,
    label: continuationLabel(continuation),
    tokens: shownTokens(continuation, set, options),
    facts: continuationFacts(continuation, options.unit),
    notes: continuationNotes(continuation),
    isKept: false,
    origin: '',
  };
}

function whereText({ before, lead }: SampleSource, { title, line }: SourceWords): string {
  const text = endOf(before + lead);
  const where = line === undefined ? title : `${title}, line ${line}`;
  return text === '' ? `At the beginning of ${where}` : `${where}, behind “${text}”`;
}

function sourceNotes(
  { lead, replaces }: SampleSource,
  { before }: SourceWords,
  set: SampleSet | undefined,
): string[] {
  const instead = replaces === '' ? '' : `, in place of “${endOf(replaces)}”`;
  return [
    ...(lead === ''
      ? []
      : [`“${endOf(lead)}” is not in the document; it is inserted with what follows${instead}.`]),
    ...seenNoteOf(set, 0),
    ...beforeNotes[before],
  ];
}

function seenNoteOf(set: SampleSet | undefined, place: number): string[] {
  const prompt = set?.prompts[place];
  return [prompt === undefined ? '' : seenNote(prompt)].filter((note) => note !== '');
}

const beforeNotes: Readonly<Record<SourceWords['before'], readonly string[]>> = {
  same: [],
  edited: ['The document was edited before this place since; these continue the text as it was.'],
  gone: ['The place in the document is gone: nothing can be inserted there.'],
};
