import type { CancellationToken, MessageConnection } from 'vscode-jsonrpc/node';
import { CancelledError, toErrorReport } from '../common/errors';
import type { Log } from '../common/log';
import {
  modelMethods,
  type CompareParams,
  type CompareProgress,
  type CompareResult,
  type LogMessage,
  type ProgressMessage,
  type Reply,
} from '../common/protocol/model';

/** What the server offers to its client; PairComparer is one. */
export interface Comparer {
  compare(
    params: CompareParams,
    onProgress: (progress: CompareProgress) => void,
    signal: AbortSignal,
  ): Promise<CompareResult>;
}

/** A log whose lines go to the client. */
export function connectionLog(connection: MessageConnection): Log {
  return {
    log: (level, message) => {
      const line: LogMessage = { level, message };
      send(connection, modelMethods.log, line);
    },
  };
}

/**
 * Answers a client's requests over a connection: failures and cancellation as data, rows as they are
 * scored. The caller starts the connection.
 *
 * @param exit ends the process; called when the client asks for it
 */
export function serve(connection: MessageConnection, comparer: Comparer, exit: () => void): void {
  connection.onRequest(
    modelMethods.compare,
    async (params: CompareParams, token: CancellationToken): Promise<Reply<CompareResult>> => {
      const abort = new AbortController();
      if (token.isCancellationRequested) abort.abort();
      const subscription = token.onCancellationRequested(() => {
        abort.abort();
      });
      try {
        const onProgress = (progress: CompareProgress): void => {
          const message: ProgressMessage = { runId: params.runId, progress };
          send(connection, modelMethods.progress, message);
        };
        return { ok: true, value: await comparer.compare(params, onProgress, abort.signal) };
      } catch (error) {
        if (error instanceof CancelledError) return { ok: false, cancelled: true };
        return { ok: false, cancelled: false, error: toErrorReport(error) };
      } finally {
        subscription.dispose();
      }
    },
  );
  connection.onNotification(modelMethods.exit, exit);
}

/** Sends a notification. A client that is gone takes the process with it, so it needs no answer. */
function send(connection: MessageConnection, method: string, message: object): void {
  connection.sendNotification(method, message).catch(() => undefined);
}
