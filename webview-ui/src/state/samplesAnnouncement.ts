import type { PanelRunState, PanelSamples } from '../../../src/common/protocol/panelSamples';

/** What a screen reader hears of sampling; changes of progress are not announced one by one. */
export function samplesAnnouncement({ continuations, attractors }: PanelSamples): string {
  return [
    continuations && words(continuations.state, 'Sampling', continuations.finding),
    attractors &&
      words(
        attractors.state,
        attractors.report === undefined ? 'Finding attractors' : 'Testing perturbations',
        attractors.report?.finding ?? '',
      ),
  ]
    .filter((text) => text !== undefined && text !== '')
    .join(' ');
}

function words(state: PanelRunState, doing: string, finding: string): string {
  switch (state.kind) {
    case 'loading':
    case 'running':
      return `${doing}.`;
    case 'done':
      return finding;
    case 'cancelled':
      return `${doing} was cancelled.`;
    case 'failed':
      return state.error.message;
  }
}
