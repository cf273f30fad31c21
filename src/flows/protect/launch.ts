// How a client starts us in place of a server, and how that is recognised again.
import { isVariableFile } from '../../core/clients/beside.ts'
import type { ConfigEntry } from '../../core/clients/entry.ts'
import { isServerName } from '../../core/lock/shape.ts'
import { steersUs } from '../../core/model/steering.ts'
import type { NewLaunch } from '../../core/clients/rewrite.ts'

/** Both absolute and real: graphical clients have no PATH to find anything by. */
export type Self = { readonly node: string; readonly bin: string }

export const launchOf = (server: string, { node, bin }: Self): NewLaunch => ({
  command: node,
  args: [bin, 'run', server],
})

/**
 * For files that several people share. Found by each one's own PATH. Not `npx --no-install`: that would start a file of the
 * repository itself, and the repository is what is not trusted.
 */
export const portableLaunch = (server: string): NewLaunch => ({ command: 'sallyport', args: ['run', server] })

/** Nothing lies there, so nothing is started, whatever the variables beside it say. */
export const suspendedLaunch = (server: string): NewLaunch => ({
  command: '/nonexistent/sallyport-suspended',
  args: ['run', server],
})

export const wordsOf = ({ command, args }: NewLaunch): readonly string[] => [command, ...args]

/** The NAME of `run NAME` where an entry starts us, here or by PATH; null for everything else. */
export function serverOf(argv: readonly string[], self: Self): string | null {
  const server = argv.at(-1) ?? ''
  if (!isServerName(server)) return null
  const ours = [launchOf(server, self), portableLaunch(server), suspendedLaunch(server)]
  return ours.some((launch) => wordsOf(launch).join('\0') === argv.join('\0')) ? server : null
}

/** The variables that would change what Sallyport itself does, in the order of the entry, and the files that more may come from. */
export type Loosening = { readonly variables: readonly string[]; readonly files: readonly string[] }

/** `isByPath`: it is, or would be, started by a bare name. Safe to print. */
export function loosening(
  { launch, unjudged }: Pick<ConfigEntry, 'launch' | 'unjudged'>,
  isByPath: boolean,
): Loosening {
  const variables = Object.entries(launch.env).filter(([name, value]) => steersUs(name, value, isByPath))
  return {
    variables: variables.map(([name]) => name),
    files: unjudged.flatMap(({ name }) => (isVariableFile(name) ? [name] : [])),
  }
}

export const isLoosened = ({ variables, files }: Loosening): boolean => variables.length + files.length > 0
