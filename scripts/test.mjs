// `npm test`: installs, then every check and every test, and counts them. Plain Node: nothing is
// installed when this starts. A step that cannot be counted is one failure, and the others still run.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies } from './setup/dependencies.mjs';
import { missingRequirement } from './setup/requirements.mjs';
import { runStep } from './testing/runStep.mjs';
import { steps } from './testing/steps.mjs';

process.chdir(path.resolve(fileURLToPath(new URL('..', import.meta.url))));

/** @param {number} passed @param {number} failed */
function finish(passed, failed) {
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 && passed > 0 ? 0 : 1);
}

try {
  const missing = missingRequirement();
  if (missing) throw new Error(missing);
  ensureDependencies();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  finish(0, 1);
}
const only = process.argv.slice(2);
const total = { passed: 0, failed: 0 };
for (const step of steps) {
  if (only.length > 0 && !only.includes(step.name)) continue;
  const { passed, failed } = await runStep(step);
  total.passed += passed;
  total.failed += failed;
}
finish(total.passed, total.failed);
