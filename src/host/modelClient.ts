import type { CancellationToken } from 'vscode';
import { ErrorCodes, ResponseError } from 'vscode-jsonrpc/node';
import { CancelledError, type ErrorReport } from '../common/errors';
import { modelMethods, type CompareResult, type Reply } from '../common/protocol/model';
import type { ModelRequestName, ModelRequests } from '../common/protocol/requests';
import type { ModelConnection, ModelProcess } from './modelProcess';
import { processEndError } from './processEnd';
import { withSignal } from './withSignal';

/** A failure that the model process reported, in the form that every surface shows. */
export class ReportedError extends Error {
  override readonly name = 'ReportedError';

  constructor(readonly report: ErrorReport) {
    super(report.message);
  }
}

/** What is asked of the process, and how it is followed. */
export interface ModelRequest<Name extends ModelRequestName> {
  readonly params: Omit<ModelRequests[Name]['params'], 'runId'>;
  readonly onProgress: (progress: ModelRequests[Name]['progress']) => void;
  readonly token: CancellationToken;
  /**
   * Milliseconds that the process may take to answer a cancellation before it is killed; asked when
   * the cancellation comes.
   */
  readonly cancelGrace: () => number;
}

/** The process of a request was killed because of another request. */
class LostToAnother extends Error {
  override readonly name = 'LostToAnother';
}

/** Typed calls of the model process, which decides whose turn it is when several are under way. */
export class ModelClient {
  private lastRunId = 0;

  constructor(private readonly process: Pick<ModelProcess, 'use'>) {}

  /** Scores a text; see {@link request}. */
  async compare(request: ModelRequest<'compare'>): Promise<CompareResult> {
    return this.request('compare', request);
  }

  /**
   * Asks the process. A request whose process was killed because of another one is made again, so that
   * its progress begins anew. Rejects with `CancelledError` once the run is cancelled and has given up,
   * with `ReportedError` for what the process reports and with `UserFacingError` when the process ends.
   */
  async request<Name extends ModelRequestName>(
    name: Name,
    request: ModelRequest<Name>,
  ): Promise<ModelRequests[Name]['result']> {
    for (;;) {
      try {
        return await this.run(name, request);
      } catch (error) {
        if (!(error instanceof LostToAnother)) throw error;
      }
    }
  }

  private async run<Name extends ModelRequestName>(
    name: Name,
    request: ModelRequest<Name>,
  ): Promise<ModelRequests[Name]['result']> {
    if (request.token.isCancellationRequested) throw new CancelledError();
    return withSignal(request.token, (cancelled) =>
      this.process.use((connection) => this.send(connection, name, request), cancelled),
    );
  }

  private async send<Name extends ModelRequestName>(
    connection: ModelConnection,
    name: Name,
    { params, onProgress, token, cancelGrace }: ModelRequest<Name>,
  ): Promise<ModelRequests[Name]['result']> {
    if (token.isCancellationRequested) throw new CancelledError();
    const runId = ++this.lastRunId;
    connection.followers.set(runId, (progress) => {
      // The process that this program started reports what the request's type says.
      if (!token.isCancellationRequested) onProgress(progress as ModelRequests[Name]['progress']);
    });
    let killTimer: NodeJS.Timeout | undefined;
    const cancellation = token.onCancellationRequested(() => {
      killTimer = setTimeout(() => {
        connection.kill();
      }, cancelGrace());
    });
    try {
      const reply = await connection.rpc.sendRequest<Reply<ModelRequests[Name]['result']>>(
        modelMethods[name],
        { ...params, runId },
        token,
      );
      if (isCancelled(token) || (!reply.ok && reply.cancelled)) {
        throw new CancelledError();
      }
      if (!reply.ok) throw new ReportedError(reply.error);
      return reply.value;
    } catch (error) {
      if (isCancelled(token)) throw new CancelledError();
      if (error instanceof ReportedError || error instanceof CancelledError) throw error;
      throw await explain(connection, error);
    } finally {
      clearTimeout(killTimer);
      cancellation.dispose();
      connection.followers.delete(runId);
    }
  }
}

/** Read anew each time: a cancellation comes while a request is awaited. */
function isCancelled(token: CancellationToken): boolean {
  return token.isCancellationRequested;
}

/** What a failed request means: the process is gone, on purpose or not, or its handler failed. */
async function explain(connection: ModelConnection, error: unknown): Promise<unknown> {
  const answered =
    error instanceof ResponseError && error.code !== ErrorCodes.PendingResponseRejected;
  if (answered) return error;
  // The connection broke, so the process has ended or is about to.
  const end = await connection.ended;
  if (connection.wasKilled()) return new LostToAnother();
  return connection.endExpected() ? new CancelledError() : processEndError(end);
}
