import * as vscode from 'vscode';
import { commandIds, type CommandId } from '../common/contributions';
import { CancelledError } from '../common/errors';
import type { Problems } from './problems';
import { uriOf } from './targets';

/** A command's work; arguments come from menus, links, keybindings and other extensions. */
export type CommandHandler = (...args: readonly unknown[]) => unknown;

/** A handler for every command: leaving one out is a compile error. */
export type CommandTable = Readonly<Record<CommandId, CommandHandler>>;

/** Registers every command; what one throws is shown to the user and goes no further. */
export function registerCommands(table: CommandTable, problems: Problems): vscode.Disposable {
  return vscode.Disposable.from(
    ...commandIds.map((id) =>
      vscode.commands.registerCommand(id, async (...args: unknown[]) => {
        try {
          await table[id](...args);
        } catch (error) {
          if (!(error instanceof CancelledError)) problems.showThrown(error, uriOf(args[0]));
        }
      }),
    ),
  );
}
