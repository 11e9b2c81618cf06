import type {
  Perturbed,
  PerturbationReport,
  PerturbationSide,
} from '../../../src/common/attractors/perturbation';
import type { ModelName, SampleSet } from '../../../src/common/sampling/continuation';
import { newcombe, wilsonOfGroups } from '../../../src/common/stats/proportions';

const positions = [0, 4] as const;
/** States that are put in, with the writer's probability. */
const changes = [
  [1, 0.24],
  [2, 0.08],
  [3, 0.0004],
] as const;

/**
 * A test of perturbations behind the prompts of a set, whose first continuations are taken as the most
 * probable texts: tuned comes back but for every fifth change, the base after every fifth only.
 */
export function perturbationOf(set: SampleSet): PerturbationReport {
  const side = (writer: ModelName): PerturbationSide => {
    const references = set.continuations.filter(
      (each) => each.writer === writer && each.index === 0,
    );
    const perturbed = references.flatMap(({ prompt, text }) =>
      positions.flatMap((position) =>
        changes.map(([id, probability], place): Perturbed => {
          const isFifth = (prompt + position + place) % 5 === 0;
          const isBack = writer === 'tuned' ? !isFifth : isFifth;
          const reentry = isBack ? place : undefined;
          return { prompt, position, id, probability, reentry, confidence: 0.6, text };
        }),
      ),
    );
    const byPrompt = (counts: (change: Perturbed) => boolean): number[] =>
      set.prompts.map(
        (_, prompt) => perturbed.filter((p) => p.prompt === prompt && counts(p)).length,
      );
    return {
      references,
      perturbed,
      returns: wilsonOfGroups(
        byPrompt(({ reentry }) => reentry !== undefined),
        byPrompt(() => true),
      ),
      confidence: 0.7,
    };
  };
  const [base, tuned] = [side('base'), side('tuned')];
  const { length, threads, sideBySide, pieces } = set;
  const difference = newcombe(tuned.returns, base.returns);
  return { base, tuned, difference, length, threads, sideBySide, pieces };
}
