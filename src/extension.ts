import * as vscode from 'vscode';
import { ActiveDocument } from './host/activeDocument';
import { ActivePair } from './host/activePair';
import { BestPrefixes } from './host/bestPrefixes';
import { ComparisonStore } from './host/comparisonStore';
import { ContextKeySetter } from './host/contextKeys';
import { DocumentComparer } from './host/documentComparer';
import { LiveScheduler } from './host/liveScheduler';
import { Mixtures } from './host/mixtures';
import { ModelClient } from './host/modelClient';
import { ModelProcess } from './host/modelProcess';
import { OutputLog } from './host/outputLog';
import { PairCatalog } from './host/pairCatalog';
import { ResultCache } from './host/resultCache';
import { engineStamp } from './model/engineStamp';
import { ComparisonCache } from './storage/comparisonCache';
import { Attractors } from './host/sampling/attractors';
import { Checkpoints } from './host/sampling/checkpoints';
import { Probes } from './host/probing/probes';
import { Continuations } from './host/sampling/continuations';
import { SettingsService } from './host/settings';
import { Actions } from './views/actions';
import { CacheCommands } from './views/cacheCommands';
import { commandTable } from './views/commandTable';
import { registerCommands } from './views/commands';
import { CompareCommands } from './views/compareCommands';
import { Decorator, type Painted } from './views/decorations/decorator';
import { SampledSections } from './views/exports/sampledSections';
import { SectionExport } from './views/exports/sectionExport';
import { SectionSources } from './views/exports/sectionSources';
import { LineRewardHints } from './views/lineRewardHints';
import { Navigation } from './views/navigation';
import { PanelManager } from './views/panel/panelManager';
import { registerPanelSerializer } from './views/panel/panelSerializer';
import { Problems } from './views/problems';
import { ReportProvider } from './views/reportProvider';
import { AttractorCommands } from './views/samples/attractorCommands';
import { SampleCommands } from './views/samples/sampleCommands';
import { SamplesView } from './views/samples/samplesView';
import { SelectCommands } from './views/selectCommands';
import { ShowCommands } from './views/showCommands';
import { StudiesView } from './views/studies/studiesView';
import { StudyCommands } from './views/studies/studyCommands';
import { StatusBar } from './views/statusBar';
import { Targets } from './views/targets';
import { TokenHover } from './views/tokenHover';

/** What the host tests see of a running extension. */
export interface ExtensionApi {
  /** What has to be disposed when the extension ends, and what it is started with. */
  readonly context: vscode.ExtensionContext;
  readonly store: ComparisonStore;
  readonly continuations: Continuations;
  readonly attractors: Attractors;
  readonly probes: Probes;
  readonly checkpoints: Checkpoints;
  readonly mixtures: Pick<Mixtures, 'ask'>;
  readonly samples: Pick<SamplesView, 'perform' | 'snapshot'>;
  readonly panel: Pick<PanelManager, 'saidOfSelection'>;
  readonly processId: () => number | undefined;
  readonly onDidPaint: vscode.Event<Painted>;
}

/** Ends when nothing that was reported as done would be lost with this process. */
let finish: () => Promise<void> = () => Promise.resolve();

/** VS Code waits for it, for some seconds, before it ends the extension host. */
export function deactivate(): Promise<void> {
  return finish();
}

export function activate(context: vscode.ExtensionContext): ExtensionApi {
  const channel = vscode.window.createOutputChannel('Steerscope', { log: true });
  const log = new OutputLog(channel);
  context.subscriptions.push(log);
  try {
    return compose(context, log);
  } catch (error) {
    // VS Code itself says nothing when an extension fails to activate.
    channel.error(error instanceof Error ? error : String(error));
    void vscode.window.showErrorMessage(
      vscode.l10n.t('Steerscope could not start. Its log has the details.'),
    );
    throw error;
  }
}

