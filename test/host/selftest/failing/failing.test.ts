import * as assert from 'node:assert/strict';

suite('A failing suite', () => {
  test('holds', () => undefined);

  test('does not hold', () => {
    assert.equal(1 + 1, 3);
  });
});
