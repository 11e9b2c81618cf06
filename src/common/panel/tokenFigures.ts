import { formatNats, formatNumber, formatSignedNats, fromNats, type DisplayUnit } from '../format';
import { figuresOf, logRatioOf, type PanelToken } from '../protocol/panelToken';
import type { SectionTable } from '../sections/sectionReport';
import { tokens as countOfTokens } from '../sentences';

/**
 * The numbers of a token: those of each model, and those of both together.
 *
 * @param noiseFloor in nats
 */
export function tokenFigureTables(
  noiseFloor: number,
  token: PanelToken,
  unit: DisplayUnit,
): readonly SectionTable[] {
  const figures = figuresOf(token);
  const hasThird = token.conditioned !== undefined;
  const nats = (value: number): string => formatNumber(fromNats(value, unit), 2);
  const models = (name: string, base: string, third: string, tuned: string) => ({
    cells: [name, base, ...(hasThird ? [third] : []), tuned],
  });
  const divergence = (value: number): string => formatNats(value, unit, 3);
  const both: readonly (readonly [string, string])[] = [
    ['log ratio', formatSignedNats(logRatioOf(figures), unit, 2)],
    ['divergence', divergence(figures.js)],
    ['noise floor', divergence(noiseFloor)],
    ['KL(tuned ‖ base)', divergence(figures.klTunedBase)],
    ...(hasThird
      ? [['KL(tuned ‖ base with prefix)', divergence(figures.klTunedConditioned)] as const]
      : []),
    ['KL(base ‖ tuned)', divergence(figures.klBaseTuned)],
    ['total variation', formatNumber(figures.tv, 3)],
    ['context', countOfTokens(figures.contextLength)],
  ];
  return [
    {
      caption: `The token that is there (surprisal and entropy in ${unit})`,
      columns: [
        { title: 'figure', isNumber: false },
        { title: 'base', isNumber: true },
        ...(hasThird ? [{ title: 'with prefix', isNumber: true }] : []),
        { title: 'tuned', isNumber: true },
      ],
      rows: [
        models(
          'surprisal',
          nats(figures.baseSurprisal),
          nats(figures.conditionedSurprisal),
          nats(figures.tunedSurprisal),
        ),
        models(
          'entropy',
          nats(figures.baseEntropy),
          nats(figures.conditionedEntropy),
          nats(figures.tunedEntropy),
        ),
        models(
          'rank',
          String(figures.baseRank),
          String(figures.conditionedRank),
          String(figures.tunedRank),
        ),
      ],
    },
    {
      caption: 'Both models at this token',
      columns: [
        { title: 'figure', isNumber: false },
        { title: 'value', isNumber: false },
      ],
      rows: both.map((cells) => ({ cells })),
    },
  ];
}
