import { spreadOf } from '../probes/answerSpread';
import type { ProbeQuestion } from '../probes/probeFile';
import {
  isAnswered,
  type FitComparison,
  type ProbeReport,
  type QuestionFit,
} from '../probes/probeReport';
import { directionOf, probesVerdict } from '../probes/probeSentences';
import type { MeanInterval } from '../stats/meanInterval';
import { jsonValue } from './jsonValue';

/** A report on probes as JSON of format version 1 (`schema/probeReport.schema.json`), in nats. */
export function* probesJsonParts(report: ProbeReport): Generator<string> {
  const { file, pair, contextWindow, threads, sideBySide, chat } = report;
  const { overall, overallOf, kinds, slopes, answeredByOne } = report;
  const head = {
    formatVersion: 1,
    pair,
    settings: { contextWindow, prefix: pair.prefix, chat, threads, sideBySide },
    title: file.title,
    verdict: probesVerdict(report, 'nats'),
    overall: { of: overallOf, ...fitRecord(overall) },
    kinds: kinds.map(({ kind, fit }) => ({ kind, ...fitRecord(fit) })),
    slopes: slopes ?? null,
    answeredByOne,
  };
  yield `${jsonValue(head).slice(0, -1)},\n"probes": [\n`;
  let separator = '';
  for (const { probe, asked, fit } of report.outcomes) {
    const { id, title, kind } = probe;
    const record = {
      id,
      title,
      kind,
      ...fitRecord(fit),
      questions: asked.map(({ question, base, tuned }) => ({
        text: question.text,
        answers: question.answers.map(({ label, texts, truth }, answer) => ({
          label,
          texts,
          truth,
          base: base.chances[answer] ?? 0,
          tuned: tuned.chances[answer] ?? 0,
        })),
        base: questionRecord(question, base),
        tuned: questionRecord(question, tuned),
      })),
    };
    yield `${separator}${jsonValue(record)}`;
    separator = ',\n';
  }
  yield '\n]}\n';
}

function fitRecord(fit: FitComparison): object {
  const { base, tuned, difference } = fit;
  const interval = ({ mean, low, high, count }: MeanInterval): object => ({
    mean,
    low: low ?? null,
    high: high ?? null,
    count,
  });
  return {
    direction: directionOf(fit),
    klBase: interval(base),
    klTuned: interval(tuned),
    klDifference: interval(difference),
  };
}

/** Of shares of next to nothing there is nothing to say. */
const unanswered = {
  kl: null,
  totalVariation: null,
  evenness: null,
  favourite: null,
  favouriteShare: null,
  effectiveAnswers: null,
};

function questionRecord({ answers }: ProbeQuestion, fit: QuestionFit): object {
  const { leftover, unresolved, kl, totalVariation, shares } = fit;
  if (!isAnswered(fit)) return { leftover, unresolved, ...unanswered };
  const { evenness, favourite, effectiveAnswers } = spreadOf(shares);
  return {
    leftover,
    unresolved,
    kl,
    totalVariation,
    evenness: evenness ?? null,
    favourite: answers[favourite]?.label ?? null,
    favouriteShare: shares[favourite] ?? null,
    effectiveAnswers,
  };
}
