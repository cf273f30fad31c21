// The session that a legacy server keeps for us (MCP 2025-11-25 basic/transports): its id and revision, how it is opened again
// when the server has forgotten it, and its end. It lives as long as one conversation, and so belongs to one principal.
import { canonical } from '../../../../core/canon/digest.ts'
import { bound } from '../../../../core/model/bounds.ts'
import { Failure } from '../../../../core/model/failure.ts'
import { isObject, type JsonObject } from '../../../../core/model/json.ts'
import { encodeNotification } from '../../../../core/protocol/encode.ts'
import { parseStrict } from '../../../../core/protocol/strict-json.ts'
import { Answers, newStream } from './answers.ts'
import { scanId } from '../../../../core/protocol/scan-id.ts'
import { type Answered, emptied, WayError, type Wire, type Words } from './wire.ts'

const ID = /^[\x21-\x7e]{1,512}$/
const OPENED = encodeNotification('notifications/initialized')

export class LegacySession {
  readonly #wire: Wire
  readonly #signal: AbortSignal
  readonly #begunAnew: () => Promise<void>
  readonly #patienceMs: number
  #id: string | null = null
  #revision: string | null = null
  /** The request that opened it, and what the server said to that. */
  #opening: Uint8Array | null = null
  #said: JsonObject | null = null
  #reopening: Promise<void> | null = null
  #count = 0

  /** `begunAnew`: told once of each session that was opened again, before anything is asked in it. */
  constructor(
    wire: Wire,
    signal: AbortSignal,
    begunAnew: () => Promise<void>,
    patienceMs: number = bound('handshake-ms'),
  ) {
    this.#wire = wire
    this.#signal = signal
    this.#begunAnew = begunAnew
    this.#patienceMs = patienceMs
  }

  /** Changes with each session. */
  get key(): number {
    return this.#count
  }

  get hasId(): boolean {
    return this.#id !== null
  }

  /** The method is for what stands before servers of both eras and routes by it; a legacy server has no use for it. */
  headers(method = ''): Words {
    const named = method === '' ? {} : { 'mcp-method': method }
    if (method === 'initialize') return named
    return {
      ...named,
      ...(this.#id !== null && { 'mcp-session-id': this.#id }),
      ...(this.#revision !== null && { 'mcp-protocol-version': this.#revision }),
    }
  }

  /** `answer`: the whole answer to the request that opens it. */
  opened(request: Uint8Array, answered: Answered, answer: Uint8Array): void {
    const result = resultIn(answer)
    if (result === null) return
    this.#take(answered, result)
    this.#opening = request
    this.#said = result
  }

  /** Whether the server has forgotten the session that it was asked under. */
  isForgotten({ status }: Answered): boolean {
    return status === 404 && this.#id !== null
  }

  /** Opens a new one where nobody did so meanwhile, or waits for whoever does. Throws a Failure when the server says something else of itself now. */
  async reopen(key: number): Promise<void> {
    if (key === this.#count) this.#reopening ??= this.#reopen().finally(() => (this.#reopening = null))
    await this.#reopening
  }

  /** Which lists the server may change; asked anew once it has begun anew. */
  listChanges(): readonly string[] {
    const capabilities = isObject(this.#said?.capabilities) ? this.#said.capabilities : {}
    return ['tools', 'prompts', 'resources'].filter((name) => {
      const one = capabilities[name]
      return isObject(one) && one.listChanged === true
    })
  }

  async end(): Promise<void> {
    if (this.#id === null) return
    const signal = AbortSignal.timeout(END_MS)
    const answered = await this.#wire.ask('DELETE', this.headers(), { signal, waitMs: END_MS }).catch(() => null)
    if (answered !== null) await emptied(answered)
  }

  async #reopen(): Promise<void> {
    if (this.#opening === null) throw new WayError('way-status', 'it forgot a session before it was open')
    const signal = AbortSignal.any([this.#signal, AbortSignal.timeout(this.#patienceMs)])
    const answered = await this.#post(this.#opening, 'initialize', signal)
    const said = await this.#resultIn(answered)
    if (said === null || canonical(said) !== canonical(this.#said)) {
      throw new Failure('pin-mismatch', 'The server began anew, and says something else of itself than before', {
        fix: 'Start it again from the client: it is then compared with what was approved.',
      })
    }
    this.#take(answered, said)
    await emptied(await this.#post(OPENED, 'notifications/initialized', signal))
    await this.#begunAnew()
  }

  #post(body: Uint8Array, method: string, signal: AbortSignal): Promise<Answered> {
    return this.#wire.ask('POST', { ...POSTED, ...this.headers(method) }, { body, signal, waitMs: this.#patienceMs })
  }

  /** Nobody but us waits for it. */
  async #resultIn(answered: Answered): Promise<JsonObject | null> {
    const { id = null } = scanId(this.#opening!)
    const found: { result: JsonObject | null } = { result: null }
    const onAnswer = (bytes: Uint8Array): void => void (found.result = resultIn(bytes))
    await new Answers(async () => undefined).read(answered, newStream(id, onAnswer))
    return found.result
  }

  #take({ headers }: Answered, { protocolVersion }: JsonObject): void {
    const id = headers['mcp-session-id']
    if (id !== undefined && !ID.test(id)) throw new WayError('way-form', 'the id of its session is none')
    this.#id = id ?? null
    this.#revision = typeof protocolVersion === 'string' && /^[\d-]{10}$/.test(protocolVersion) ? protocolVersion : null
    this.#count += 1
  }
}

/** Of an answer that no guard has read yet; null: none that every parser reads alike. */
function resultIn(answer: Uint8Array): JsonObject | null {
  const parsed = parseStrict(new TextDecoder().decode(answer))
  const result = parsed.ok && isObject(parsed.value) ? parsed.value['result'] : null
  return isObject(result) ? result : null
}

export const POSTED: Words = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
}

const END_MS = 2_000
