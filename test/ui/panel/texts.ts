const paragraphs = [
  'The rain had not let up since Tuesday. Marta sat at the kitchen table with the gas bill in front of her and the radio turned low, and she did not want to open either.',
  '“You could ask your brother,” said Tom from the door. Marta smiled at him.',
  'They had buried the old man in March, in the wet clay above the harbour, and since then the house had been full of small noises. A tap. A door. The clock in the hall that nobody wound.',
  'Tom put the kettle on. “We could sell the boat,” he said, and then, because she did not answer, he said it again, more slowly, as if to the kettle.',
  'There was music in the garden next door, and flowers on the wall. Nobody had invited them to the party, but the bride had smiled over the hedge and said something about a dance after the wedding.',
  'Marta folded the bill along its old crease and put it under the lamp. A gull walked up and down on the sill outside, looking in at them like a landlord.',
];

/** A plain story of about six hundred tokens. */
export const story = [
  '# Rain',
  ...paragraphs,
  ...paragraphs.toReversed(),
  ...paragraphs,
  ...paragraphs.slice(1, 3),
].join('\n\n');

/** Everything that is awkward to draw: emoji in bytes, right-to-left text, CJK, tabs, a very long word. */
export const awkward = [
  'The party 🎉 began at ten.\tNobody came.',
  'היא הלכה הביתה בגשם ולא אמרה מילה.',
  '她在厨房的桌子旁坐下 雨一直下',
  `Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle ${'a'.repeat(120)} <b>not markup</b> &amp; "quoted".`,
].join('\n');
