import { Worker } from 'node:worker_threads';

/** Milliseconds between looks at the parent. */
const interval = 500;

/** Runs in a thread of its own. A parent that died is replaced by another process, or by none. */
const watch = `
const { workerData: parent } = require('node:worker_threads');
setInterval(() => {
  let alive = process.ppid === parent;
  try { process.kill(parent, 0); } catch (error) { alive &&= error.code === 'EPERM'; }
  if (!alive) process.kill(process.pid, 'SIGKILL');
}, ${interval});
`;

/**
 * Ends this process when its parent is gone, even while the runtime blocks the main thread: only
 * another thread can notice then. The closed channel says the same sooner when nothing blocks. The
 * watch does not keep the process alive by itself.
 */
export function watchParent(): void {
  // Asked here: by the time the thread runs, the parent may be gone already.
  new Worker(watch, { eval: true, workerData: process.ppid }).unref();
}
