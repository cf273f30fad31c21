// A channel whose messages come one by one, each in a request of its own, and go to whoever waits for them.
import { bound } from '../../../core/model/bounds.ts'
import type { Channel, Frame } from '../../../core/model/channel.ts'
import type { Message } from '../../../core/model/message.ts'
import { onOneLine } from '../lines.ts'

export type Pushed = {
  readonly channel: Channel
  /** False once no more can come, whoever ended it. */
  readonly isOpen: () => boolean
  /** False when too much waits already: nothing of it was taken. `message`: what these bytes were read as. */
  readonly push: (bytes: Uint8Array, message?: Message) => boolean
  /** No more comes; what is still said is delivered. */
  readonly hangUp: () => void
}

export function pushedChannel(deliver: (bytes: Uint8Array, message?: Message) => void): Pushed {
  const queue: Extract<Frame, { kind: 'frame' }>[] = []
  let bytes = 0
  let hasHungUp = false
  let isClosed = false
  let wake = (): void => undefined
  const hangUp = (): void => {
    hasHungUp = true
    wake()
  }
  async function* frames(): AsyncGenerator<Frame> {
    for (;;) {
      const next = queue.shift()
      if (next !== undefined) {
        bytes -= next.bytes.length
        yield next
      } else if (hasHungUp) return
      else await new Promise<void>((resolve) => (wake = resolve))
    }
  }
  return {
    channel: {
      frames: frames(),
      hangUp,
      canSend: () => !isClosed,
      send: async (words, message) => {
        if (isClosed) throw new Error('the other side has closed')
        deliver(words, message)
      },
      close: () => {
        isClosed = true
        hangUp()
      },
    },
    push: (words, message) => {
      if (hasHungUp || queue.length >= bound('http-queued') || bytes + words.length > bound('http-queued-bytes'))
        return false
      // As it is judged so it is forwarded.
      const line = onOneLine(words)
      queue.push({ kind: 'frame', bytes: line, ...(line === words && message !== undefined && { message }) })
      bytes += line.length
      wake()
      return true
    },
    isOpen: () => !hasHungUp,
    hangUp,
  }
}
