// HTTP on a socket in the file system: in a folder that its user alone can enter, below folders that nobody else can move.
import { realpath, stat } from 'node:fs/promises'
import type { Server } from 'node:net'
import { basename, dirname } from 'node:path'
import { Failure } from '../../../core/model/failure.ts'
import { isOpenToOthers } from '../../../core/model/open-to-others.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import { openMeeting } from '../meeting-place.ts'

const FIX = 'Name a path in a folder that is yours alone (mode 0700), such as $XDG_RUNTIME_DIR/sallyport/http.sock.'

/** Resolves with what takes the socket away again. What lies there is replaced only where it is a socket of ours that nobody listens on. */
export async function listenOnFile(server: Server, path: string): Promise<() => Promise<void>> {
  const shown = quote(untrusted(path), 400)
  const refused = (why: string, cause?: unknown): Failure =>
    new Failure('listen-failed', `${shown} ${why}`, { fix: FIX, cause })
  const meeting = await openMeeting(dirname(path)).catch((cause: unknown) => {
    throw cause instanceof Failure ? refused(`cannot be listened on: ${cause.message}`, cause) : cause
  })
  try {
    const movable = await movableBy(dirname(path))
    if (movable !== null) throw refused(`cannot be listened on: others may replace ${quote(untrusted(movable), 400)}`)
    const name = basename(path)
    const other = await meeting.connect(name).catch((cause: unknown) => {
      throw cause instanceof Failure ? refused(`is taken: ${cause.message}`, cause) : cause
    })
    if (other !== null) {
      other.destroy()
      throw refused('is taken: a program listens there')
    }
    const listening = await meeting.listen(server, name)
    return async () => {
      await listening.end()
      await meeting.close()
    }
  } catch (cause) {
    await meeting.close()
    throw cause
  }
}

/** A folder on the way there that somebody else than its user could put another one in the place of; null: there is none. */
async function movableBy(folder: string): Promise<string | null> {
  const own = { uid: process.geteuid?.(), gid: process.getegid?.() }
  for (let at = await realpath(folder); ; at = dirname(at)) {
    if (isOpenToOthers(await stat(at), own)) return at
    if (at === dirname(at)) return null
  }
}
