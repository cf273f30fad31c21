// What a person asks of a running `serve`, as of the gateway process: which conversations there are, that one of them is a new one,
// and to keep the key of the store of secrets for a while. Who asks has shown the key of this installation.
import { createServer, type Socket } from 'node:net'
import { servingPlace } from '../../core/door/handshake.ts'
import { bound } from '../../core/model/bounds.ts'
import { openMeeting } from '../../io/transport/meeting-place.ts'
import { enter } from '../gateway-process/enter.ts'
import { obey, type Obeying } from '../gateway-process/obey.ts'
import { meetingFolder } from '../gateway-process/meeting-folder.ts'
import { secretOf } from '../gateway-process/place.ts'

/** Resolves with what ends it. */
export async function takeOrders(world: Obeying, version: string): Promise<() => Promise<void>> {
  const secret = await secretOf(world.paths, version)
  const meeting = await openMeeting(meetingFolder(world.paths))
  let unproven = 0
  const take = async (socket: Socket): Promise<void> => {
    unproven += 1
    const entered = await enter(socket, secret).finally(() => (unproven -= 1))
    if (entered === null) return
    // Servers are not started from here.
    if ('order' in entered) await obey(entered, world)
    else entered.wire.cut()
  }
  const server = createServer((socket) => {
    if (unproven >= bound('door-unproven')) socket.destroy()
    else take(socket).catch(() => socket.destroy())
  })
  const listening = await meeting.listen(server, servingPlace(secret, process.pid))
  return async () => {
    world.keyring.lock()
    await listening.end()
    await meeting.close()
  }
}
