// Whether a search by a pattern may take so long that it never ends on a text of some lines: judged by its shape alone.
import { bound } from '../../../model/bounds.ts'
import { type Graph, graphOf } from './graph.ts'
import { meet } from './letters.ts'
import { treeOf } from './tree.ts'

/**
 * doubling: each further letter doubles the ways to read a text (exponential). chain: many repetitions in a row may share the
 * same letters (a polynomial of their number). unread: too long or too tangled to be judged.
 */
export type Evil = 'doubling' | 'chain' | 'unread'

/** What is left of the work that the patterns of one catalogue may cost. */
export type Steps = { left: number }

export const allSteps = (): Steps => ({ left: bound('schema-pattern-steps') })

/** Null: nothing is wrong with it. A pattern that nobody can read is a mistake, and no attack: nothing can run it. */
export function evilOf(pattern: string, steps: Steps = allSteps()): Evil | null {
  steps.left -= pattern.length
  if (pattern.length > bound('schema-pattern-chars') || steps.left <= 0) return 'unread'
  const trees = treeOf(pattern)
  if (trees === 'no pattern') return null
  if (trees === 'too deep') return 'unread'
  for (const tree of trees) {
    const graph = graphOf(tree)
    const evil = graph === null ? 'unread' : evilIn(graph, steps)
    if (evil !== null) return evil
  }
  return null
}

function evilIn(graph: Graph, steps: Steps): Evil | null {
  if (graph.isDoubled || hasTwoWays(graph, steps)) return 'doubling'
  if (steps.left <= 0) return 'unread'
  return longestChain(graph) >= MANY_LOOPS ? 'chain' : null
}

/** Three in a row are common (`^\s*(.*)\s*$`) and only slow on texts that no caller sends. */
const MANY_LOOPS = 4

/**
 * Whether some letter can be left and reached again by two ways that read the same text (Weber and Seidl, 1991): a circle among
 * pairs of letters that holds a pair of equals and a pair of others.
 * https://doi.org/10.1016/0304-3975(91)90381-B
 */
function hasTwoWays(graph: Graph, steps: Steps): boolean {
  const count = graph.letters.length
  const walk = new Circles(count, (pair) => pairsAfter(pair, graph, steps))
  for (let at = 0; at < count && steps.left > 0; at++) if (walk.from(at * count + at)) return true
  return false
}

function* pairsAfter(pair: number, { letters, follow }: Graph, steps: Steps): Generator<number> {
  const count = letters.length
  const [one, other] = [Math.floor(pair / count), pair % count]
  for (const a of follow[one]!) {
    for (const b of follow[other]!) {
      steps.left -= 1
      if (steps.left <= 0) return
      if (a === b || meet(letters[a]!, letters[b]!)) yield Math.min(a, b) * count + Math.max(a, b)
    }
  }
}

type Step = { readonly pair: number; readonly after: Iterator<number>; low: number }

/** Circles in a graph that is made while it is walked (Tarjan, 1972), without recursion. */
class Circles {
  readonly #count: number
  readonly #after: (pair: number) => Iterable<number>
  readonly #seen = new Map<number, number>()
  readonly #open: number[] = []
  readonly #isOpen = new Set<number>()

  constructor(count: number, after: (pair: number) => Iterable<number>) {
    this.#count = count
    this.#after = after
  }

  /** Whether a circle of equals and others can be reached from here. */
  from(root: number): boolean {
    if (this.#seen.has(root)) return false
    const path: Step[] = [this.#enter(root)]
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { done, value: next } = top.after.next()
      if (done === true) {
        path.pop()
        const below = path.at(-1)
        if (below !== undefined) below.low = Math.min(below.low, top.low)
        if (top.low === this.#seen.get(top.pair) && this.#close(top.pair)) return true
      } else if (!this.#seen.has(next)) path.push(this.#enter(next))
      else if (this.#isOpen.has(next)) top.low = Math.min(top.low, this.#seen.get(next)!)
    }
    return false
  }

  #enter(pair: number): Step {
    const number = this.#seen.size
    this.#seen.set(pair, number)
    this.#open.push(pair)
    this.#isOpen.add(pair)
    return { pair, after: this.#after(pair)[Symbol.iterator](), low: number }
  }

  #close(first: number): boolean {
    let [equals, others] = [0, 0]
    for (let pair = this.#open.pop(); pair !== undefined; pair = this.#open.pop()) {
      this.#isOpen.delete(pair)
      if (pair % (this.#count + 1) === 0) equals += 1
      else others += 1
      if (pair === first) break
    }
    return equals > 0 && others > 0
  }
}

/** Repetitions of single letters that may follow one another and share a letter. */
function longestChain({ letters, follow }: Graph): number {
  const known = new Map<number, number>()
  const loops = [...letters.keys()].filter((at) => follow[at]!.includes(at))
  // What may follow has a higher number, unless a greater loop leads back: those were judged before.
  for (const at of loops.toReversed()) {
    const after = follow[at]!.filter((next) => next > at && meet(letters[at]!, letters[next]!))
    known.set(at, 1 + Math.max(0, ...after.map((next) => known.get(next) ?? 0)))
  }
  return Math.max(0, ...known.values())
}
