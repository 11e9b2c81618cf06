import { expect, it } from 'vitest';
import { promptList } from '../../../../src/common/sampling/promptList';

it('takes lines, or a JSON list of texts', () => {
  expect(promptList('\ufeffOne\r\n\nTwo ', 'p.txt')).toEqual(['One', 'Two ']);
  expect(promptList(' ["One\\nline", "Two"]', 'p.json')).toEqual(['One\nline', 'Two']);
  expect(promptList('', 'p.txt')).toEqual([]);
});

it.each(['["One",', '[1, 2]'])('refuses %s, which begins like a list and is none', (text) => {
  expect(() => promptList(text, 'p.json')).toThrow('p.json is not a list of prompts');
});
