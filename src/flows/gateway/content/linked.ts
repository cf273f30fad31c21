// Where the links of results lead: what is read there later is as private, and as much a stranger's, as the result that named it.
import { bound } from '../../../core/model/bounds.ts'
import { isObject, type Json } from '../../../core/model/json.ts'
import type { Label } from '../../../core/model/session.ts'

export class Linked {
  readonly #told = new Map<string, readonly Label[]>()

  /** The labels of an address are those of all that named it. Past the bound what was named longest ago is forgotten. */
  tell(result: Json, labels: readonly Label[]): readonly string[] {
    const addresses = linksIn(result)
    for (const address of addresses) {
      const all = [...new Set([...this.labelsOf(address), ...labels])]
      this.#told.delete(address)
      this.#told.set(address, all)
      if (this.#told.size > bound('told-links')) this.#told.delete(this.#told.keys().next().value!)
    }
    return addresses
  }

  labelsOf(address: string): readonly Label[] {
    return this.#told.get(address) ?? []
  }
}

/** Resource links and embedded resources, in what a tool answers and in the messages of a prompt (MCP 2025-11-25 server/tools, server/prompts). */
function linksIn(result: Json): readonly string[] {
  if (!isObject(result)) return []
  const { content, messages } = result
  const said = Array.isArray(messages)
    ? messages.map((one: Json) => (isObject(one) ? (one['content'] ?? null) : null))
    : []
  return [content ?? null, ...said]
    .flatMap((one: Json) => (Array.isArray(one) ? (one as readonly Json[]) : [one]))
    .flatMap((one) =>
      isObject(one) ? [one['uri'], isObject(one['resource']) ? one['resource']['uri'] : undefined] : [],
    )
    .filter((uri) => typeof uri === 'string')
}
