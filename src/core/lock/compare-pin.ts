// How a server as found differs from everything its pin says: command, bytes, words and our own judgement of its tools.
import { canonical, type Sha256 } from '../canon/digest.ts'
import type { Resolved } from '../model/artifact.ts'
import { ERAS, type Catalogues, type Effect, type Era } from '../model/catalogue.ts'
import { worst, type CatalogueDrift, type EffectChange, type PinDrift } from '../model/drift.ts'
import type { Json } from '../model/json.ts'
import type { Pin } from '../model/pin.ts'
import { compareCatalogue, type TextOf } from './compare.ts'

export type Found = {
  readonly argv: readonly string[]
  readonly resolved: Resolved | null
  readonly catalogues: Catalogues | null
  readonly effects: Readonly<Record<string, Effect>>
}

/** Other bytes, another command or another effect class is always expanding: what it says then proves nothing. */
export function comparePin(pin: Pin, found: Found, textOf: TextOf, sha256: Sha256): PinDrift {
  const { resolved } = found
  const argv = differ(pin.argv, found.argv)
  const exec = resolved && differ(pin.exec, resolved.argv)
  const artifact = resolved && differ(pin.artifact, resolved.artifact)
  const interpreter = resolved && differ(interpreterText(pin.interpreter), interpreterText(resolved.interpreter))
  const words = compareWords(pin, found, textOf, sha256)
  const hasOther = argv ?? exec ?? artifact ?? interpreter ?? words.eras[0] ?? words.effects[0]
  const kinds = Object.values(words.catalogues).map(({ kind }) => kind)
  const kind = worst([...kinds, hasOther === undefined || hasOther === null ? 'none' : 'expanding'])
  const unanswered = resolved === null ? ['its exact bytes could not be had'] : []
  return { kind, argv, exec, artifact, interpreter, ...words, unanswered: [...unanswered, ...words.unanswered] }
}

type Words = Pick<PinDrift, 'catalogues' | 'eras' | 'effects' | 'unanswered'>

function compareWords(pin: Pin, { catalogues: found, effects }: Found, textOf: TextOf, sha256: Sha256): Words {
  if (found === null) {
    return { catalogues: {}, eras: [], effects: [], unanswered: ['what it offers could not be listed'] }
  }
  const pinned = pin.catalogue === 'pending' ? {} : pin.catalogue
  const catalogues: Partial<Record<Era, CatalogueDrift>> = {}
  for (const era of ERAS) {
    const [before, now] = [pinned[era], found[era]]
    if (before !== undefined && now !== undefined) catalogues[era] = compareCatalogue(before, now, textOf, sha256)
  }
  const eras = ERAS.filter((era) => (pinned[era] === undefined) !== (found[era] === undefined)).map((era) => ({
    era,
    what: pinned[era] === undefined ? ('added' as const) : ('removed' as const),
  }))
  return { catalogues, eras, effects: compareEffects(pin.effects, effects), unanswered: [] }
}

/** Only tools known on both sides: a new or a missing tool is already a change of the catalogue. */
function compareEffects(
  old: Readonly<Record<string, Effect>>,
  now: Readonly<Record<string, Effect>>,
): readonly EffectChange[] {
  return Object.keys(old)
    .filter((tool) => Object.hasOwn(now, tool) && old[tool]!.effect !== now[tool]!.effect)
    .map((tool) => ({ tool, old: old[tool]!.effect, new: now[tool]!.effect }))
}

const interpreterText = (found: Pin['interpreter']): string =>
  found === null ? 'none here' : `${found.path} ${found.digest}`

const differ = <T extends Json | object>(old: T, now: T): { readonly old: T; readonly new: T } | null =>
  canonical(old as Json) === canonical(now as Json) ? null : { old, new: now }
