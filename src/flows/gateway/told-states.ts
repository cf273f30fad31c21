// The states that a modern server gave this client to bring back (`requestState`, MCP 2026-07-28 multi round-trip). They are the
// server's own and pass as they are; but the server knows the gateway alone, and cannot tell its users apart. So one that was not
// given here, to this very principal, goes nowhere.
import { bound } from '../../core/model/bounds.ts'
import { isObject, type Json, type JsonObject } from '../../core/model/json.ts'
import { sha256 } from '../../io/file/sha256.ts'

export class ToldStates {
  readonly #known = new Set<string>()

  /** Past the bound the oldest is forgotten: its call begins anew. */
  tell(result: Json): void {
    const state = isObject(result) ? result.requestState : undefined
    if (typeof state !== 'string') return
    const key = sha256(state)
    this.#known.delete(key)
    this.#known.add(key)
    if (this.#known.size > bound('told-states')) this.#known.delete(this.#known.values().next().value!)
  }

  /** Whether this request brings none back, or one that was given here. */
  fits({ requestState: state }: JsonObject): boolean {
    return state === undefined || (typeof state === 'string' && this.#known.has(sha256(state)))
  }
}
