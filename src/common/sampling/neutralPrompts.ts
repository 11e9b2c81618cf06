/**
 * Beginnings of stories that hold no mood and lead nowhere in particular. The bundled pair was never
 * trained, tuned or evaluated on them.
 */
export const neutralPrompts: readonly string[] = [
  'The bus stopped at the corner. A woman with a grey coat got off and',
  'There was a ladder behind the shed. Every autumn somebody',
  'The clock in the kitchen showed five. Sam looked at the wall and',
  'On the first page of the book there was a map. It showed',
  'A man came to the shop to buy some nails. He said',
  'The road went past the school and down to the bridge. At the bridge',
  'Anna counted the plates on the shelf. There were',
  'The letter came on a Monday. It was from',
  'Behind the house there was a field with two old trees. One day',
  'The boat was tied to a post. In the boat there was',
  'Ben carried a bag of potatoes up the stairs. At the door he',
  'It was the month of March. The farmer walked along the fence and',
  'The train was late. The people at the station',
  'My uncle has a shelf full of jars. In the jars he keeps',
  'The dog lay beside the gate. When the postman came, it',
  'There are three doors in the long hall. Behind the second door',
  'Lily drew a square on the paper. Then she drew',
  'In the evening the lamp was lit. The old woman sat down and',
  'A stone rolled down the hill and stopped in front of a goat. The goat',
  'The teacher opened the window of the classroom. Outside',
];
