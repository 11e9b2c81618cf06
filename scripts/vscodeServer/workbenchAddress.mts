/** What the workbench shall show and load. All paths are absolute. */
export interface WorkbenchOptions {
  readonly folder?: string;
  /** Opened at the start. */
  readonly file?: string;
  readonly extensionDevelopmentPath?: string;
  readonly extensionTestsPath?: string;
  /** Added to the environment of the extension host. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The address of the workbench; development paths need a server started for development. */
export function workbenchAddress(authority: string, options: WorkbenchOptions): string {
  const remote = (file: string): string => `vscode-remote://${authority}${file}`;
  const payload: [string, string][] = [];
  const add = (key: string, value: string | undefined): void => {
    if (value !== undefined) payload.push([key, value]);
  };
  const { folder, file, extensionDevelopmentPath, extensionTestsPath, environment } = options;
  add('openFile', file && remote(file));
  add('extensionDevelopmentPath', extensionDevelopmentPath && remote(extensionDevelopmentPath));
  add('extensionTestsPath', extensionTestsPath && remote(extensionTestsPath));
  add('extensionEnvironment', environment && JSON.stringify(environment));
  const query = new URLSearchParams(folder === undefined ? { ew: 'true' } : { folder });
  if (payload.length > 0) query.set('payload', JSON.stringify(payload));
  return `http://${authority}/?${query.toString()}`;
}
