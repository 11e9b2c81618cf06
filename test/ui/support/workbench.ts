import type { FrameLocator, Locator, Page } from 'playwright-core';

/** A person at the workbench: what the UI tests do and look at. */
export class Workbench {
  constructor(readonly page: Page) {}

  /** Waits until the workbench is drawn. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
  }

  /** The text editors in sight, in the order of their groups. */
  get editors(): Locator {
    return this.page.locator('.editor-group-container .editor-instance > .monaco-editor');
  }

  get editor(): Locator {
    return this.editors.first();
  }

  /** The hover in sight that says what is known of a token. */
  get hover(): Locator {
    return this.page
      .locator('.monaco-hover:not(.hidden) .hover-contents')
      .filter({ hasText: 'log ratio' })
      .first();
  }

  /** The line of the editor that holds `text`. */
  line(text: string): Locator {
    return this.editor.locator('.view-line').filter({ hasText: text }).first();
  }

  statusItem(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item').filter({ hasText: text }).first();
  }

  /** The page inside the panel's two frames. */
  get panel(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  /** Runs a command by its title. */
  async command(title: string): Promise<void> {
    await this.quickInput('F1', `>${title}`, title);
  }

  /** Opens a file of the workspace folder by its name. */
  async openFile(name: string): Promise<void> {
    await this.quickInput('Control+P', name, name);
    await this.page.locator('.tab').filter({ hasText: name }).first().waitFor();
    await this.editor.locator('.view-line').first().waitFor();
  }

  /** Chooses an entry of the list that a command opened. */
  async choose(text: string): Promise<void> {
    const row = this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text });
    await row.first().click();
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** Puts the mouse on the first letter of a word, as a hand does: not in one jump. */
  async pointAt(word: string): Promise<void> {
    const box = await this.wordBox(word);
    await this.page.mouse.move(box.x + 200, box.y + 150);
    await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 6 });
  }

  /** Where a word of the document is drawn, in pixels of the page. */
  async wordBox(word: string): Promise<{ x: number; y: number; width: number; height: number }> {
    const box = await this.editor.locator('.view-lines').evaluate((lines, wanted) => {
      const walker = document.createTreeWalker(lines, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        // The editor draws spaces as no-break spaces.
        const at = (node.nodeValue ?? '').replaceAll('\u00a0', ' ').indexOf(wanted);
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + wanted.length);
        const { x, y, width, height } = range.getBoundingClientRect();
        return { x, y, width, height };
      }
      return undefined;
    }, word);
    if (box === undefined) throw new Error(`"${word}" is not drawn in the editor`);
    return box;
  }

  /** The caret's place as the status bar states it, which it does while the editor has the focus. */
  async caret(): Promise<string> {
    await this.page.keyboard.press('Control+1');
    return await this.page
      .locator('.part.statusbar')
      .getByText(/^Ln \d+, Col \d+/)
      .innerText();
  }

  /** Takes the theme of this name, as the user does: no window is loaded again. */
  async chooseTheme(name: string): Promise<void> {
    await this.command('Preferences: Color Theme');
    await this.page.locator('.quick-input-widget input.input').first().fill(name);
    await this.choose(name);
  }

  private async quickInput(key: string, text: string, row: string): Promise<void> {
    const widget = this.page.locator('.quick-input-widget');
    const input = widget.locator('input.input').first();
    // An editor that opens late takes the focus, and that closes the list.
    for (let attempts = 3; ; attempts -= 1) {
      await this.page.keyboard.press(key);
      try {
        await input.fill(text, { timeout: 4_000 });
        break;
      } catch (error) {
        if (attempts === 1) throw error;
      }
    }
    await widget.locator('.monaco-list-row').filter({ hasText: row }).first().click();
  }
}
