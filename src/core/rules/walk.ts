// Every text in a value of a stranger, with its place.
import { isObject, type Json, type JsonObject } from '../model/json.ts'
import { step } from '../model/pointer.ts'

/** `at` is a JSON pointer, safe to print; `key` names the member that holds the text, whatever lists lie between. */
export type Text = { readonly at: string; readonly key: string; readonly text: string; readonly isNumber?: true }

export type Walk = {
  /** Which strings are left out, by the object that holds them and their name in it. */
  readonly skips?: (owner: JsonObject, key: string) => boolean
  /** From where on a whole number is a text too; none is, where this is left out. */
  readonly leastNumber?: number
  /** From how many digits on any number is a text too. */
  readonly leastDigits?: number
  /** Ordinary names of members too. */
  readonly allNames?: true
}

/** Strings and the names of members alike: a model reads both. A stack instead of recursion bears any depth. */
export function textsIn(
  root: Json,
  start: string,
  { skips, leastNumber = Number.POSITIVE_INFINITY, leastDigits = Number.POSITIVE_INFINITY, allNames }: Walk = {},
): Text[] {
  const texts: Text[] = []
  const waiting: (readonly [value: Json, at: string, key: string])[] = [[root, start, '']]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [value, at, key] = next
    if (typeof value === 'string') texts.push({ at, key, text: value })
    else if (typeof value === 'number') {
      const isLarge = value >= leastNumber && Number.isSafeInteger(value)
      if (isLarge || digitsOf(value) >= leastDigits) texts.push({ at, key, text: String(value), isNumber: true })
    } else if (Array.isArray(value)) {
      for (let index = value.length - 1; index >= 0; index--)
        waiting.push([value[index] as Json, `${at}/${index}`, key])
    } else if (isObject(value)) {
      const names = Object.keys(value)
      for (let index = names.length - 1; index >= 0; index--) {
        const [name, inner] = [names[index]!, value[names[index]!]!]
        if (typeof inner !== 'string' || skips?.(value, name) !== true)
          waiting.push([inner, `${at}/${step(name)}`, name])
      }
      // Ordinary names of members (`inputSchema`, `maxLength`) say nothing; a name that is a sentence does.
      for (const name of names)
        if (allNames === true || !/^[\w$.-]{1,24}$/.test(name))
          texts.push({ at: `${at}/${step(name)}#name`, key, text: name })
    }
  }
  return texts
}

const digitsOf = (value: number): number => String(value).replaceAll(/\D/g, '').length
