// Members by which a client does more for an entry than its command says. Which of them a client knows, it alone says.

/** VS Code and Cursor: variables from a file, which anybody who may write that file can change later. */
export const isVariableFile = (member: string): boolean => /^env[-_]?files?$/i.test(member)

/** Claude Code: a command whose output is said to an address. */
export const isHeaderCommand = (member: string): boolean => /^headers?[-_]?(?:helper|command)$/i.test(member)
