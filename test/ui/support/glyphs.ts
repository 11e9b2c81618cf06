import type { Locator } from 'playwright-core';

/** A bottom border behind a character, as computed. */
export interface Border {
  /** Such as `2px`. */
  readonly width: string;
  readonly style: string;
  readonly color: string;
}

/** How one character of the document is really drawn. */
export interface Glyph {
  readonly character: string;
  /** `solid`, `dashed`, or empty without an underline. */
  readonly underline: string;
  readonly underlineColor: string;
  /** Computed background colours of the decorations behind the character. */
  readonly backgrounds: readonly string[];
  readonly borders: readonly Border[];
}

/** Reads the editor's drawn characters in the document's order, without line breaks. */
export async function drawnGlyphs(editor: Locator): Promise<Glyph[]> {
  return await editor.evaluate((root): Glyph[] => {
    const visible = (color: string): boolean =>
      color !== 'transparent' && !color.endsWith(', 0)') && color !== '';
    const overlays = [...root.querySelectorAll('.view-overlays .cdr')].map((element) => {
      const style = getComputedStyle(element);
      const bordered = style.borderBottomStyle !== 'none' && visible(style.borderBottomColor);
      return {
        box: element.getBoundingClientRect(),
        // The editor's own overlays (current line, selection, word highlights) are no decorations of ours.
        ours: /(?:^|\s)ced-/.test(element.className),
        background: style.backgroundColor,
        border: bordered
          ? {
              width: style.borderBottomWidth,
              style: style.borderBottomStyle,
              color: style.borderBottomColor,
            }
          : undefined,
      };
    });
    const lines = [...root.querySelectorAll<HTMLElement>('.view-line')].sort(
      (a, b) => Number.parseFloat(a.style.top) - Number.parseFloat(b.style.top),
    );
    const glyphs: Glyph[] = [];
    for (const line of lines) {
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const style =
          node.parentElement === null ? undefined : getComputedStyle(node.parentElement);
        const underlined = style?.textDecorationLine.includes('underline') === true;
        const text = node.nodeValue ?? '';
        for (let at = 0; at < text.length; at += 1) {
          const range = document.createRange();
          range.setStart(node, at);
          range.setEnd(node, at + 1);
          const box = range.getBoundingClientRect();
          const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
          const behind = overlays.filter(
            (overlay) =>
              overlay.ours &&
              overlay.box.left <= x &&
              x <= overlay.box.right &&
              overlay.box.top <= y &&
              y <= overlay.box.bottom,
          );
          glyphs.push({
            character: (text[at] ?? '').replace('\u00a0', ' '),
            underline: underlined ? style.textDecorationStyle : '',
            underlineColor: underlined ? style.textDecorationColor : '',
            backgrounds: behind.map(({ background }) => background).filter(visible),
            borders: behind.flatMap(({ border }) => border ?? []),
          });
        }
      }
    }
    return glyphs;
  });
}
