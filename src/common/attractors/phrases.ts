const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/** Most words of a phrase. */
const longest = 3;

/** The words of a text in lower case; undefined where a phrase cannot go on, as at a full stop. */
function* wordsOf(text: string): Generator<string | undefined> {
  for (const { segment, isWordLike } of segmenter.segment(text)) {
    if (isWordLike === true) yield segment.toLowerCase();
    // A line break ends a phrase, other white space does not.
    else if (/[^\p{Z}\t]/u.test(segment)) yield undefined;
  }
}

/** The different words and phrases of up to three words of a text, in lower case. */
export function phrasesOf(text: string): Set<string> {
  const phrases = new Set<string>();
  let before: string[] = [];
  for (const word of wordsOf(text)) {
    if (word === undefined) {
      before = [];
      continue;
    }
    before = [...before, word].slice(-longest);
    for (let first = 0; first < before.length; first++) {
      phrases.add(before.slice(first).join(' '));
    }
  }
  return phrases;
}
