import { analyse } from '../analysis/analyses';
import type { Comparison } from '../comparison';
import { finish, type Steps } from '../steps';
import { authorshipSection } from './authorshipSection';
import { conditioningSection } from './conditioningSection';
import { calibrationSection } from './calibrationSection';
import { impliedRewardSection } from './impliedRewardSection';
import type { SectionInput } from './sectionInput';
import type { AnalysisId, SectionReport } from './sectionReport';
import { supportedUpdateSection } from './supportedUpdateSection';

const builders: Readonly<Record<AnalysisId, (input: SectionInput) => Steps<SectionReport>>> = {
  impliedReward: impliedRewardSection,
  supportedUpdate: supportedUpdateSection,
  calibration: inOneStep(calibrationSection),
  authorship: inOneStep(authorshipSection),
  conditioning: inOneStep(conditioningSection),
};

/** All sections of the page, in its order; those that need what is not there say so. */
export function* allSections(input: SectionInput): Steps<readonly SectionReport[]> {
  yield* analyse(input.comparison);
  const sections: SectionReport[] = [];
  for (const build of Object.values(builders)) {
    yield;
    sections.push(yield* build(input));
  }
  return sections;
}

function inOneStep(
  build: (input: SectionInput) => SectionReport,
): (input: SectionInput) => Steps<SectionReport> {
  return function* (input) {
    yield;
    return build(input);
  };
}

/** All analyses that were made of a comparison; those that need tokens it has not say so. */
export function analysisSections(input: SectionInput): readonly SectionReport[] {
  return finish(madeSections(input));
}

/** {@link analysisSections} in steps. */
export function* madeSections(input: SectionInput): Steps<readonly SectionReport[]> {
  return shownAnalyses(yield* allSections(input), input.conditions);
}

/** The sections of a page that a report has: one about prefixes only where some were compared. */
export function shownAnalyses(
  sections: readonly SectionReport[],
  conditions: readonly Comparison[],
): readonly SectionReport[] {
  return sections.filter(({ id }) => id !== 'conditioning' || conditions.length > 0);
}
