// When each use that was noted runs, and where what is handed to it came from in the end.
import type { Fact, Mark, Stage } from '../fact.ts'
import type { FnState } from './fn-state.ts'

export type Noted = Omit<Fact, 'stage' | 'isSure'> & { readonly fn: FnState | null; readonly path: string }

/** Functions that are called while a file is loaded, and those of them that are whatever is asked of it. */
export type Tops = { readonly atTop: ReadonlySet<FnState>; readonly surelyAtTop: ReadonlySet<FnState> }

export function factsByFile(
  noted: readonly Noted[],
  { atTop, surelyAtTop }: Tops,
  states: readonly FnState[],
): ReadonlyMap<string, readonly Fact[]> {
  const byId = new Map(states.map((state) => [state.id, state]))
  const early = reached(atTop, ({ calls }) => calls)
  const sure = reached(surelyAtTop, ({ surely }) => surely)
  const asked = reached(new Set(states.filter(({ isHandler }) => isHandler)), ({ calls }) => calls)
  const stageOf = (fn: FnState | null): Stage => {
    if (fn !== null && asked.has(fn)) return 'handler'
    return fn === null || early.has(fn) ? 'import' : 'unknown'
  }
  const files = new Map<string, Fact[]>()
  for (const { fn, path, ...fact } of noted) {
    const told = {
      ...fact,
      marks: resolved(fact.marks, byId),
      placeMarks: resolved(fact.placeMarks, byId),
      stage: stageOf(fn),
      isSure: fn === null || sure.has(fn),
    }
    const list = files.get(path)
    if (list === undefined) files.set(path, [told])
    else list.push(told)
  }
  return files
}

/** What callers handed over, and theirs to them. */
function resolved(marks: readonly Mark[], byId: ReadonlyMap<number, FnState>): Mark[] {
  const found = new Map<string, Mark>()
  const waiting = [...marks]
  const seen = new Set<string>()
  for (const mark of waiting) {
    const { key } = mark
    if (seen.has(key) || seen.size > 400) continue
    seen.add(key)
    if (mark.kind === 'parameter') waiting.push(...(byId.get(mark.at)?.incoming[Number(mark.what)]?.values() ?? []))
    else found.set(key, mark)
  }
  return [...found.values()]
}

function reached(from: ReadonlySet<FnState>, by: (state: FnState) => ReadonlySet<FnState>): ReadonlySet<FnState> {
  const seen = new Set(from)
  for (const state of seen) for (const next of by(state)) seen.add(next)
  return seen
}
