// Installs what the tests in a real VS Code need: the served VS Code and a browser.
import { ensureBrowser } from './browser.mjs';
import { ensureServer } from './install.mjs';

const say = (line: string): void => {
  console.log(line);
};
await ensureServer(say);
say(`browser: ${ensureBrowser(say)}`);