function compose(context: vscode.ExtensionContext, log: OutputLog): ExtensionApi {
  const own = <T extends vscode.Disposable>(service: T): T => {
    context.subscriptions.push(service);
    return service;
  };
  const file = (...parts: string[]): vscode.Uri =>
    vscode.Uri.joinPath(context.extensionUri, ...parts);

  const settings = own(new SettingsService(log));
  const store = own(new ComparisonStore());
  const catalog = new PairCatalog(file('media', 'models'), settings, log);
  const process = own(
    new ModelProcess({
      program: file('dist', 'modelProcess.js').fsPath,
      arguments: [vscode.Uri.joinPath(context.globalStorageUri, 'probes.json').fsPath],
      log,
      idleMilliseconds: () => settings.get('idleShutdown') * 60_000,
    }),
  );
  const cache = new ComparisonCache(
    vscode.Uri.joinPath(context.globalStorageUri, 'results').fsPath,
    () => settings.get('cache.size') * 1e6,
    log,
  );
  const stamp = engineStamp(file('dist').fsPath);
  const results = own(new ResultCache(cache, stamp, settings));
  finish = () => results.finish();
  const client = new ModelClient(process);
  const comparer = own(new DocumentComparer(store, client, catalog, results, settings, log));
  const continuations = own(new Continuations(client, log));
  const attractors = own(new Attractors(client, log));
  const probes = own(new Probes(client, log));
  const checkpoints = own(new Checkpoints(client, log));
  const mixtures = own(new Mixtures(client, catalog, settings, log));
  own(new LiveScheduler(store, comparer, settings));
  const active = own(new ActiveDocument());
  const activePair = own(new ActivePair(catalog, settings));
  own(new ContextKeySetter(store, active, { continuations, attractors, probes, checkpoints }, log));

  const cancelSampling = (): void => {
    for (const { task } of [continuations, attractors, probes, checkpoints]) task.cancel();
  };
  const restart = (): void => {
    comparer.cancelAll();
    cancelSampling();
    mixtures.cancel();
    process.restart();
  };
  const actions: Actions = new Actions(
    () => select.chooseFolder(),
    (uri) => {
      restart();
      return compare.repeat(uri);
    },
  );
  const problems = new Problems(actions, log);
  const samplesView = own(new SamplesView(continuations, attractors, catalog, settings, problems));
  const studiesView = own(new StudiesView(probes, checkpoints, settings));
  const panel = own(
    new PanelManager(
      context.extensionUri,
      store,
      settings,
      activePair,
      actions,
      samplesView,
      studiesView,
      mixtures,
      log,
    ),
  );
  own(registerPanelSerializer(panel));
  const targets = new Targets(active);
  const navigation = new Navigation(store, settings);
  const compare = new CompareCommands(
    comparer,
    targets,
    settings,
    panel,
    problems,
    store,
    new BestPrefixes(context.workspaceState),
    catalog,
  );
  const select = new SelectCommands(catalog, settings, active, store, (uri) =>
    compare.compareDocument(uri),
  );
  const show = new ShowCommands(store, targets, navigation, panel, catalog, settings);

  const sample = new SampleCommands(
    store,
    continuations,
    samplesView,
    targets,
    navigation,
    panel,
    settings,
  );
  const attract = new AttractorCommands(
    attractors,
    targets,
    active,
    panel,
    catalog,
    settings,
    problems,
  );
  const study = new StudyCommands(
    probes,
    checkpoints,
    catalog,
    settings,
    panel,
    problems,
    file('media', 'probes', 'stories.probes.json'),
  );
  const sampled = new SampledSections(
    { continuations, attractors, probes, checkpoints },
    samplesView,
    studiesView,
    settings,
  );
  const section = new SectionExport(
    new SectionSources(store, targets, settings, sampled, panel),
    panel,
  );

  const decorator = own(new Decorator(store, settings));
  own(new StatusBar(store, active, settings, activePair, problems));
  own(new ReportProvider(store, settings, samplesView, studiesView));
  own(vscode.languages.registerHoverProvider({ scheme: '*' }, new TokenHover(store, settings)));
  const table = commandTable({
    compare,
    select,
    show,
    cache: new CacheCommands(results),
    sample,
    attract,
    section,
    lineRewards: own(new LineRewardHints(store, settings)),
    study,
    panel,
    active,
    log,
    restart,
    cancelSampling,
  });
  own(registerCommands(table, problems));
  return {
    context,
    store,
    continuations,
    attractors,
    probes,
    checkpoints,
    mixtures,
    samples: samplesView,
    panel,
    processId: () => process.processId,
    onDidPaint: decorator.onDidPaint,
  };
}
