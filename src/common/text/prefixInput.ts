/** A prefix as the input box takes it: line breaks and backslashes escaped. */
export function shownInOneLine(prefix: string): string {
  return prefix.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}

/** What an input of {@link shownInOneLine}'s kind stands for. */
export function writtenPrefix(input: string): string {
  return input.replace(/\\(n|t|\\)/g, (_, sign: string) =>
    sign === 'n' ? '\n' : sign === 't' ? '\t' : '\\',
  );
}
