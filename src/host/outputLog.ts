import type * as vscode from 'vscode';
import type { Log, LogLevel } from '../common/log';

/** The log of everything in the extension host, over the output channel that Show Log opens. */
export class OutputLog implements Log {
  constructor(private readonly channel: vscode.LogOutputChannel) {}

  log(level: LogLevel, message: string): void {
    this.channel[level](message);
  }

  /** Brings the channel to the front and leaves the focus where it is. */
  show(): void {
    this.channel.show(true);
  }
}
