import type { CancellationToken } from 'vscode';

/** Does work with a signal that aborts when a token of VS Code is cancelled. */
export async function withSignal<T>(
  token: CancellationToken,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const cancelled = new AbortController();
  if (token.isCancellationRequested) cancelled.abort();
  const cancellation = token.onCancellationRequested(() => {
    cancelled.abort();
  });
  try {
    return await work(cancelled.signal);
  } finally {
    cancellation.dispose();
  }
}
