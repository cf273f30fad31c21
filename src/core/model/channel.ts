// A two-way line of frames: the door's stdio, a server's stdio, later a socket. Framing hides here.
import type { Id, Message } from './message.ts'
import type { WayFault } from './way-fault.ts'

/** What the top-level keys of an unreadable line make of it; `part` may be half an answer. */
export type Looks = 'call' | 'answer' | 'part' | 'noise'

/** One frame without its terminator, or one that was too long to keep, with the id its sender gave it where one was seen. */
export type Frame =
  | {
      readonly kind: 'frame'
      readonly bytes: Uint8Array
      /** Where this process has read it already: the one message that these very bytes are. */
      readonly message?: Message
    }
  | {
      readonly kind: 'oversize'
      readonly bytes: number
      readonly id: Id | undefined
      readonly looksLike: Looks
    }
  | { readonly kind: 'unfinished'; readonly bytes: number }
  /** A message to a remote server that came to nothing on the way; `detail` is for the log and safe to print. */
  | {
      readonly kind: 'failed'
      readonly fault: WayFault
      readonly id: Id | undefined
      readonly detail: string
    }

export type Channel = {
  /** Frames in order of arrival; ends when the other side closes. Reading slowly slows the other side. */
  readonly frames: AsyncIterable<Frame>
  /**
   * Queues one frame; resolves when the other side has room for the next. Rejects once the channel is closed. `message`: what was
   * judged, and where the bytes are its own, all that they say. Whatever else they are, they have its kind and its id.
   */
  readonly send: (bytes: Uint8Array, message?: Message) => Promise<void>
  /** False once nothing more can be sent, whoever closed. */
  readonly canSend: () => boolean
  /** Takes nothing more, and delivers what is still said; absent where the other side decides that alone. */
  readonly hangUp?: () => void
  readonly close: () => void
}
