import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shownInOneLine, writtenPrefix } from '../../../src/common/text/prefixInput';

it('a prefix in one line stands for itself', () => {
  expect(shownInOneLine('Mood: happy.\n\n')).toBe('Mood: happy.\\n\\n');
  expect(writtenPrefix('Mood: happy.\\n\\n')).toBe('Mood: happy.\n\n');
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('\\', 'n', 't', '\n', '\t', 'a') }), (text) => {
      expect(shownInOneLine(text)).not.toMatch(/[\n\t]/);
      expect(writtenPrefix(shownInOneLine(text))).toBe(text);
    }),
  );
});

it('a backslash before anything else is a backslash', () => {
  expect(writtenPrefix('C:\\dir')).toBe('C:\\dir');
});
