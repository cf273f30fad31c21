// Where doors meet the gateway process: sockets in a folder that nobody but its owner can enter. The folder is held open from
// its check on and everything in it is reached through that, so that no other can be put in its place meanwhile.
// Node does not tell who is at the other end of a socket (SO_PEERCRED): folder and key have to.
import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { chmod, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { connect as dial, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { signIn, signOut } from './listener.ts'

export type Meeting = {
  readonly folder: string
  /** Null where nobody listens. */
  readonly connect: (name: string) => Promise<Socket | null>
  /** What lies there. */
  readonly names: () => Promise<readonly string[]>
  /** The server listens under this name from now on, in place of whatever lay there. */
  readonly listen: (server: Server, name: string) => Promise<Listening>
  /** Takes away sockets of these names at which nobody listens. Nobody may begin to listen at one meanwhile. */
  readonly sweep: (isMeant: (name: string) => boolean) => Promise<void>
  readonly close: () => Promise<void>
}

export type Listening = {
  /** Whether who connects to that name still comes here. */
  readonly isReachable: () => Promise<boolean>
  readonly end: () => Promise<void>
}

/** The folder is made when there is none, and refused when others could enter it. */
export async function openMeeting(folder: string): Promise<Meeting> {
  const shown = quote(untrusted(folder), 400)
  const refused = (why: string, cause?: unknown): Failure =>
    new Failure('gateway-untrusted', `${shown} ${why}`, { cause })
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST')
      throw new Failure('disk-failed', `${shown} could not be made (${cause.code})`, { cause })
  })
  const flags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW
  const held = await open(folder, flags).catch((cause: NodeJS.ErrnoException) => {
    throw refused(`is a link or no folder (${cause.code})`, cause)
  })
  const uid = process.geteuid?.() ?? -1
  const found = await held.stat()
  const at = (name: string): string => `/proc/self/fd/${held.fd}/${name}`
  if (found.uid !== uid || (found.mode & 0o077) !== 0) {
    await held.close()
    throw refused(`belongs to user ${found.uid} with mode ${(found.mode & 0o7777).toString(8)}, not to you alone`)
  }
  const connect = async (name: string): Promise<Socket | null> => {
    const socket = await lstat(at(name)).catch(() => null)
    if (socket === null) return null
    if (!socket.isSocket() || socket.uid !== uid) {
      throw new Failure('gateway-untrusted', `${quote(untrusted(join(folder, name)), 400)} is no socket of yours`)
    }
    return connected(at(name))
  }
  return {
    folder,
    names: () => readdir(at('.')),
    connect,
    sweep: async (isMeant) => {
      for (const name of (await readdir(at('.'))).filter(isMeant)) {
        const ino = await inodeOf(at(name))
        // What is no socket of ours is left for whoever wants to listen there to be told of.
        const socket = await connect(name).catch(() => undefined)
        socket?.destroy()
        if (socket !== null || ino !== (await inodeOf(at(name)))) continue
        signOut(at(name))
        await rm(at(name), { force: true })
      }
    },
    listen: async (server, name) => {
      const own = `.${randomBytes(8).toString('hex')}`
      await listening(server, at(own))
      await chmod(at(own), 0o600)
      const { ino } = await lstat(at(own))
      await rename(at(own), at(name))
      // After it: until then this belongs to whoever listened before.
      signIn(at(name))
      const isReachable = async (): Promise<boolean> => {
        const [inside, outside] = await Promise.all([at(name), join(folder, name)].map((path) => inodeOf(path)))
        return inside === ino && outside === ino
      }
      const end = async (): Promise<void> => {
        if ((await inodeOf(at(name))) === ino) {
          signOut(at(name))
          await rm(at(name), { force: true })
        }
        server.close()
      }
      return { isReachable, end }
    },
    close: () => held.close(),
  }
}

const inodeOf = (path: string): Promise<number | null> =>
  lstat(path).then(
    ({ ino }) => ino,
    () => null,
  )

/** Reset: who was there has just died. */
const NOBODY: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTSOCK', 'ECONNRESET'])

function connected(path: string): Promise<Socket | null> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket | null>()
  const socket = dial(path, () => {
    socket.off('error', onError)
    resolve(socket)
  })
  const onError = (cause: NodeJS.ErrnoException): void => {
    if (NOBODY.has(cause.code)) return resolve(null)
    reject(
      new Failure('gateway-unavailable', `The gateway could not be reached (${cause.code ?? 'unknown'})`, { cause }),
    )
  }
  socket.once('error', onError)
  return promise
}

function listening(server: Server, path: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', (cause: NodeJS.ErrnoException) =>
    reject(new Failure('disk-failed', `the socket of the gateway could not be made (${cause.code})`, { cause })),
  )
  server.listen(path, resolve)
  return promise
}
