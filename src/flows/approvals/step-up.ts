// The second factor in front of an answer: who types a code of the authenticator is there, or has its secret. It is no barrier to
// code of the same user, which can read that secret as well.
import { randomBytes } from 'node:crypto'
import { linkOf, base32, stepOf } from '../../core/approval/totp.ts'
import { Failure } from '../../core/model/failure.ts'
import { sha1Under } from '../../io/file/mac.ts'
import { stepUpIn } from '../../io/store/step-up.ts'

export type NewFactor = {
  readonly link: string
  readonly typed: string
  /** Keeps it when this is a code of it; false: it is not, and nothing is kept. */
  readonly confirm: (code: string) => Promise<boolean>
}

/** RFC 4226 section 4: 160 bits. */
const SECRET_BYTES = 20

export async function newFactor(keys: string, user: string): Promise<NewFactor> {
  const store = stepUpIn(keys)
  if ((await store.secret()) !== null) throw there()
  const secret = randomBytes(SECRET_BYTES)
  return {
    link: linkOf(secret, user),
    typed: base32(secret),
    confirm: async (code) => {
      const step = stepOf(code, sha1Under(secret), Date.now(), 0)
      if (step === null) return false
      if (!(await store.keep(secret))) throw there()
      return store.use(() => step)
    },
  }
}

const there = (): Failure =>
  new Failure('usage-invalid', 'There is a second factor already', {
    fix: 'To begin anew, remove `step-up.key` from the folder `keys` beside config.yaml.',
  })

/** Whether this is a code that counts now. Each counts once. */
export async function isProven(keys: string, code: string): Promise<boolean> {
  const store = stepUpIn(keys)
  const secret = await store.secret()
  if (secret === null)
    throw new Failure(
      'not-approved',
      'This needs a code of an authenticator, and none was set up: nothing is allowed',
      {
        fix: 'Run `sallyport approvals step-up` first.',
      },
    )
  return store.use((usedLast) => stepOf(code, sha1Under(secret), Date.now(), usedLast))
}
