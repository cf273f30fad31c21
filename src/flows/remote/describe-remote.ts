// Takes the whole catalogue of a remote server that nobody trusts yet: without credentials, grants or anything of this machine.
import type { Remote } from '../../core/model/artifact.ts'
import { bound } from '../../core/model/bounds.ts'
import type { Catalogue, Catalogues, Era } from '../../core/model/catalogue.ts'
import type { NetGrant } from '../../core/model/grants.ts'
import type { JsonObject } from '../../core/model/json.ts'
import type { TlsShown } from '../../core/model/tls-shown.ts'
import { ask, silent, take } from '../look-at/client-role.ts'
import { inEach } from '../look-at/describe.ts'
import { openRemote, type RemoteParts } from './open.ts'

export async function describeRemote(
  remote: Remote,
  net: readonly NetGrant[],
  progress: (text: string) => void,
  onTls: (shown: TlsShown) => void,
  only?: Era,
): Promise<Catalogues> {
  progress('asking it over the network, without credentials, what it offers')
  return inEach((era) => describeRemoteIn(era, { remote, net, onTls, credentials: async () => ({}) }), only)
}

/** A conversation of its own for each era: some servers settle on the first that they hear. */
export async function describeRemoteIn(era: Era, parts: RemoteParts, client?: JsonObject): Promise<Catalogue> {
  const upstream = await openRemote(parts)
  const asker = ask(upstream.channel)
  const timer = setTimeout(() => asker.abort(silent()), bound('describe-ms'))
  try {
    return await take(era, asker, client)
  } finally {
    clearTimeout(timer)
    await upstream.close()
  }
}
