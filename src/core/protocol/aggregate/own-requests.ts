// Requests of the endpoint itself to the servers behind it, and what is done with their answers.
import { isObject, type JsonObject } from '../../model/json.ts'
import type { Answer, ErrorAnswer } from '../../model/message.ts'
import { parseKeepingNumbers } from '../encode.ts'
import { type Out, toServer } from './out.ts'

/** Null: there is no answer, and none will come. */
export type Told = { readonly result: JsonObject } | { readonly error: JsonObject } | null
type Then = (told: Told, now: number) => readonly Out[]

export class OwnRequests {
  readonly #open = new Map<string, { readonly server: string; readonly told: Then }>()
  readonly #newId: () => string

  /** `newId`: one that no client and no server can guess. */
  constructor(newId: () => string) {
    this.#newId = newId
  }

  ask(
    server: string,
    method: string,
    params: JsonObject,
    then: Then,
  ): { readonly id: string; readonly message: JsonObject } {
    const id = this.#newId()
    this.#open.set(id, { server, told: then })
    return { id, message: { id, method, params } }
  }

  /** Null: it answers none of ours. */
  heard(server: string, message: Answer | ErrorAnswer, now: number): readonly Out[] | null {
    const asked = typeof message.id === 'string' ? this.#open.get(message.id) : undefined
    if (asked === undefined || asked.server !== server) return null
    this.#open.delete(message.id as string)
    const whole = parseKeepingNumbers(message.text)
    const { result, error } = isObject(whole) ? whole : {}
    if (isObject(error)) return asked.told({ error }, now)
    return asked.told({ result: isObject(result) ? result : {} }, now)
  }

  /** This one is not answered. */
  lost(server: string, id: string, now: number): readonly Out[] {
    const asked = this.#open.get(id)
    if (asked === undefined || asked.server !== server) return []
    this.#open.delete(id)
    return asked.told(null, now)
  }

  /** What this server was asked is not answered any more. */
  ended(server: string, now: number): readonly Out[] {
    const lost = [...this.#open].filter(([, asked]) => asked.server === server)
    for (const [id] of lost) this.#open.delete(id)
    return lost.flatMap(([, { told }]) => told(null, now))
  }

  forget(id: string): readonly Out[] {
    const asked = this.#open.get(id)
    if (asked === undefined) return []
    this.#open.delete(id)
    return [toServer(asked.server, { method: 'notifications/cancelled', params: { requestId: id } })]
  }
}
