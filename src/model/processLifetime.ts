import { watchParent } from './parentWatch';

/**
 * Makes the process end when its parent does, however that ends, and after any error that nothing
 * caught, with exit code 1 and the error on standard error.
 *
 * SIGTERM keeps its default and so ends the process at once, also in the middle of a run: there is
 * nothing to save. Ctrl-C in a terminal reaches the parent too, which decides.
 *
 * @param exit ends the process without an error
 */
export function endWithParent(exit: () => void): void {
  process.on('SIGINT', () => undefined);
  process.on('disconnect', exit);
  process.on('uncaughtException', (error) => {
    // Standard error reaches the parent even if the connection is what broke.
    process.stderr.write(`${error.stack ?? error.message}\n`, () => {
      process.exit(1);
    });
  });
  watchParent();
}
