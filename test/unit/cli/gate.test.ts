import { describe, expect, it } from 'vitest';
import { parseGate } from '../../../src/cli/gate';
import { summaryRecord, type SummaryRecord } from '../../../src/common/report/summaryRecord';
import { summarize } from '../../../src/common/stats/summary';
import { empty, story } from '../support/reportDocuments';

const made: SummaryRecord = {
  ...summaryRecord(summarize(story.comparison, 0.1)),
  meanJs: 0.0812345678,
  scoredTokens: 6,
  meanLogRatio: -0.5,
};
const none = summaryRecord(summarize(empty.comparison, 0.1));

describe('a gate', () => {
  it.each([
    ['meanJs > 0.05', 'holds', 'meanJs = 0.0812346'],
    ['meanJs > 0.05 and scoredTokens >= 100', 'fails', 'meanJs = 0.0812346, scoredTokens = 6'],
    ['abs(meanLogRatio) == 0.5', 'holds', 'meanLogRatio = -0.5'],
    ["'meanJs' < 1", 'holds', 'meanJs = 0.0812346'],
    ['not (meanJs > 1 or scoredTokens < 5)', 'holds', 'meanJs = 0.0812346, scoredTokens = 6'],
    ['meanJs < 1e-3', 'fails', 'meanJs = 0.0812346'],
  ] as const)('%s %s', (expression, outcome, values) => {
    expect(parseGate(expression).judge(made)).toEqual({ outcome, values });
  });

  it('cannot be judged where a figure does not exist', () => {
    expect(parseGate('meanJs > 0 or scoredTokens == 0').judge(none)).toEqual({
      outcome: 'unknown',
      values: 'meanJs = none, scoredTokens = 0',
    });
  });

  it('holds for what is infinite', () => {
    const infinite = { ...made, meanKlBaseTuned: Infinity };
    expect(parseGate('meanKlBaseTuned > 0.1').judge(infinite)).toEqual({
      outcome: 'holds',
      values: 'meanKlBaseTuned = Infinity',
    });
  });

  it.each([
    ['meanFrob > 1', /names "meanFrob", which is not a field .* The fields are scoredTokens, /],
    ["'mean js' > 1", /names "mean js", which is not a field/],
    ['if meanJs > 1 then nope else 1', /names "nope"/],
    ['meanJs >', /is not a condition: it cannot be parsed\./],
    ['', /is not a condition/],
    ['meanJs', /is not a condition: it gives a number and not true or false\./],
    ['meanJs + "a" > 1', /is not a condition: /],
    ['frob(meanJs) > 1', /is not a condition: /],
    ['constructor > 1', /names "constructor"/],
  ])('%s is refused', (expression, message) => {
    expect(() => parseGate(expression)).toThrow(message);
  });
});
