import type { ActiveDocument } from '../host/activeDocument';
import type { OutputLog } from '../host/outputLog';
import type { CacheCommands } from './cacheCommands';
import type { CommandTable } from './commands';
import type { CompareCommands, PanelOpener } from './compareCommands';
import type { LineRewardHints } from './lineRewardHints';
import type { AttractorCommands } from './samples/attractorCommands';
import type { SampleCommands } from './samples/sampleCommands';
import type { SectionExport } from './exports/sectionExport';
import type { StudyCommands } from './studies/studyCommands';
import type { SelectCommands } from './selectCommands';
import type { ShowCommands } from './showCommands';
import { uriOf } from './targets';

/** Who does the work of the commands. */
interface CommandOwners {
  readonly compare: CompareCommands;
  readonly select: SelectCommands;
  readonly show: ShowCommands;
  readonly cache: CacheCommands;
  readonly sample: SampleCommands;
  readonly attract: AttractorCommands;
  readonly section: SectionExport;
  readonly lineRewards: Pick<LineRewardHints, 'toggle'>;
  readonly study: StudyCommands;
  readonly panel: PanelOpener;
  readonly active: Pick<ActiveDocument, 'uri'>;
  readonly log: Pick<OutputLog, 'show'>;
  readonly restart: () => void;
  readonly cancelSampling: () => void;
}

/**
 * What each command does. The first argument, where a command is about a document, is its URI and
 * may be left out; the others replace choices that the user would make.
 */
export function commandTable({
  compare,
  select,
  show,
  cache,
  sample,
  attract,
  section,
  lineRewards,
  study,
  panel,
  active,
  log,
  restart,
  cancelSampling,
}: CommandOwners): CommandTable {
  return {
    'steerscope.compareDocument': (uri) => compare.compareDocument(uri),
    'steerscope.compareSelection': (uri) => compare.compareSelection(uri),
    'steerscope.compareVisibleRange': (uri) => compare.compareVisibleRange(uri),
    'steerscope.compareWithClipboard': (uri) => compare.compareWithClipboard(uri),
    'steerscope.compareWithDocument': (uri, other) => compare.compareWithDocument(uri, other),
    'steerscope.compareWithCondition': (uri, prefix) => compare.compareWithCondition(uri, prefix),
    'steerscope.toggleLive': (uri) => compare.toggleLive(uri),
    'steerscope.toggleLineRewards': () => {
      lineRewards.toggle();
    },
    'steerscope.cancel': (uri) => compare.cancel(uri),
    'steerscope.clear': (uri) => compare.clear(uri),
    'steerscope.nextDivergence': (uri) => show.nextDivergence(uri),
    'steerscope.previousDivergence': (uri) => show.previousDivergence(uri),
    'steerscope.selectMetric': (id) => select.selectMetric(id),
    'steerscope.selectPair': (id) => select.selectPair(id),
    'steerscope.openPanel': (uri) => {
      panel.show(uriOf(uri) ?? active.uri);
    },
    'steerscope.showDistribution': (uri, row) => show.showDistribution(uri, row),
    'steerscope.showReport': (uri) => show.showReport(uri),
    'steerscope.export': (uri, format, target) => show.export(uri, format, target),
    'steerscope.sampleContinuations': (uri) => sample.sampleContinuations(uri),
    'steerscope.tryAlternative': (uri, row, id) => sample.tryAlternative(uri, row, id),
    'steerscope.insertContinuation': (uri, id) => sample.insertContinuation(uri, id),
    'steerscope.findAttractors': (uri, origin, file) => attract.findAttractors(uri, origin, file),
    'steerscope.testPerturbations': () => attract.testPerturbations(),
    'steerscope.runProbes': (_, source) => study.runProbes(_, source),
    'steerscope.compareCheckpoints': () => study.compareCheckpoints(),
    'steerscope.cancelSampling': cancelSampling,
    'steerscope.exportSection': (...choices) => section.run(...choices),
    'steerscope.openSample': () => show.openSample(),
    'steerscope.showLog': () => {
      log.show();
    },
    'steerscope.restartModelProcess': restart,
    'steerscope.clearCache': () => cache.clear(),
  };
}
