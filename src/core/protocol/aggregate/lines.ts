// The conversations with the servers behind the endpoint: a legacy one is opened with what the client said of itself, and what is
// said to it before it has answered waits.
import { bound } from '../../model/bounds.ts'
import type { Era } from '../../model/catalogue.ts'
import type { JsonObject } from '../../model/json.ts'
import type { OwnRequests } from './own-requests.ts'
import { type Out, toServer } from './out.ts'

type Line = { isOpen: boolean; waiting: string[] }

export type LinesParts = {
  readonly era: Era
  readonly own: OwnRequests
  /** The params of `initialize`. */
  readonly opening: () => JsonObject
  /** What follows once a server is open. */
  readonly onOpen: (server: string) => readonly Out[]
  /** It did not open: what was asked of it is answered with this. */
  readonly onRefused: (server: string, error: JsonObject | null, now: number) => readonly Out[]
}

export class Lines {
  readonly #lines = new Map<string, Line>()
  readonly #parts: LinesParts

  constructor(parts: LinesParts) {
    this.#parts = parts
  }

  get open(): readonly string[] {
    return [...this.#lines].filter(([, { isOpen }]) => isOpen).map(([server]) => server)
  }

  /** False where too much waits for this server already. */
  hasRoom(server: string): boolean {
    return (this.#lines.get(server)?.waiting.length ?? 0) < bound('waiting-calls')
  }

  say(server: string, text: string): readonly Out[] {
    const line = this.#lines.get(server)
    const out: Out = { to: 'server', server, text }
    if (line?.isOpen === true) return [out]
    if (line !== undefined) {
      line.waiting.push(text)
      return []
    }
    const isOpen = this.#parts.era === 'modern'
    this.#lines.set(server, { isOpen, waiting: isOpen ? [] : [text] })
    return isOpen ? [out, ...this.#parts.onOpen(server)] : [this.#open(server)]
  }

  ended(server: string): void {
    this.#lines.delete(server)
  }

  #open(server: string): Out {
    const { own, opening, onOpen, onRefused } = this.#parts
    const { message } = own.ask(server, 'initialize', opening(), (told, now) => {
      const line = this.#lines.get(server)
      if (told === null || 'error' in told || line === undefined) {
        this.#lines.delete(server)
        return onRefused(server, told !== null && 'error' in told ? told.error : null, now)
      }
      line.isOpen = true
      const waiting = line.waiting.map((text): Out => ({ to: 'server', server, text }))
      line.waiting = []
      return [toServer(server, { method: 'notifications/initialized' }), ...onOpen(server), ...waiting]
    })
    return toServer(server, message)
  }
}
