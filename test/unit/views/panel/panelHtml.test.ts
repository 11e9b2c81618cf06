import { describe, expect, it } from 'vitest';
import { panelHtml } from '../../../../src/views/panel/panelHtml';

const html = panelHtml({
  cspSource: 'https://webview.test',
  nonce: 'abc123',
  script: 'https://webview.test/main.js',
  styles: 'https://webview.test/styles.css',
  codicons: 'https://webview.test/codicon.css',
});

describe('panelHtml', () => {
  it('allows the extension’s own files and nothing else', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]?.split('; ');
    expect(policy).toEqual([
      "default-src 'none'",
      "script-src 'nonce-abc123'",
      'style-src https://webview.test',
      'font-src https://webview.test',
      'img-src https://webview.test',
    ]);
  });

  it('holds no inline script, style or handler', () => {
    expect(html).not.toMatch(/unsafe|<style|\sstyle=|\son\w+=/);
    expect(html.match(/<script[^>]*>/g)).toEqual([
      '<script type="module" nonce="abc123" src="https://webview.test/main.js">',
    ]);
  });
});
