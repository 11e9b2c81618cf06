// The licences of everything that ships inside dist/.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const licenceFile = /^(licen[cs]e|copying|notice)(\.(md|txt))?$/i;

/** @param {string} input a path that esbuild bundled */
function packageFolder(input) {
  const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
  return match?.[1];
}

/** @param {string} folder */
function notice(folder) {
  /** @type {{ name: string, version: string, license?: string, author?: string | { name: string } }} */
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder)
    .filter((name) => licenceFile.test(name))
    .map((name) => readFileSync(path.join(folder, name), 'utf8').trim());
  const author =
    typeof manifest.author === 'string' ? manifest.author : (manifest.author?.name ?? '');
  return [
    `${manifest.name} ${manifest.version} (${manifest.license ?? 'licence not stated'})`,
    ...(texts.length > 0 ? texts : [author && `Copyright ${author}`].filter(Boolean)),
  ].join('\n\n');
}

/**
 * @param {readonly { inputs: Record<string, unknown> }[]} metafiles of the builds
 * @param {readonly string[]} copied folders of packages that ship as they are
 * @returns {string}
 */
export function thirdPartyNotices(metafiles, copied) {
  const folders = metafiles
    .flatMap(({ inputs }) => Object.keys(inputs))
    .map(packageFolder)
    .filter((folder) => folder !== undefined);
  return [...new Set([...folders, ...copied])]
    .filter((folder) => existsSync(path.join(folder, 'package.json')))
    .sort()
    .map(notice)
    .join(`\n\n${'-'.repeat(80)}\n\n`)
    .concat('\n');
}
