import {
  cpSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCommandLine, start, type CommandOptions, type Outcome } from './support/cliProgram';

let program: string;
const cwd = mkdtempSync(path.join(tmpdir(), 'steerscope-'));
const bundled = path.resolve('media/models/wedding-party');

beforeAll(async () => {
  program = await buildCommandLine('cliErrors');
  writeFileSync(path.join(cwd, 'a.txt'), 'A cat sat.');
});

afterAll(() => {
  rmSync(cwd, { recursive: true });
});

function steerscope(
  args: readonly string[],
  options: Partial<CommandOptions> = {},
): Promise<Outcome> {
  return start(program, args, { cwd, ...options }).outcome;
}

/** A copy of the bundled base in which something is about to be broken. */
function brokenModel(name: string): string {
  const folder = path.join(cwd, name);
  cpSync(path.join(bundled, 'base'), folder, { recursive: true });
  return folder;
}

function withBase(folder: string): string[] {
  return ['compare', 'a.txt', '--base', folder, '--tuned', folder, '--dtype', 'fp16'];
}

/** One line, in the program's name, and nothing on the output. */
async function expectFailure(outcome: Promise<Outcome>, code: number, line: string | RegExp) {
  const { code: found, stdout, stderr } = await outcome;
  expect(stderr).toMatch(/^steerscope: [^\n]*\n$/);
  expect(stderr.slice('steerscope: '.length, -1)).toEqual(
    typeof line === 'string' ? line : expect.stringMatching(line),
  );
  expect({ found, stdout }).toEqual({ found: code, stdout: '' });
}

describe('wrong usage ends with 2', () => {
  it.each([
    [['xyzzy'], "Unknown command 'xyzzy'. See steerscope --help."],
    [['compare'], "Missing required argument 'file'. See steerscope compare --help."],
    [['compare', '--frob', 'a.txt'], "Unknown option '--frob'. See steerscope compare --help."],
    [['compare', 'a.txt', '--format', 'xml'], /^Option '--format <format>' argument 'xml' is inv/],
    [['compare', 'a.txt', '--top-k', '0'], /It must be a whole number of at least 1\. See/],
    [['compare', 'a.txt', '--stride', '1.5'], /It must be a whole number of at least 0\. See/],
    [['compare', 'a.txt', '--threshold', 'x'], /It must be a number of at least 0\. See/],
    [['compare', 'a.txt', '--dtype', 'fp8'], /^Option '--dtype <dtype>' argument 'fp8' is invalid/],
    [['compare', 'a.txt', '--stride', '99999'], /^The stride \(99999\) is longer than the context/],
    [['compare', '-', '-'], 'The standard input (-) can be read only once.'],
    [['compare', 'a.txt', '--base', 'x'], '--base needs --tuned beside it: name both models.'],
    [['compare', 'a.txt', '--tuned', 'x'], '--tuned needs --base beside it: name both models.'],
    [
      ['compare', 'a.txt', '--pair', 'x', '--base', 'x', '--tuned', 'y'],
      '--pair and --base, --tuned exclude each other: name either a pair or two models.',
    ],
    [
      ['compare', 'a.txt', '--tuned-checkpoint', 'nope'],
      /^The pair wedding-party has no tuned checkpoint "nope"\. Choose one of: /,
    ],
    [
      ['compare', 'a.txt', '--fail-if', 'meanFrob > 1'],
      /^--fail-if "meanFrob > 1" names "meanFrob", which is not a field .* sameTop1Share\.$/,
    ],
    [['compare', 'a.txt', '--fail-if', 'meanJs >'], /^--fail-if "meanJs >" is not a condition: /],
  ] as const)('%j', async (args, line) => {
    await expectFailure(steerscope(args), 2, line);
  });

  it('shows the help where no command is given', async () => {
    const { code, stdout, stderr } = await steerscope([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^Usage: steerscope .*\nsteerscope: No command is given\..*\n$/s);
  });

  it('is not asking for help or the version', async () => {
    expect(await steerscope(['compare', '--help'])).toMatchObject({ code: 0, stderr: '' });
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await steerscope(['--version'])).toEqual({
      code: 0,
      stdout: `${version}\n`,
      stderr: '',
    });
  });
});

it('an output that is one of the texts ends with 2 and leaves it as it was', async () => {
  linkSync(path.join(cwd, 'a.txt'), path.join(cwd, 'same.txt'));
  for (const output of ['./a.txt', 'same.txt']) {
    await expectFailure(
      steerscope(['compare', 'a.txt', '--output', output]),
      2,
      `The report cannot be written to ${output}: it is a text to compare and would be replaced. Choose another --output.`,
    );
  }
  expect(readFileSync(path.join(cwd, 'a.txt'), 'utf8')).toBe('A cat sat.');
});

