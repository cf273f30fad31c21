// The second factor of this user: the secret that an authenticator has too, and the step of the last code that was used.
import { join } from 'node:path'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { withLock } from '../file/lock.ts'
import { replaceFile } from '../file/replace.ts'
import { createPrivate, readPrivate } from './private-file.ts'

export type StepUp = {
  /** Null where none was set up. */
  readonly secret: () => Promise<Uint8Array | null>
  /** False: there is one already. */
  readonly keep: (secret: Uint8Array) => Promise<boolean>
  /** `judge` gets the step of the last used code and answers with that of a good one, which is then used, or null. */
  readonly use: (judge: (usedLast: number) => number | null) => Promise<boolean>
}

export function stepUpIn(keys: string): StepUp {
  const [path, used] = [join(keys, 'step-up.key'), join(keys, 'step-up.used')]
  return {
    secret: async () => {
      const text = await readPrivate(path)
      return text === null ? null : Buffer.from(held(text, /^[0-9a-f]{40}\n$/, path), 'hex')
    },
    keep: (secret) => createPrivate(keys, path, `${Buffer.from(secret).toString('hex')}\n`),
    // One after the other: of two that type the same code one is late.
    use: (judge) =>
      withLock(join(keys, 'step-up.lock'), async () => {
        const text = await readPrivate(used)
        const step = judge(text === null ? 0 : Number(held(text, /^\d{1,12}\n$/, used)))
        if (step !== null) await replaceFile(used, `${step}\n`)
        return step !== null
      }),
  }
}

function held(text: string, form: RegExp, path: string): string {
  if (form.test(text)) return text.trim()
  const shown = quote(untrusted(path), 400)
  throw new Failure('state-unsafe', `${shown} does not hold what we write there`, {
    fix: `Remove ${shown}, then set the second factor up again with \`sallyport approvals step-up\`.`,
  })
}
