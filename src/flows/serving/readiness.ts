// Whether a call could be served now: settings and policy that can be read, approvals, room for the log, keys of the issuer, and a
// certificate that is good. What is missing is named in our words, and to anybody, so nothing more is said of it.
import { access, constants, statfs } from 'node:fs/promises'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'

export type Part = 'ending' | 'settings' | 'approvals' | 'log' | 'issuer' | 'certificate'

export type ReadinessWorld = {
  readonly isEnding: () => boolean
  /** Throw where it is not there. */
  readonly settings: () => Promise<unknown>
  readonly approvals: () => Promise<unknown>
  readonly issuer: () => Promise<boolean>
  readonly certificate: () => boolean
  /** The folder of the evidence. */
  readonly evidence: string
  readonly now: () => number
  readonly explain: (cause: unknown) => void
}

export class Readiness {
  readonly #world: ReadinessWorld
  #found: Promise<readonly Part[]> | null = null
  #foundAt = 0

  constructor(world: ReadinessWorld) {
    this.#world = world
  }

  /** What is missing; looked for at most once a second. */
  async missing(): Promise<readonly Part[]> {
    const { now, isEnding } = this.#world
    if (isEnding()) return ['ending']
    if (this.#found === null || now() - this.#foundAt >= bound('ready-ms')) {
      this.#foundAt = now()
      this.#found = this.#look()
    }
    return this.#found
  }

  async #look(): Promise<readonly Part[]> {
    const { settings, approvals, issuer, certificate, evidence } = this.#world
    const checks: readonly (readonly [Part, () => unknown])[] = [
      ['settings', settings],
      ['approvals', approvals],
      ['log', () => mustTakeMore(evidence)],
      ['issuer', async () => mustHold(await issuer())],
      ['certificate', () => mustHold(certificate())],
    ]
    const found = await Promise.all(checks.map(async ([part, check]) => ((await this.#holds(check)) ? [] : [part])))
    return found.flat()
  }

  async #holds(check: () => unknown): Promise<boolean> {
    try {
      await check()
      return true
    } catch (cause) {
      this.#world.explain(cause)
      return false
    }
  }
}

function mustHold(holds: boolean): void {
  if (!holds) throw new Failure('internal', 'A part that a call needs is not there')
}

async function mustTakeMore(folder: string): Promise<void> {
  await access(folder, constants.W_OK)
  const { bavail, bsize } = await statfs(folder)
  mustHold(bavail * bsize >= bound('ready-free-bytes'))
}
