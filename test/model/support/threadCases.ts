/** Options of the command line, the settings that a report records of them, and how it words them. */
export const threadCases: readonly (readonly [
  options: readonly string[],
  recorded: { readonly threads: number; readonly sideBySide: boolean },
  words: string,
])[] = [
  [['--threads', '1'], { threads: 1, sideBySide: false }, '1 thread, all for each model'],
  [['--threads', '2'], { threads: 2, sideBySide: true }, '2 threads, half for each model'],
  [
    ['--threads', '2', '--no-side-by-side'],
    { threads: 2, sideBySide: false },
    '2 threads, all for each model',
  ],
];
