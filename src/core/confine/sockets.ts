// Whether a server may make sockets with a path (AF_UNIX). Browsers, and much that starts helpers, need them for themselves.
// One that lies in a folder which the server shares with the machine would be a way out, also where it may only read
// (connecting writes nothing): so the family is closed wherever such a folder is shown.
import { isWithin } from './paths.ts'
import type { Bind, Host } from './plan.ts'

/**
 * Our own store holds files of packages and no socket. Sockets without a path belong to a network, and that of a sandbox is
 * always its own.
 */
export function mayHaveLocalSockets(binds: readonly Bind[], { stateFolders }: Host): boolean {
  const isStored = (path: string): boolean => stateFolders.some((folder) => isWithin(path, folder))
  return binds.every((bind) => isProgram(bind) || (bind.why === 'root' && isStored(bind.source)))
}

/** Programs of the machine, and where a granted one lies among them. Homebrew runs its services below its own prefix. */
function isProgram({ why, source }: Bind): boolean {
  if (why === 'base') return true
  if (why === 'runtime') return !/\/\.?(?:linux|home)brew(?:\/|$)/.test(source)
  return why !== 'write' && isWithin(source, '/usr')
}
