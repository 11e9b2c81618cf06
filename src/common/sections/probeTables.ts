import { formatNumber, formatPlusMinus, fromNats, type DisplayUnit } from '../format';
import { spreadOf } from '../probes/answerSpread';
import { answeredBy, type AskedQuestion, type ProbeReport } from '../probes/probeReport';
import { leftoverText } from '../probes/unanswered';
import type { SectionTable } from './sectionReport';

/** The line through the odds of questions with two answers. */
export function slopesTable(
  slopes: NonNullable<ProbeReport['slopes']>,
  unit: DisplayUnit,
): SectionTable {
  const rows = (['tuned', 'base'] as const).map((model) => {
    const { slope, standardError, intercept, interceptStandardError, questions } = slopes[model];
    return [
      model,
      formatPlusMinus(slope, standardError),
      formatPlusMinus(fromNats(intercept, unit), fromNats(interceptStandardError, unit), true),
      String(questions),
    ];
  });
  return {
    caption: 'Answered log-odds of the first answer by stated log-odds (± one standard error)',
    columns: [
      { title: 'model', isNumber: false },
      { title: 'slope (1 is right)', isNumber: true },
      { title: `intercept, ${unit} (0 is right)`, isNumber: true },
      { title: 'questions', isNumber: true },
    ],
    rows: rows.map((cells) => ({ cells })),
  };
}

/** As how many equally likely answers each model's are, beside the truth; of questions that both answer. */
export function effectiveTable(outcomes: ProbeReport['outcomes']): SectionTable {
  const mean = (values: readonly number[]): string =>
    formatNumber(values.reduce((sum, value) => sum + value, 0) / values.length, 1);
  return {
    caption: 'Effective number of answers by probe, 1/Σ share², mean over questions',
    columns: [
      { title: 'probe', isNumber: false },
      ...['answers', 'truth', 'tuned', 'base'].map((title) => ({ title, isNumber: true })),
    ],
    rows: outcomes.map(({ probe, asked }) => {
      const answered = asked.filter((question) => answeredBy(question) === 2);
      const effective = (of: (question: AskedQuestion) => readonly number[]): string =>
        mean(answered.map((question) => spreadOf(of(question)).effectiveAnswers));
      return {
        cells: [
          probe.title,
          mean(asked.map(({ question }) => question.answers.length)).replace(/\.0$/, ''),
          effective(({ question }) => question.answers.map(({ truth }) => truth)),
          effective(({ tuned }) => tuned.shares),
          effective(({ base }) => base.shares),
        ],
      };
    }),
  };
}

/** What both models' mass is on instead of answers, of all questions, answered or not. */
export function leftoverTable(outcomes: ProbeReport['outcomes']): SectionTable {
  return {
    caption: 'Left over: probability on none of the answers by probe, mean over questions',
    columns: [
      { title: 'probe', isNumber: false },
      { title: 'tuned', isNumber: true },
      { title: 'base', isNumber: true },
    ],
    rows: outcomes.map(({ probe, asked }) => ({
      cells: [probe.title, leftoverText(asked, 'tuned'), leftoverText(asked, 'base')],
    })),
  };
}
