import { describe, expect, it } from 'vitest';
import { UserFacingError } from '../../../src/common/errors';
import type { CausalLm, LmBatch, LmSequence } from '../../../src/model/causalLm';
import type { CheckpointFiles } from '../../../src/model/modelFiles';
import { ThreadedLm, type ModelThread } from '../../../src/model/threadedLm';
import { ThreadHost } from '../../../src/model/threadHost';
import type { ThreadReply, ThreadRequest } from '../../../src/model/threadMessages';

const files: CheckpointFiles = {
  directory: 'folder',
  label: 'folder',
  config: { model_type: 'fake' },
  modelPath: 'folder/onnx/model.onnx',
  modelLabel: 'folder/onnx/model.onnx',
  bytes: 1,
  tokenizerDirectory: 'folder',
  tokenizerText: '',
  tokenizerConfigText: '',
};

/** A model whose logits are its whole context, of which it says when it is freed. */
function contextLm(freed: string[], canCut = true): CausalLm {
  const contexts = new WeakMap<LmSequence, number[]>();
  const remember = (sequence: LmSequence, context: number[]): LmSequence => {
    contexts.set(sequence, context);
    return sequence;
  };
  const sequenceOf = (context: number[]): LmSequence =>
    remember(
      {
        get length() {
          return context.length;
        },
        get bytes() {
          return 8 * context.length;
        },
        feed: (ids) => {
          if (ids.includes(13)) {
            const cause = new Error('The runtime’s own words');
            return Promise.reject(
              new UserFacingError('unreadable', 'It fails.', ['showLog'], { cause }),
            );
          }
          context.push(...ids);
          const data = Float32Array.from(context);
          return Promise.resolve({ data, dims: [1, ids.length, context.length / ids.length] });
        },
        cut: (length) =>
          canCut || length === context.length ? sequenceOf(context.slice(0, length)) : undefined,
        dispose: () => freed.push(`sequence ${context.join()}`),
      },
      context,
    );
  const batchOf = (contexts: number[][]): LmBatch => ({
    count: contexts.length,
    feed: (ids) => {
      contexts.forEach((context, place) => context.push(ids[place] ?? -1));
      return Promise.resolve({ data: Float32Array.from(contexts.flat()), dims: [1, 1, 1] });
    },
    select: (places) => {
      contexts = places.map((place) => [...(contexts[place] ?? [])]);
    },
    dispose: () => freed.push('batch'),
  });
  return {
    canContinue: true,
    start: () => sequenceOf([]),
    batch: (sequences) => batchOf(sequences.map((sequence) => [...(contexts.get(sequence) ?? [])])),
    dispose: () => {
      freed.push('model');
      return Promise.resolve();
    },
  };
}

/** A thread that is none, with copies of all that is sent; `die` ends it. */
function fakeThread(load: () => Promise<CausalLm>): ModelThread & { die(): void } {
  let reply: (message: ThreadReply) => void = () => undefined;
  let ask: (message: ThreadRequest) => void = () => undefined;
  let ended: (reason: string) => void = () => undefined;
  let dead = false;
  const send = (deliver: () => void): void => {
    setImmediate(() => {
      if (!dead) deliver();
    });
  };
  new ThreadHost(
    {
      send: (message, transfer) => {
        const copy = structuredClone(message, { transfer: [...(transfer ?? [])] });
        send(() => {
          reply(copy);
        });
      },
      onMessage: (listener) => (ask = listener),
    },
    load,
  );
  return {
    send: (message) => {
      const copy = structuredClone(message);
      send(() => {
        ask(copy);
      });
    },
    onMessage: (listener) => (reply = listener),
    onEnd: (listener) => (ended = listener),
    end: () => Promise.resolve(),
    die: () => {
      dead = true;
      ended('It ended.');
    },
  };
}

const ids = (...values: number[]): Int32Array => Int32Array.from(values);

