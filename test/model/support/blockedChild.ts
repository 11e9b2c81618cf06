// Watches its parent, says that it runs, and then blocks its main thread for ever.
import { modelMethods } from '../../../src/common/protocol/model';
import { watchParent } from '../../../src/model/parentWatch';

watchParent();
const message = {
  jsonrpc: '2.0',
  method: modelMethods.progress,
  params: { runId: 1, progress: { kind: 'rows' } },
};
process.send?.(message, () => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
