// What a client said that it can do, as flat words, and what a server may therefore ask of it. Not declared is refused.
import { isObject, type Json, type JsonObject } from '../model/json.ts'

/** `sampling`, `sampling.tools`, …: only the words that decide something, so that nothing of a peer is kept. */
export type Abilities = ReadonlySet<string>

const DECISIVE: Readonly<Record<string, readonly string[]>> = {
  sampling: ['tools'],
  elicitation: ['form', 'url'],
  roots: [],
  tasks: [],
}

export function abilitiesOf(declared: Json | undefined): Abilities {
  if (!isObject(declared)) return new Set()
  return new Set(
    Object.entries(DECISIVE).flatMap(([name, parts]) => {
      const own = Object.hasOwn(declared, name) ? declared[name] : undefined
      if (own === undefined || own === null || own === false) return []
      return [
        name,
        ...parts.filter((part) => isObject(own) && own[part] !== undefined).map((part) => `${name}.${part}`),
      ]
    }),
  )
}

/** Whether a client with these abilities may be asked for this; undefined where nothing needs to be declared. */
export function mayBeAsked(abilities: Abilities, method: string, params: JsonObject): boolean | undefined {
  if (method === 'sampling/createMessage') {
    const usesTools = params.tools !== undefined || params.toolChoice !== undefined
    return abilities.has('sampling') && (!usesTools || abilities.has('sampling.tools'))
  }
  if (method === 'elicitation/create') {
    if (params.mode === 'url') return abilities.has('elicitation.url')
    // An empty declaration means forms, as before there was another way (MCP 2025-11-25 client/elicitation).
    return abilities.has('elicitation.form') || (abilities.has('elicitation') && !abilities.has('elicitation.url'))
  }
  if (method === 'roots/list') return abilities.has('roots')
  return method.startsWith('tasks/') ? abilities.has('tasks') : undefined
}
