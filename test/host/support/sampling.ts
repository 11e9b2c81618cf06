import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { UserFacingError } from '../../../src/common/errors';
import type { Continuation, ModelName } from '../../../src/common/sampling/continuation';
import type { ExtensionApi } from '../../../src/extension';
import type { SampleSource } from '../../../src/host/sampling/continuations';
import type { SamplingTask } from '../../../src/host/sampling/samplingTask';
import { SamplesView } from '../../../src/views/samples/samplesView';
import { openText, set, story } from './extension';

/** A place within the story. */
export const middle = story.indexOf(' In the morning');

/** Few and short continuations, the same each time; undone by {@link usualSamples}. */
export async function shortSamples(): Promise<void> {
  await set('sampling.count', 2);
  await set('sampling.length', 12);
  await set('sampling.seed', 7);
}

export async function usualSamples(): Promise<void> {
  for (const key of ['sampling.count', 'sampling.length', 'sampling.seed'] as const) {
    await set(key, undefined);
  }
}

export function putCaret(editor: vscode.TextEditor, offset: number): void {
  const at = editor.document.positionAt(offset);
  editor.selection = new vscode.Selection(at, at);
}

/** A new document with the caret at a place. */
export async function openAt(text: string, offset: number): Promise<vscode.TextEditor> {
  const editor = await openText(text);
  putCaret(editor, offset);
  return editor;
}

/** What a model wrote in the last run, which must be done. */
export function written(
  api: ExtensionApi,
  writer: ModelName,
  index = 0,
): { id: string; continuation: Continuation; source: SampleSource } {
  const { current, task } = api.continuations;
  assert.equal(task.state?.kind, 'done');
  const continuation = current?.set?.continuations.find(
    (each) => each.writer === writer && each.index === index,
  );
  assert.ok(current && continuation);
  return { id: `${current.run}/${writer}/${index}`, continuation, source: current.source };
}

/**
 * Kills the model process once a task that was begun has come a bit of its way, and waits for its end.
 *
 * @param run the command that has begun the task
 */
export async function killDuring(
  api: ExtensionApi,
  task: Pick<SamplingTask, 'state' | 'onDidChange'>,
  run: Promise<void>,
): Promise<void> {
  let isKilled = false;
  const kill = (): void => {
    const id = api.processId();
    if (isKilled || id === undefined) return;
    if (task.state?.kind !== 'running' || task.state.fraction === 0) return;
    isKilled = process.kill(id, 'SIGKILL');
  };
  const listener = task.onDidChange(kill);
  kill();
  await run;
  listener.dispose();
  assert.ok(isKilled, 'the task ended before the process was killed');
  assert.equal(task.state?.kind, 'failed');
  assert.equal(task.state.error.kind, 'processLost');
  assert.match(task.state.error.message, /^The model process ended unexpectedly \(SIGKILL/);
}

/** Tries to insert a continuation, and says what kept it from that. */
export async function refusal(api: ExtensionApi, id: string): Promise<string | undefined> {
  const thrown: unknown[] = [];
  const problems = { show: () => undefined, showThrown: (error: unknown) => thrown.push(error) };
  const { continuations, attractors } = api;
  // Neither a pair nor a setting is asked for.
  const nothing = undefined as never;
  const view = new SamplesView(continuations, attractors, nothing, nothing, problems);
  await view.perform('insert', id);
  view.dispose();
  const [error] = thrown;
  return error instanceof UserFacingError ? error.message : undefined;
}
