import { readFileSync } from 'node:fs';
import { npm } from './npm.mjs';

/** @typedef {{ version?: string, optional?: boolean, link?: boolean }} Locked */

/** @param {string} file @returns {Record<string, Locked>} */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

/**
 * Whether node_modules holds what the lockfile says. Optional packages may be missing: they are other
 * platforms' binaries.
 */
export function dependenciesMatch() {
  const locked = packagesOf('package-lock.json');
  const installed = packagesOf('node_modules/.package-lock.json');
  return Object.entries(locked).every(([folder, { version, optional }]) => {
    if (folder === '') return true;
    const there = installed[folder];
    return there === undefined ? optional === true : there.version === version;
  });
}

/** Installs from the lockfile unless that is what node_modules holds. Throws when npm fails. */
export function ensureDependencies() {
  if (dependenciesMatch()) return;
  console.log('Installing dependencies from the lockfile (npm ci) …');
  const { status, error } = npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (error) {
    throw new Error(
      `npm could not be started (${error.message}). It comes with Node: https://nodejs.org`,
    );
  }
  if (status !== 0) {
    throw new Error(
      'npm ci failed; the lines above say why. The package registry must be reachable.',
    );
  }
}
