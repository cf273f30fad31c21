// What no model should read is taken out of what a server sends: unseen characters, orders in comments, words beside pictures,
// and the inside of the machine where something failed. A message without any of it passes as the very bytes that were judged.
import { CONTROL_KINDS, CUT_KINDS, type CutKind } from '../../../core/text/clean/cut.ts'
import { type HostRoot, hostPathCuts } from '../../../core/text/clean/host-path.ts'
import { isError } from '../../../core/rules/message/cuts.ts'
import { textsIn } from '../../../core/rules/walk.ts'
import type { Grants } from '../../../core/model/grants.ts'
import type { Json } from '../../../core/model/json.ts'
import type { Direction } from '../../../core/model/message.ts'
import type { Holding, Judged, Part } from '../../judging/judge-message.ts'
import type { Content } from './content.ts'
import type { Live } from '../live.ts'

/** The folders of the machine that errors do not name, but for those that this server was granted. */
export type Masks = { readonly roots: readonly HostRoot[]; readonly open: readonly string[] }

export const masksOf = (roots: readonly HostRoot[], { read, write, exec }: Grants, cwd: string): Masks => ({
  roots,
  open: [...read, ...write, ...exec, ...(cwd === 'home' ? [] : [cwd])],
})

/** What is taken out, unless the server was approved to hand it on. */
export const cutKinds = (pass: Grants['pass'] = []): ReadonlySet<CutKind> =>
  new Set(pass.includes('controls') ? CUT_KINDS.filter((kind) => !CONTROLS.has(kind)) : CUT_KINDS)

const CONTROLS: ReadonlySet<CutKind> = new Set(CONTROL_KINDS)

/** The places of a message that are changed before it goes on. What a client passes on is its own to pass. */
export const placesToSanitize = ({ holdings }: Content, direction: Direction, { cut }: Live): readonly string[] =>
  direction === 'upstream'
    ? []
    : (holdings ?? []).filter(({ cuts }) => cuts.some(({ what }) => cut.has(what))).map(({ at }) => at)

/** Only errors are looked through for paths: everywhere else a path is what was asked for. */
export function withHostPaths(judged: Judged, part: Part, body: Json, { roots, open }: Masks): Judged {
  if (judged.holdings === null || !isError({ part, body })) return judged
  const holdings = new Map<string, Holding>(judged.holdings.map((holding) => [holding.at, holding]))
  for (const { at, key, text } of textsIn(body, '')) {
    const found = hostPathCuts(text, roots, open)
    if (found.length === 0) continue
    const known = holdings.get(at) ?? { at, key, text, held: [], cuts: [] }
    holdings.set(at, { ...known, cuts: [...known.cuts, ...found] })
  }
  return { ...judged, holdings: [...holdings.values()] }
}