describe('a model in a thread', () => {
  it('feeds, cuts and frees sequences as the model itself does', async () => {
    const freed: string[] = [];
    const thread = fakeThread(() => Promise.resolve(contextLm(freed)));
    const lm = await ThreadedLm.load(thread, files, 1);
    expect(lm.canContinue).toBe(true);
    const sequence = lm.start();
    // Only these ids are sent, whatever array they are part of.
    const all = ids(9, 1, 2, 9);
    expect([...(await sequence.feed(all.subarray(1, 3))).data]).toEqual([1, 2]);
    expect(sequence).toMatchObject({ length: 2, bytes: 16 });
    const part = sequence.cut(1);
    expect(part).toMatchObject({ length: 1, bytes: 8 });
    expect([...(await sequence.feed(ids(3))).data]).toEqual([1, 2, 3]);
    expect([...((await part?.feed(ids(7)))?.data ?? [])]).toEqual([1, 7]);
    const empty = sequence.cut(0);
    expect([...((await empty?.feed(ids(5)))?.data ?? [])]).toEqual([5]);
    part?.dispose();
    freed.length = 0;
    sequence.dispose();
    await lm.dispose();
    expect(freed).toEqual(['sequence 1,7', 'sequence 1,2,3', 'model']);
  });

  it('cuts what is fed ahead to what its caller has seen', async () => {
    const lm = await ThreadedLm.load(
      fakeThread(() => Promise.resolve(contextLm([]))),
      files,
      1,
    );
    const sequence = lm.start();
    await sequence.feed(ids(1, 2));
    const ahead = sequence.feed(ids(3));
    const part = sequence.cut(2);
    await ahead;
    expect([...((await part?.feed(ids(4)))?.data ?? [])]).toEqual([1, 2, 4]);
  });

  it('says what cannot be cut', async () => {
    const lm = await ThreadedLm.load(
      fakeThread(() => Promise.resolve(contextLm([], false))),
      files,
      1,
    );
    const sequence = lm.start();
    await sequence.feed(ids(1, 2));
    expect(sequence.cut(1)).toBeUndefined();
    expect(sequence.cut(2)).toMatchObject({ length: 2 });
    const ahead = sequence.feed(ids(3));
    expect(sequence.cut(2)).toBeUndefined();
    await ahead;
  });

  it('continues sequences side by side', async () => {
    const freed: string[] = [];
    const lm = await ThreadedLm.load(
      fakeThread(() => Promise.resolve(contextLm(freed))),
      files,
      1,
    );
    const sequence = lm.start();
    expect(() => lm.batch([sequence])).toThrow('Nothing was fed');
    await sequence.feed(ids(1));
    const other = lm.start();
    await other.feed(ids(7));
    const batch = lm.batch([sequence, other, sequence]);
    expect(batch.count).toBe(3);
    expect([...(await batch.feed(ids(2, 3, 4))).data]).toEqual([1, 2, 7, 3, 1, 4]);
    batch.select([1, 1, 0]);
    expect([...(await batch.feed(ids(4, 5, 6))).data]).toEqual([7, 3, 4, 7, 3, 5, 1, 2, 6]);
    batch.dispose();
    await lm.dispose();
    expect(freed).toContain('batch');
  });

  it('passes failures on with their kind, and the reason for the log only', async () => {
    const lm = await ThreadedLm.load(
      fakeThread(() => Promise.resolve(contextLm([]))),
      files,
      1,
    );
    const failure: unknown = await lm
      .start()
      .feed(ids(13))
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UserFacingError);
    expect(failure).toMatchObject({
      kind: 'unreadable',
      message: 'It fails.',
      actions: ['showLog'],
    });
    expect(String((failure as Error).cause)).toContain('The runtime’s own words');
    await expect(
      ThreadedLm.load(
        fakeThread(() => Promise.reject(new Error('Unexpected'))),
        files,
        1,
      ),
    ).rejects.toThrow('Unexpected');
  });

  it('lets nobody wait for a thread that has ended', async () => {
    const thread = fakeThread(() => Promise.resolve(contextLm([])));
    const lm = await ThreadedLm.load(thread, files, 1);
    const waiting = lm.start().feed(ids(1));
    thread.die();
    const lost = { kind: 'processLost', cause: new Error('It ended.') };
    await expect(waiting).rejects.toMatchObject(lost);
    await expect(lm.start().feed(ids(1))).rejects.toMatchObject(lost);
    await lm.dispose();
  });

  it('is freed where its thread ends by itself before it has answered that', async () => {
    const thread = fakeThread(() => Promise.resolve(contextLm([])));
    const lm = await ThreadedLm.load(thread, files, 1);
    const freed = lm.dispose();
    thread.die();
    await expect(freed).resolves.toBeUndefined();
  });
});
