// A ruling for whoever is refused: several ids or reasons in one line, the first of them and how many more there are, and the next step.
import { bound } from '../model/bounds.ts'

export function told(words: readonly string[], between: string): string {
  const said = words.filter((word) => word !== '')
  const first = said.slice(0, bound('statements-told'))
  const more = said.length - first.length
  return first.join(between) + (more > 0 ? `${between}and ${more} more` : '')
}

/** What a ruling says, and by which statements. */
export const because = (why: string, statements: readonly string[]): string =>
  `${why.replace(/[.?!]$/, '')}${statements.length === 0 ? '' : ` (${told(statements, ', ')})`}`

/** What to type to read the first of them. */
export const explaining = (first: string | undefined): string =>
  `sallyport policy ${first === undefined ? 'show' : `explain ${first}`}`
