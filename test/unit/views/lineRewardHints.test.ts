import { expect, it, vi } from 'vitest';
import type * as vscode from 'vscode';
import { LineRewardHints } from '../../../src/views/lineRewardHints';
import { makeComparison } from '../support/comparisons';

vi.mock('vscode', () => {
  class EventEmitter {
    readonly event = (): void => undefined;
    readonly fire = (): void => undefined;
  }
  class Range {
    readonly start: object;
    readonly end: object;
    constructor(line: number, character: number, endLine: number, endCharacter: number) {
      this.start = { line, character };
      this.end = { line: endLine, character: endCharacter };
    }
  }
  return {
    EventEmitter,
    Range,
    InlayHint: class {
      tooltip: unknown;
    },
    Disposable: { from: () => undefined },
    languages: { registerInlayHintsProvider: () => undefined },
    l10n: {
      t: (message: string, ...values: readonly string[]) =>
        message.replace(/\{(\d)\}/g, (_, index: string) => values[Number(index)] ?? ''),
    },
  };
});

function tooltipWith(beta: number | undefined): unknown {
  const comparison = makeComparison([{ piece: 'a', baseSurprisal: 3, tunedSurprisal: 1 }], {
    pair: beta === undefined ? {} : { beta },
  });
  const entry = { comparison, starts: Int32Array.of(0), firstStaleRow: Infinity };
  const silent = { onDidChange: () => ({ dispose: () => undefined }) };
  const hints = new LineRewardHints(
    { ...silent, get: () => entry } as never,
    { ...silent, get: () => 'nats' } as never,
  );
  hints.toggle();
  const document = {
    uri: {},
    lineCount: 1,
    lineAt: () => ({ isEmptyOrWhitespace: false, range: { end: {} } }),
    offsetAt: ({ line }: vscode.Position) => line,
    getText: () => 'a',
  } as never;
  const range = { start: { line: 0 }, end: { line: 0 } } as never;
  return hints.provideInlayHints(document, range)[0]?.tooltip;
}

it('says what a line adds in units of the reward where the pair states β, and else up to a factor', () => {
  expect(tooltipWith(0.1)).toContain('adds up to +2.0 nats (= +0.20 in units of the reward).');
  expect(tooltipWith(0.1)).not.toContain('positive factor');
  expect(tooltipWith(undefined)).toContain('up to a positive factor and a constant');
  expect(tooltipWith(undefined)).not.toContain('units of the reward');
});
