import { describe, expect, it } from 'vitest';
import { parsePanelMessage } from '../../../../src/views/panel/panelMessages';

describe('parsePanelMessage', () => {
  it('lets the protocol’s messages through', () => {
    for (const message of [
      { type: 'ready' },
      { type: 'goTo', uri: 'file:///a', comparison: 'run-1', row: 3, focus: false },
      { type: 'lookAt', uri: 'file:///a', comparison: 'run-1', row: 3 },
      { type: 'command', command: 'steerscope.compareDocument' },
      { type: 'action', action: 'restart' },
      { type: 'problem', message: 'broken' },
      { type: 'exportSection', section: 'calibration', shown: {} },
      { type: 'exportSection', section: 'along', shown: { range: { first: 3, end: 9 } } },
      {
        type: 'exportSection',
        section: 'divergent',
        shown: { view: 0, row: 4, lambda: 0.5, sort: { key: 'line', descending: true } },
      },
      { type: 'painted', job: 1, png: Uint8Array.of(137) },
      { type: 'painted', job: 2, png: null },
      { type: 'sample', action: 'insert', id: '1/tuned/3' },
      { type: 'alternative', uri: 'file:///a', comparison: 'run-1', row: 3, id: 17 },
      { type: 'mix', uri: 'file:///a', comparison: 'run-1', row: 3, lambda: -0.25 },
      { type: 'action', action: 'samplingOptions' },
    ]) {
      expect(parsePanelMessage(message)).toEqual(message);
    }
  });

  it('refuses everything else', () => {
    for (const message of [
      undefined,
      'ready',
      { type: 'gone' },
      { type: 'ready', more: 1 },
      { type: 'goTo', uri: 'file:///a', row: 3, focus: false },
      { type: 'goTo', uri: 'file:///a', comparison: 'run-1', row: -1, focus: false },
      { type: 'goTo', uri: 'file:///a', comparison: 'run-1', row: 1.5, focus: false },
      { type: 'goTo', uri: 'file:///a', comparison: 'run-1', row: '1', focus: false },
      { type: 'lookAt', uri: 'file:///a', comparison: '', row: 3 },
      { type: 'lookAt', uri: 'file:///a', comparison: 'run-1', row: NaN },
      { type: 'lookAt', uri: 'file:///a', comparison: 'run-1', row: 3, focus: true },
      { type: 'command', command: 'workbench.action.terminal.sendSequence' },
      { type: 'command', command: 'steerscope.clear' },
      { type: 'command', command: 'steerscope.showLog' },
      { type: 'action', action: 'rm' },
      { type: 'exportSection', section: 'everything', shown: {} },
      { type: 'exportSection', section: 'calibration', shown: { view: -1 } },
      { type: 'exportSection', section: 'divergent', shown: { sort: { key: 'size' } } },
      { type: 'painted', job: 1, png: 'data:' },
      { type: 'painted', job: 1, png: new Uint8Array(2 ** 25) },
      { type: 'sample', action: 'write', id: '1/tuned/3' },
      { type: 'sample', action: 'insert', id: '1/tuned/3', text: 'more' },
      { type: 'alternative', uri: 'file:///a', comparison: 'run-1', row: 3, id: -1 },
      { type: 'mix', uri: 'file:///a', comparison: 'run-1', row: 3, lambda: 3.5 },
      { type: 'mix', uri: 'file:///a', comparison: 'run-1', row: 3, lambda: NaN },
    ]) {
      expect(parsePanelMessage(message)).toBeUndefined();
    }
  });
});
