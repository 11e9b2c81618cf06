import { authorshipSection } from './authorshipSection';
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
};

/** All analyses of a comparison, in the order of the page; those that need tokens it has not say so. */
export function analysisSections(input: SectionInput): readonly SectionReport[] {
  return Object.values(builders).map((build) => build(input));
}
