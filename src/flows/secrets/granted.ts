// The value of a granted secret: from the environment of whoever starts, or from wherever else its approval says.
import { Failure } from '../../core/model/failure.ts'
import { secretNamedBy } from '../../core/model/secret-name.ts'

export type Sources = {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Whose environment that is, for whoever has to put it there. */
  readonly whose: string
  /** For all that is no `env:NAME`. */
  readonly readSecret: (ref: string) => Promise<string>
}

export async function grantedSecret(ref: string, { env, whose, readSecret }: Sources): Promise<string> {
  if (!ref.startsWith('env:')) return readSecret(ref)
  const name = ref.slice('env:'.length)
  const value = Object.hasOwn(env, name) ? env[name] : undefined
  if (value === undefined || value === '') {
    throw new Failure('grant-unusable', `The granted secret ${name} is not in the environment`, {
      fix: `Put ${name} into ${whose}.`,
    })
  }
  // Moved into the store while the approval still names the entry: a server must not take the reference for the value.
  if (secretNamedBy(value) === null) return value
  throw new Failure('grant-unusable', `The granted secret ${name} is in the store, and the approval does not say so`, {
    fix: `Approve the server again with \`--secret ${name}=${value}\`.`,
  })
}
