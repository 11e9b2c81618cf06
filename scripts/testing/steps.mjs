/**
 * @typedef {object} Step
 * @property {string} name
 * @property {'check' | 'vitest' | 'lastLine'} counts how its tests are counted: a check is one test;
 *   vitest writes a report; other runners end with `N passed, N failed`
 * @property {string[]} command arguments of Node
 * @property {boolean} [live] shows its output as it comes
 * @property {number} minutes after which it is ended and counts as failed; far more than it takes, so that
 *   no slow machine fails by it
 */

const bin = 'node_modules';

/** @param {string} project @returns {Step} */
const vitest = (project) => ({
  name: project,
  counts: 'vitest',
  command: [`${bin}/vitest/vitest.mjs`, 'run', '--project', project],
  minutes: 20,
});

/** @param {string} name @param {string[]} command @returns {Step} */
const check = (name, ...command) => ({ name, counts: 'check', command, minutes: 5 });

/** In the order of cost, so that what fails early is seen early. @type {readonly Step[]} */
export const steps = [
  check('build', 'esbuild.mjs'),
  check('typecheck', `${bin}/typescript/bin/tsc`, '-b', 'tsconfig.json'),
  check('lint', `${bin}/eslint/bin/eslint.js`, '.', '--max-warnings=0'),
  check('format', `${bin}/prettier/bin/prettier.cjs`, '--check', '--log-level=warn', '.'),
  check('knip', `${bin}/knip/bin/knip.js`),
  vitest('unit'),
  vitest('model'),
  // The browser tests share one installation of VS Code; its progress is worth seeing.
  {
    ...check('vscode', '--import', 'tsx', 'scripts/vscodeServer/prepare.mts'),
    // It says what it installs on the machine before it does.
    live: true,
    minutes: 15,
  },
  vitest('panel'),
  {
    name: 'host',
    counts: 'lastLine',
    command: ['--import', 'tsx', 'test/host/run.mts'],
    minutes: 20,
  },
  vitest('runner'),
  vitest('ui'),
  vitest('package'),
];
