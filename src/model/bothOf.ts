/** Both outcomes, or the first failure once both have settled, so that nothing is left under way. */
export async function bothOf<T>(one: Promise<T>, other: Promise<T>): Promise<[T, T]> {
  await Promise.allSettled([one, other]);
  return [await one, await other];
}
