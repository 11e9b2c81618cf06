// The licences of everything that ships inside dist/.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const licenceFile = /^(licen[cs]e|copying|notice|thirdpartynotices)(\.(md|txt))?$/i;

/** Where the texts are of packages that bring none along. */
const elsewhere = new Map(
  ['onnxruntime-node', 'onnxruntime-common', 'onnxruntime-web'].map((name) => [
    name,
    'licences/onnxruntime',
  ]),
);

/** @param {string} input a path that esbuild bundled */
function packageFolder(input) {
  const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
  return match?.[1];
}

/** @param {string} folder */
function notice(folder) {
  /** @type {{ name: string, version: string, license?: string }} */
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const source = elsewhere.get(manifest.name) ?? folder;
  const texts = readdirSync(source)
    .filter((name) => licenceFile.test(name))
    .sort()
    .map((name) => readFileSync(path.join(source, name), 'utf8').trim());
  const title = `${manifest.name} ${manifest.version} (${manifest.license ?? 'licence not stated'})`;
  if (texts.length === 0) {
    throw new Error(`${title} ships without a licence text: put one into licences/.`);
  }
  return { title, text: texts.join('\n\n') };
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
  const notices = [...new Set([...folders, ...copied])]
    .filter((folder) => existsSync(path.join(folder, 'package.json')))
    .sort()
    .map(notice);
  // Packages of one project share their text, and it can be long.
  return [...new Set(notices.map(({ text }) => text))]
    .map((text) => {
      const titles = notices.filter((each) => each.text === text).map(({ title }) => title);
      return `${titles.join('\n')}\n\n${text}`;
    })
    .join(`\n\n${'-'.repeat(80)}\n\n`)
    .concat('\n');
}
