// What the worker that judges is asked, and what it answers: plain values that can be handed from one thread to another.
import type { Report } from '../../core/model/finding.ts'
import type { Message } from '../../core/model/message.ts'
import type { CalledTool, Part } from '../judge-message.ts'

/** Where in a message the words stand that are judged. */
export type Member = 'result' | 'error' | 'params' | 'arguments'

/** A message that was decoded before: its text is JSON that every parser reads alike. */
export type LargeMessage = Pick<Message, 'text'> & {
  readonly part: Part
  readonly member: Member
  readonly tool: CalledTool | null
}

export type Work = { readonly judge: 'message'; readonly message: LargeMessage }
export type Judged = Pick<Report, 'findings' | 'unanswered'>
