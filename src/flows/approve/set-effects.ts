// Reads `--effect TOOL=CLASS` from a command line, and refuses what could be meant otherwise.
import type { SetEffects } from '../../core/model/set-effects.ts'
import { EFFECT_CLASSES, type Catalogues, type EffectClass } from '../../core/model/catalogue.ts'
import type { Grants } from '../../core/model/grants.ts'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'

const CLASSES = EFFECT_CLASSES.join(', ')

export function readEffects(words: readonly string[]): SetEffects {
  const read = new Map<string, EffectClass>()
  for (const word of words) {
    // The name of a tool may hold any sign; a class holds none.
    const at = word.lastIndexOf('=')
    const [tool, named] = [word.slice(0, Math.max(0, at)), word.slice(at + 1)]
    const effect = EFFECT_CLASSES.find((one) => one === named)
    if (tool === '' || effect === undefined)
      throw misused(`${shown(word)} says no effect: TOOL=CLASS was expected`, `Use one of the classes ${CLASSES}.`)
    if (read.has(tool) && read.get(tool) !== effect)
      throw misused(`${shown(tool)} is set twice, and not to the same`, 'Leave one of them out.')
    read.set(tool, effect)
  }
  return Object.fromEntries(read)
}

/** A slip in a name would otherwise look as if it counted. */
export function checkEffects(given: SetEffects, name: string, catalogues: Catalogues | null): void {
  const unknown = unknownTool(Object.keys(given), catalogues)
  if (unknown === undefined) return
  throw catalogues === null
    ? misused(`nobody knows yet whether ${name} has a tool ${shown(unknown)}`, 'Set effects once it can be described.')
    : misused(`${name} has no tool ${shown(unknown)}`, `Its tools stand on the card of \`sallyport approve ${name}\`.`)
}

/** As above. What is held back of a server that nobody could describe stays held back when it is. */
export function checkHeld({ held }: Grants, name: string, catalogues: Catalogues | null): void {
  const unknown = catalogues === null ? undefined : unknownTool(held?.tools ?? [], catalogues)
  if (unknown === undefined) return
  throw new Failure('usage-invalid', `--only-granted: ${name} has no tool ${shown(unknown)}`, {
    fix: `Its tools stand on the card of \`sallyport approve ${name}\`.`,
  })
}

function unknownTool(named: readonly string[], catalogues: Catalogues | null): string | undefined {
  const tools = Object.values(catalogues ?? {}).flatMap((catalogue) => catalogue.tools.map((tool) => tool.name))
  return named.find((tool) => !tools.includes(tool))
}

const shown = (word: string): string => quote(untrusted(word), 200)

const misused = (message: string, fix: string): Failure => new Failure('usage-invalid', `--effect: ${message}`, { fix })
