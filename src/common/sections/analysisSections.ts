import { authorshipSection } from './authorshipSection';
import { conditioningSection } from './conditioningSection';
import { calibrationSection } from './calibrationSection';
import { impliedRewardSection } from './impliedRewardSection';
import type { SectionInput } from './sectionInput';
import type { AnalysisId, SectionReport } from './sectionReport';
import { supportedUpdateSection } from './supportedUpdateSection';

const builders: Readonly<Record<AnalysisId, (input: SectionInput) => SectionReport>> = {
  impliedReward: impliedRewardSection,
  supportedUpdate: supportedUpdateSection,
  calibration: calibrationSection,
  authorship: authorshipSection,
  conditioning: conditioningSection,
};

/** All sections of the page, in its order; those that need what is not there say so. */
export function allSections(input: SectionInput): readonly SectionReport[] {
  return Object.values(builders).map((build) => build(input));
}

/** All analyses that were made of a comparison; those that need tokens it has not say so. */
export function analysisSections(input: SectionInput): readonly SectionReport[] {
  return allSections(input).filter(
    ({ id }) => id !== 'conditioning' || input.conditions.length > 0,
  );
}
