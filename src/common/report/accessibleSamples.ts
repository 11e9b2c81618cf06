import type { PanelContinuation, PanelContinuations, PanelSamples } from '../protocol/panelSamples';
import { studyIds, type PanelStudies } from '../protocol/panelStudies';
import { continuationsExplanation } from '../sections/samplingExplanations';
import { explanationText, sectionLines } from './accessibleSection';

/**
 * The last continuations, attractors and studies of the pair as plain text that reads well aloud, as the
 * panel shows them; empty where there are none.
 */
export function renderAccessibleSamples(
  { continuations, kept, attractors }: Omit<PanelSamples, 'heatKey'>,
  studies: PanelStudies,
): string {
  const lines = [
    ...(continuations === undefined || continuations.how === ''
      ? []
      : continuationsLines(continuations)),
    ...(kept.length === 0 ? [] : ['', 'Kept continuations', ...kept.flatMap(continuationLines)]),
    ...[attractors, ...studyIds.map((id) => studies[id])].flatMap((found) =>
      found?.report === undefined
        ? []
        : [
            ...sectionLines(found.report),
            ...[found.where, found.how].filter((line) => line !== ''),
          ],
    ),
    ...(attractors?.examples ?? []).flatMap(continuationLines),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function continuationsLines({
  where,
  how,
  notes,
  finding,
  base,
  tuned,
  hidden,
}: PanelContinuations): string[] {
  return [
    '',
    'Continuations',
    finding,
    where,
    how,
    ...notes,
    ...[...base, ...tuned].flatMap(continuationLines),
    ...(hidden === 0 ? [] : [`${hidden} more by each model are in the exported file.`]),
    `What is this? ${explanationText(continuationsExplanation)}`,
  ];
}

/** A continuation's text in one line, its sums, and its divergent tokens, which the text does not tell. */
function continuationLines({ label, tokens, facts, notes, origin }: PanelContinuation): string[] {
  const text = tokens.map((token) => token.text.replaceAll('\n', ' ')).join('');
  return [
    `${label}: ${text}`,
    `${facts.map(({ name, value }) => `${name}: ${value}`).join('; ')}.`,
    ...tokens.flatMap(({ text: written, mark, title, isTurn }) =>
      mark === undefined && !isTurn
        ? []
        : [`${written.trim()}: ${title}${isTurn ? ' · turning point' : ''}.`],
    ),
    ...notes,
    ...(origin === '' ? [] : [origin]),
  ];
}
