import { UserFacingError } from '../errors';

/**
 * The prompts of a file: a JSON list of texts, or the lines that are not empty.
 *
 * @param name of the file, for what is said of it
 * @throws UserFacingError if it begins like a JSON list and is none
 */
export function promptList(text: string, name: string): string[] {
  const content = text.replace(/^\ufeff/, '');
  if (!content.trimStart().startsWith('[')) {
    return content.split(/\r\n|\r|\n/).filter((line) => line !== '');
  }
  const parsed = parse(content);
  if (Array.isArray(parsed) && parsed.every((entry) => typeof entry === 'string')) return parsed;
  throw new UserFacingError(
    'unreadable',
    `${name} is not a list of prompts: it begins with "[" and is no JSON list of texts. Correct it, or write one prompt a line.`,
  );
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
