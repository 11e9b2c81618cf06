import type { CancellationToken, MessageConnection } from 'vscode-jsonrpc/node';
import { CancelledError, toErrorReport } from '../common/errors';
import type { Log } from '../common/log';
import {
  modelMethods,
  type LogMessage,
  type ProgressMessage,
  type Reply,
} from '../common/protocol/model';
import type { ModelRequestName, ModelRequests } from '../common/protocol/requests';

/** Does what a request asks for; failures and cancellation are thrown. */
type Service<R extends ModelRequests[ModelRequestName]> = (
  params: R['params'],
  onProgress: (progress: R['progress']) => void,
  signal: AbortSignal,
) => Promise<R['result']>;

/** What the server offers to its client. */
export type ModelServices = { readonly [Name in ModelRequestName]: Service<ModelRequests[Name]> };

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
 * Answers a client's requests over a connection: failures and cancellation as data, results as they come.
 * The caller starts the connection.
 *
 * @param exit ends the process; called when the client asks for it
 */
export function serve(
  connection: MessageConnection,
  services: ModelServices,
  exit: () => void,
): void {
  answer(connection, 'compare', services.compare);
  answer(connection, 'sample', services.sample);
  answer(connection, 'findAttractors', services.findAttractors);
  answer(connection, 'testPerturbations', services.testPerturbations);
  answer(connection, 'probe', services.probe);
  answer(connection, 'compareCheckpoints', services.compareCheckpoints);
  answer(connection, 'mix', services.mix);
  connection.onNotification(modelMethods.exit, exit);
}

function answer<Name extends ModelRequestName>(
  connection: MessageConnection,
  name: Name,
  service: Service<ModelRequests[Name]>,
): void {
  type Request = ModelRequests[Name];
  connection.onRequest(
    modelMethods[name],
    async (
      params: Request['params'],
      token: CancellationToken,
    ): Promise<Reply<Request['result']>> => {
      const abort = new AbortController();
      if (token.isCancellationRequested) abort.abort();
      const subscription = token.onCancellationRequested(() => {
        abort.abort();
      });
      try {
        const onProgress = (progress: Request['progress']): void => {
          const message: ProgressMessage<Request['progress']> = { runId: params.runId, progress };
          send(connection, modelMethods.progress, message);
        };
        return { ok: true, value: await service(params, onProgress, abort.signal) };
      } catch (error) {
        if (error instanceof CancelledError) return { ok: false, cancelled: true };
        return { ok: false, cancelled: false, error: toErrorReport(error) };
      } finally {
        subscription.dispose();
      }
    },
  );
}

/** Sends a notification. A client that is gone takes the process with it, so it needs no answer. */
function send(connection: MessageConnection, method: string, message: object): void {
  connection.sendNotification(method, message).catch(() => undefined);
}
