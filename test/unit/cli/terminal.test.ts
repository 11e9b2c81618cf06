import path from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { writeAll, writeLine, type Console, type TerminalStream } from '../../../src/cli/console';
import { modelsFolder } from '../../../src/cli/modelsFolder';
import { ProgressLine } from '../../../src/cli/progressLine';
import { styleOf, widthOf } from '../../../src/cli/terminal';
import type { CompareProgress } from '../../../src/common/protocol/model';
import { story } from '../support/reportDocuments';

/** A stream that keeps what is written to it. */
class Recorder implements TerminalStream {
  text = '';

  constructor(
    readonly isTTY: boolean,
    readonly columns?: number,
  ) {}

  write(text: string): boolean {
    this.text += text;
    return true;
  }
}

function consoleWith(env: Console['env'], terminal: boolean, columns?: number): Console {
  const stream = new Recorder(terminal, columns);
  return { env, stdin: new PassThrough(), stdout: stream, stderr: stream };
}

describe('colours', () => {
  it.each([
    [{ TERM: 'xterm-256color' }, false, 'none'],
    [{ TERM: 'xterm-256color' }, true, '256'],
    [{ TERM: 'xterm-256color', COLORTERM: 'truecolor' }, true, 'truecolor'],
    [{ TERM: 'dumb' }, true, 'none'],
    [{ TERM: 'linux' }, true, 'basic'],
    [{ TERM: 'xterm-256color', NO_COLOR: '1' }, true, 'none'],
    [{ TERM: 'xterm-256color', NO_COLOR: '' }, true, '256'],
    [{ FORCE_COLOR: '3' }, false, 'truecolor'],
    [{ FORCE_COLOR: '3', NO_COLOR: '1' }, true, 'none'],
  ])('of %j on a terminal (%s): %s', (env, terminal, colour) => {
    expect(styleOf(consoleWith(env, terminal)).colour).toBe(colour);
  });

  it('follow a light background where the terminal tells', () => {
    const background = (value: string) =>
      styleOf(consoleWith({ COLORFGBG: value }, true)).background;
    expect(['15;0', '0;15', '0;default;15', '12;8', '0;7'].map(background)).toEqual([
      'dark',
      'light',
      'light',
      'dark',
      'light',
    ]);
  });

  it('have dashes where they are known to be drawn', () => {
    const dashes = (env: Console['env']) => styleOf(consoleWith(env, true)).dashes;
    expect(dashes({ TERM_PROGRAM: 'vscode' })).toBe(true);
    expect(dashes({ TERM: 'xterm-kitty' })).toBe(true);
    expect(dashes({ VTE_VERSION: '6003' })).toBe(true);
    expect(dashes({ TERM_PROGRAM: 'Apple_Terminal', TERM: 'xterm-256color' })).toBe(false);
  });

  it('go with the width of the terminal, or 80', () => {
    expect(widthOf(consoleWith({}, true, 132))).toBe(132);
    expect(widthOf(consoleWith({}, true, 0))).toBe(80);
    expect(widthOf(consoleWith({}, false))).toBe(80);
  });
});

describe('progress', () => {
  const { comparison } = story;
  const started: CompareProgress = { kind: 'started', reused: [], ...comparison };
  const rows = (firstRow: number, rowCount: number): CompareProgress => ({
    kind: 'rows',
    firstRow,
    rowCount,
    statistics: comparison,
    pieces: new Map(),
  });

  it('is one line that is drawn over and taken away', () => {
    const stream = new Recorder(true, 40);
    let now = 0;
    const line = new ProgressLine(stream, 3, () => now);
    line.update('a.txt', 1, {
      kind: 'loading',
      model: 'base',
      name: 'Base\u001b',
      bytes: 9_600_000,
      measuring: false,
    });
    line.update('a.txt', 1, started);
    line.update('a.txt', 1, rows(0, 1));
    now = 1000;
    line.update('a.txt', 1, rows(1, 2));
    line.clear();
    expect(stream.text.split('\r\u001b[K')).toEqual([
      '',
      'Loading Base⟨U+001B⟩ (9.6 MB)…',
      'Comparing a.txt (2 of 3): 0 %',
      'Comparing a.txt (2 of 3): 50 %',
      '',
    ]);
  });

  it('stays within the line', () => {
    const stream = new Recorder(true, 20);
    new ProgressLine(stream, 1).update('a-very-long-name.txt', 0, started);
    expect(stream.text).toBe('\r\u001b[KComparing a-very-lo');
  });

  it('is nothing where there is no terminal', () => {
    const stream = new Recorder(false);
    const line = new ProgressLine(stream, 1);
    line.update('a.txt', 0, started);
    line.clear();
    expect(stream.text).toBe('');
  });
});

describe('lines for people', () => {
  it('are one line in which nothing acts on the terminal', () => {
    const stream = new Recorder(true);
    writeLine(stream, 'steerscope: a\u001b[31m.txt\n  is\tbad');
    expect(stream.text).toBe('steerscope: a\ufffd[31m.txt is\ufffdbad\n');
  });

  it('report a failed write, unless the reader went away', async () => {
    const failing = (code: string): TerminalStream => ({
      write: (_, done) => {
        done?.(Object.assign(new Error(code), { code }));
        return false;
      },
    });
    await expect(writeAll(failing('ENOSPC'), 'a')).rejects.toThrow('ENOSPC');
    await expect(writeAll(failing('EPIPE'), 'a')).resolves.toBeUndefined();
  });
});

describe('the folder of models', () => {
  it('is what the option names, then the environment, then the user’s cache', () => {
    const env = { STEERSCOPE_MODELS: 'here', XDG_CACHE_HOME: '/cache' };
    expect(modelsFolder('there', env)).toBe(path.resolve('there'));
    expect(modelsFolder(undefined, env)).toBe(path.resolve('here'));
    expect(modelsFolder(undefined, { XDG_CACHE_HOME: '/cache' }, 'linux')).toBe(
      path.join('/cache', 'steerscope', 'models'),
    );
    expect(modelsFolder(undefined, { XDG_CACHE_HOME: 'relative' }, 'linux')).toMatch(
      /\.cache.steerscope.models$/,
    );
    expect(modelsFolder(undefined, {}, 'darwin')).toMatch(/Library.Caches.steerscope.models$/);
    expect(modelsFolder(undefined, { LOCALAPPDATA: 'C:\\local' }, 'win32')).toMatch(
      /^C:\\local.steerscope.models$/,
    );
  });
});
