// By which secret the doors and the gateway of one user know each other.
import type { Secret } from '../../core/door/handshake.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Paths } from '../../core/model/paths.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { macUnder } from '../../io/file/mac.ts'
import { gatewayKey } from '../../io/store/gateway-key.ts'

/** `version` is that of the build: a door of another one looks for another gateway. */
export const secretOf = async ({ keys }: Pick<Paths, 'keys'>, version: string): Promise<Secret> => ({
  mac: macUnder(await gatewayKey(keys)),
  version,
})

export const strangerIn = (folder: string): Failure =>
  new Failure(
    'gateway-untrusted',
    `What listens in ${quote(untrusted(folder), 400)} did not show the key of this installation`,
  )
