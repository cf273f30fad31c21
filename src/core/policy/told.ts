// Several ids or reasons in one line for whoever is refused: the first of them, and how many more there are.
import { bound } from '../model/bounds.ts'

export function told(words: readonly string[], between: string): string {
  const said = words.filter((word) => word !== '')
  const first = said.slice(0, bound('statements-told'))
  const more = said.length - first.length
  return first.join(between) + (more > 0 ? `${between}and ${more} more` : '')
}
