// What the engine of rules knows about texts, for the engine that reads code.
import { dangersIn } from '../../core/rules/argument/shell/judge.ts'
import { isStartFile } from '../../core/rules/argument/secret-file.ts'
import { Unread } from '../../core/rules/unread.ts'
import type { Says } from '../../core/vet/rule.ts'

export const SAYS: Says = {
  dangersOf: (command) => {
    try {
      return dangersIn(command, null)
    } catch (cause) {
      if (cause instanceof Unread) return []
      throw cause
    }
  },
  isStartFile,
}