describe('what cannot be read ends with 3', () => {
  it('a file that is not there, a folder', async () => {
    await expectFailure(
      steerscope(['compare', 'a.txt', 'nope.txt']),
      3,
      'nope.txt cannot be read: there is no such file or folder. Check the path.',
    );
    await expectFailure(
      steerscope(['compare', '.']),
      3,
      '. cannot be read: it is a folder. Name a file in it.',
    );
  });

  it('text that is not UTF-8', async () => {
    await expectFailure(
      steerscope(['compare', '-'], { input: Buffer.from('caf\u00e9', 'latin1') }),
      3,
      'the standard input cannot be compared: it is not text in UTF-8 (byte 3 is 0xE9). Convert it first, for example with "iconv -f WINDOWS-1252 -t UTF-8".',
    );
  });

  it('a program', async () => {
    await expectFailure(
      steerscope(['compare', process.execPath]),
      3,
      /cannot be compared: it is not text in UTF-8 \(byte \d+ is 0x[0-9A-F]{2}\) and looks like a binary file\. Choose a text file\.$/,
    );
  });

  it('a pair that nobody knows, or whose file is wrong', async () => {
    await expectFailure(
      steerscope(['compare', 'a.txt', '--pair', 'nope']),
      3,
      /^There is no pair "nope"\. Known pairs: wedding-party; /,
    );
    writeFileSync(path.join(cwd, 'pair.json'), '{"id":"x","tuned":[]}');
    await expectFailure(
      steerscope(['compare', 'a.txt', '--pair', './pair.json']),
      3,
      /is not a pair of models: "base" is missing\./,
    );
  });

  it('a model that is not on this machine', async () => {
    await expectFailure(
      steerscope(['compare', 'a.txt', '--base', 'some/model', '--tuned', 'some/other'], {
        env: { XDG_CACHE_HOME: '/nowhere', LOCALAPPDATA: '/nowhere' },
      }),
      3,
      /^some\/model is not on this machine: .* Nothing is downloaded: put its config\.json/,
    );
  });

  it('a truncated model', async () => {
    const folder = brokenModel('truncated');
    truncateSync(path.join(folder, 'onnx/model_fp16.onnx'), 100_000);
    await expectFailure(
      steerscope(withBase(folder)),
      3,
      'truncated/onnx/model_fp16.onnx cannot be read: it ends too early, as after an interrupted download. Download it again or choose another folder.',
    );
  });

  it('a config of another architecture', async () => {
    const folder = brokenModel('other');
    writeFileSync(
      path.join(folder, 'config.json'),
      '{"model_type":"bert","architectures":["BertForMaskedLM"]}',
    );
    await expectFailure(
      steerscope(withBase(folder)),
      3,
      'other/config.json describes another kind of model (BertForMaskedLM): it does not predict the next token of a text. Choose the folder of a causal language model.',
    );
  });

  it('a missing tokenizer', async () => {
    const folder = brokenModel('mute');
    rmSync(path.join(folder, 'tokenizer.json'));
    await expectFailure(steerscope(withBase(folder)), 3, /^mute\/tokenizer\.json is missing\. /);
  });

  it('a dtype without weights', async () => {
    await expectFailure(
      steerscope(['compare', 'a.txt', '--dtype', 'q8']),
      3,
      /^base\/onnx\/model_quantized\.onnx is missing: these are the weights of dtype q8\. The folder has fp16/,
    );
  });

  it('a settings file that is none', async () => {
    writeFileSync(path.join(cwd, 'broken.json'), 'pairs');
    await expectFailure(
      steerscope(['pairs', '--settings', 'broken.json']),
      3,
      'broken.json cannot be read: it is not a settings file of VS Code. Correct it or choose another.',
    );
  });
});

it('models that cannot be compared end with 4', async () => {
  const folder = brokenModel('split');
  const file = path.join(folder, 'tokenizer.json');
  const tokenizer = JSON.parse(readFileSync(file, 'utf8')) as { model: { merges: unknown[] } };
  tokenizer.model.merges.length = 10;
  writeFileSync(file, JSON.stringify(tokenizer));
  const base = path.join(bundled, 'base');
  await expectFailure(
    steerscope(['compare', 'a.txt', '--base', base, '--tuned', folder, '--dtype', 'fp16']),
    4,
    /^These two models cannot be compared token by token: their tokenizers split/,
  );
});

describe('what cannot be written ends with 3 and leaves what was there', () => {
  const args = ['compare', 'a.txt', '--output', 'out/report.json'];
  const folder = path.join(cwd, 'out');

  beforeAll(() => {
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'report.json'), 'old');
  });

  it.skipIf(process.platform === 'win32')('a disk that takes only a part', async () => {
    // A limit on the size of files cuts writes short as a disk that is nearly full does.
    await expectFailure(
      steerscope(args, { before: 'ulimit -f 4' }),
      3,
      'out/report.json cannot be written: it would be larger than the system allows. Choose another place or fewer files.',
    );
    expect(readFileSync(path.join(folder, 'report.json'), 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['report.json']);
  });

  it('a folder that is not there', async () => {
    await expectFailure(
      steerscope(['compare', 'a.txt', '--output', 'nowhere/report.json']),
      3,
      'nowhere/report.json cannot be written: there is no such file or folder. Check the path.',
    );
  });

  it.skipIf(process.platform !== 'linux')('a full device, which stays a device', async () => {
    const line = 'cannot be written: the disk is full. Free some space or choose another place.';
    await expectFailure(
      steerscope(['compare', 'a.txt', '--output', '/dev/full']),
      3,
      `/dev/full ${line}`,
    );
    const { code, stderr } = await steerscope(['compare', 'a.txt'], { before: 'exec >/dev/full' });
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: `steerscope: The standard output ${line}\n`,
    });
  });

  it('but a reader that stops reading is no failure', async () => {
    const { child, outcome } = start(program, ['compare', 'a.txt'], { cwd });
    child.stdout?.destroy();
    expect(await outcome).toMatchObject({ code: 0, stderr: '' });
  });
});

it('keeps the document as it was', async () => {
  await steerscope(['compare', 'a.txt']);
  expect(readFileSync(path.join(cwd, 'a.txt'), 'utf8')).toBe('A cat sat.');
});
