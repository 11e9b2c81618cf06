/** What the page needs to load its parts; addresses as the webview sees them. */
export interface PanelPage {
  /** Source expression under which the webview serves local files. */
  readonly cspSource: string;
  readonly nonce: string;
  readonly script: string;
  readonly styles: string;
  readonly codicons: string;
}

/**
 * The panel's page: an empty body that the script fills from messages. Nothing but the extension's own
 * files may load, scripts only with the nonce, and no inline style at all.
 */
export function panelHtml(page: PanelPage): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${page.nonce}'`,
    `style-src ${page.cspSource}`,
    `font-src ${page.cspSource}`,
    `img-src ${page.cspSource}`,
  ].join('; ');
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="stylesheet" href="${page.codicons}" id="vscode-codicon-stylesheet" />
    <link rel="stylesheet" href="${page.styles}" />
    <title>Steerscope</title>
  </head>
  <body>
    <div id="panel"></div>
    <script type="module" nonce="${page.nonce}" src="${page.script}"></script>
  </body>
</html>
`;
}
