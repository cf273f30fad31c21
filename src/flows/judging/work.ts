// What the worker that judges is asked, and what it answers: plain values that can be handed from one thread to another.
import type { Catalogues } from '../../core/model/catalogue.ts'
import type { Report } from '../../core/model/finding.ts'
import type { Message } from '../../core/model/message.ts'
import type { FailedExample } from '../../core/rules/examples.ts'
import type { RuleText } from '../../core/rules/user/files.ts'
import type { FileFault, Suppression, UserRule } from '../../core/rules/user/rule-file.ts'
import type { CalledTool, Judged, Part } from './judge-message.ts'

/** A person's own rules as they lie there. */
export type RulesGiven = {
  readonly texts: readonly RuleText[]
  /** Whether the person's settings let them block. */
  readonly mayBlock: boolean
}

export const NO_RULES: RulesGiven = { texts: [], mayBlock: false }

/** Where in a message the words stand that are judged. */
export type Member = 'message' | 'result' | 'error' | 'params' | 'arguments' | 'inputResponses'

/** A message that was decoded before: its text is JSON that every parser reads alike. */
export type AsideMessage = Pick<Message, 'text'> & {
  readonly part: Part
  readonly member: Member
  /** Names of members that are left out of it. */
  readonly leaves?: readonly string[]
  readonly tool: CalledTool | null
}

export type Work =
  | { readonly ask: 'files' }
  | { readonly ask: 'examples' }
  | { readonly ask: 'message'; readonly by: 'all' | 'user'; readonly message: AsideMessage }
  | { readonly ask: 'catalogues'; readonly server: string; readonly catalogues: Catalogues }

export type { Judged }

export type Read = { readonly rules: readonly UserRule[]; readonly suppressions: readonly Suppression[] }

/** The answer to each kind of work. */
export type Answers = {
  readonly files: Read | FileFault
  readonly examples: readonly FailedExample[]
  readonly message: Judged
  readonly catalogues: readonly Report[]
}
