import type * as vscode from 'vscode';
import type { Log, LogLevel } from '../common/log';

/** The log of everything in the extension host, over the output channel that Show Log opens. */
export class OutputLog implements Log, vscode.Disposable {
  private isClosed = false;

  /** @param channel which it owns */
  constructor(private readonly channel: vscode.LogOutputChannel) {}

  /** Writes a line. What ends after the extension, such as a run or its process, has nowhere to say so. */
  log(level: LogLevel, message: string): void {
    if (!this.isClosed) this.channel[level](message);
  }

  /** Brings the channel to the front and leaves the focus where it is. */
  show(): void {
    this.channel.show(true);
  }

  dispose(): void {
    this.isClosed = true;
    this.channel.dispose();
  }
}
