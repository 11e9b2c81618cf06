import { describe, expect, it } from 'vitest';
import { heatKey } from '../../../src/common/heatKey';

const edges = (...options: Parameters<typeof heatKey>): string[] =>
  heatKey(...options).steps.map(({ brush, edge }) => `${brush} ${edge}`);

describe('the key to heat', () => {
  it('names the metric and the tokens that have it', () => {
    expect(heatKey({ metric: 'js', heat: 'divergent' }, 'colorBlindSafe', 'bits').text).toBe(
      'Heat, as in the editor: divergence; divergent tokens stand out. Steps in bits:',
    );
    expect(heatKey({ metric: 'totalVariation', heat: 'all' }, 'colorBlindSafe', 'bits').text).toBe(
      'Heat, as in the editor: total variation of every token. Steps:',
    );
    const off = heatKey({ metric: 'js', heat: 'off' }, 'colorBlindSafe', 'bits');
    expect([off.text, off.steps]).toEqual([
      'No heat, as in the editor: only divergent tokens are marked.',
      [],
    ]);
  });

  it('has the steps from the weakest on, in the unit that is shown', () => {
    expect(edges({ metric: 'js', heat: 'all' }, 'colorBlindSafe', 'bits')).toEqual([
      'heat1 0.04',
      'heat2 0.08',
      'heat3 0.12',
      'heat4 0.15',
      'heat5 0.22',
      'heat6 0.35',
      'heat7 0.5',
    ]);
    expect(edges({ metric: 'entropyBase', heat: 'all' }, 'colorBlindSafe', 'nats').at(-1)).toBe(
      'heat7 6.93',
    );
    expect(edges({ metric: 'entropyBase', heat: 'all' }, 'colorBlindSafe', 'bits').at(-1)).toBe(
      'heat7 10',
    );
  });

  it('has both sides of a metric with a sign', () => {
    const key = heatKey({ metric: 'logRatio', heat: 'divergent' }, 'highContrast', 'bits');
    expect(key.steps.map(({ brush, edge }) => `${brush} ${edge}`)).toEqual([
      'tunedAvoids3 −3',
      'tunedAvoids2 −1.5',
      'tunedAvoids1 −0.5',
      'tunedFavours1 +0.5',
      'tunedFavours2 +1.5',
      'tunedFavours3 +3',
    ]);
    expect([key.before, key.after, key.isBordered]).toEqual([
      'tuned avoids',
      'tuned favours',
      true,
    ]);
  });
});
