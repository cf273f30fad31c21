// Every text in a value of a stranger, with its place.
import { isObject, type Json } from '../model/json.ts'
import { step } from '../model/pointer.ts'

/** `at` is a JSON pointer, safe to print; `key` names the member that holds the text, whatever lists lie between. */
export type Text = { readonly at: string; readonly key: string; readonly text: string }

/** Strings and the names of members alike: a model reads both. A stack instead of recursion bears any depth. */
export function* textsIn(
  root: Json,
  start: string,
  skips: (owner: Json, key: string) => boolean = () => false,
): Generator<Text> {
  const waiting: (readonly [value: Json, at: string, key: string])[] = [[root, start, '']]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [value, at, key] = next
    if (typeof value === 'string') yield { at, key, text: value }
    else if (Array.isArray(value)) {
      for (let index = value.length - 1; index >= 0; index--)
        waiting.push([value[index] as Json, `${at}/${index}`, key])
    } else if (isObject(value)) {
      const entries = Object.entries(value)
      for (const [name, inner] of entries.toReversed()) {
        if (!skips(value, name)) waiting.push([inner, `${at}/${step(name)}`, name])
      }
      // Ordinary names of members (`inputSchema`, `maxLength`) say nothing; a name that is a sentence does.
      for (const [name] of entries)
        if (!/^[\w$.-]{1,24}$/.test(name)) yield { at: `${at}/${step(name)}#name`, key, text: name }
    }
  }
}
