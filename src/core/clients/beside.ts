// Members by which a client does more for an entry than its command says. Which of them a client knows, it alone says.
import type { ConfigEntry } from './entry.ts'

/** VS Code and Cursor: variables from a file, which anybody who may write that file can change later. */
export const isVariableFile = (member: string): boolean => /^env[-_]?files?$/i.test(member)

/** Claude Code: a command whose output is said to an address. */
export const isHeaderCommand = (member: string): boolean => /^headers?[-_]?(?:helper|command)$/i.test(member)

/** An address beside a command, a second address, another name for the command: which of them a client takes is its own choice. */
export const isOtherStart = ({ name, said }: ConfigEntry['unjudged'][number]): boolean =>
  /^(?:url|server_?url|http_?url|uri|endpoint|command|cmd)$/i.test(name) && !/^(?:""|''|null|~|)$/i.test(said.trim())

export const namesTwo = ({ unjudged }: Pick<ConfigEntry, 'unjudged'>): boolean => unjudged.some(isOtherStart)
