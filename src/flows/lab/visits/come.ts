// What is done at a server over HTTP: visits are paid, or a client talks to it as on stdio.
import type { Play } from '../../../core/model/lab.ts'
import { converse, type Heard, trafficOf } from '../client.ts'
import { Connection, typedIn } from '../connection.ts'
import type { Idle } from '../control.ts'
import { linesOver } from './lines.ts'
import { type Door, visitAll } from './visit.ts'

export const isOverHttp = ({ visits, over }: Play): boolean => visits !== undefined || over === 'http'

export async function come(play: Play, nonce: string, door: Door, idle: () => ReturnType<Idle>): Promise<Heard> {
  if (play.visits !== undefined) {
    // Lines and their depth are a matter of a conversation.
    return { ...(await visitAll(play.visits, play.era ?? 'legacy', door)), forged: 0, largest: 0, deepest: 0 }
  }
  const { input, output } = linesOver(door)
  const server = new Connection(input, output, typedIn(play, nonce))
  const outputs = await converse([server], play, idle)
  return { ...(await trafficOf([server], Promise.resolve())), outputs }
}
