import { formatProbability } from '../format';
import type { ModelName } from '../sampling/continuation';
import { answeredBy, type AskedQuestion, type ProbeOutcome } from './probeReport';

/** Mean over questions of a model's mass on none of the answers, ready to be read. */
export function leftoverText(asked: readonly AskedQuestion[], model: ModelName): string {
  return formatProbability(
    asked.reduce((sum, question) => sum + question[model].leftover, 0) / asked.length,
  );
}

/** Where the models' mass is instead of on answers: `98 % of base’s and 97 % of tuned’s mass is`. */
export function elsewhereText(asked: readonly AskedQuestion[]): string {
  return `${leftoverText(asked, 'base')} of base’s and ${leftoverText(asked, 'tuned')} of tuned’s mass is`;
}

/** Which probes are not answered by both models, or in part only; none where all are. */
export function unansweredSentences(outcomes: readonly ProbeOutcome[]): string[] {
  const silent = outcomes.filter(({ fit }) => fit.difference.count === 0);
  const partial = outcomes.filter(
    ({ asked, fit: { difference } }) => difference.count > 0 && difference.count < asked.length,
  );
  return [
    ...silent.map(
      ({ probe, asked }) =>
        `“${probe.title}” is not answered${asked.some((question) => answeredBy(question) > 0) ? ' by both models' : ''}: ${elsewhereText(asked)} on none of the answers.`,
    ),
    ...(partial.length === 0
      ? []
      : [
          `Answered in part: ${partial
            .map(
              ({ probe, asked, fit: { difference } }) =>
                `“${probe.title}” (${difference.count} of ${asked.length} questions)`,
            )
            .join(', ')}.`,
        ]),
  ];
}
