import { Worker } from 'node:worker_threads';

/** Milliseconds between looks at the parent. */
const interval = 500;

/**
 * Ends this process when its parent is gone, even while the runtime blocks the main thread: only a
 * thread of its own can notice then. The closed channel says the same sooner when nothing blocks.
 */
const watch = `
const { ppid, pid } = process;
setInterval(() => {
  let alive = process.ppid === ppid;
  try { process.kill(ppid, 0); } catch (error) { alive &&= error.code === 'EPERM'; }
  if (!alive) process.kill(pid, 'SIGKILL');
}, ${interval});
`;

/** Starts to watch the parent; the watch does not keep the process alive by itself. */
export function watchParent(): void {
  new Worker(watch, { eval: true }).unref();
}
