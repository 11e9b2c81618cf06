// Sets up the end of the process as the model process does, and then fails where nothing catches it.
import { endWithParent } from '../../../src/model/processLifetime';

endWithParent(() => process.exit(0));
setImmediate(() => {
  throw new Error('Nobody expected this.');
});
