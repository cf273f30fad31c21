// A person's own rules at work. Loaded only where there are some: what reads and matches them is large.
import type { Catalogues } from '../../core/model/catalogue.ts'
import type { Report } from '../../core/model/finding.ts'
import { subjectOf } from '../../core/rules/catalogue/subject.ts'
import { check } from '../../core/rules/check.ts'
import { type FailedExample, failedUserExamples } from '../../core/rules/examples.ts'
import type { MessageSubject } from '../../core/rules/message/subject.ts'
import { type Loaded, loadRules } from '../../core/rules/user/files.ts'
import type { FileFault } from '../../core/rules/user/rule-file.ts'
import { placedInCatalogue, placedInMessage } from '../../core/rules/user/rules.ts'
import { inflate } from '../../io/file/inflate.ts'
import { inEachEra } from './judge.ts'
import type { Read, RulesGiven } from './work.ts'

export type ByUser = {
  readonly read: Read | FileFault
  readonly failedExamples: () => readonly FailedExample[]
  readonly message: (subject: MessageSubject) => Report
  readonly catalogues: (server: string, catalogues: Catalogues) => readonly Report[]
}

export function byUser({ texts, mayBlock }: RulesGiven): ByUser {
  const loaded = loadRules(texts, mayBlock)
  if ('why' in loaded) return { read: loaded, failedExamples: broken, message: broken, catalogues: broken }
  const { user, suppressions } = loaded
  return {
    read: { rules: user.rules, suppressions },
    failedExamples: () => failedUserExamples(user),
    message: (subject) => asked(user, placedInMessage(subject), 'message'),
    catalogues: (server, catalogues) =>
      user.rules.length === 0
        ? []
        : inEachEra(catalogues, (_, catalogue) =>
            asked(user, placedInCatalogue(subjectOf(server, catalogue, [], {}, inflate)), 'catalogue'),
          ),
  }
}

/** Nobody asks a file that was refused; who does all the same gets no answer. */
function broken(): never {
  throw new Error('the rules could not be read')
}

function asked({ table, subject }: Loaded['user'], texts: Parameters<typeof subject>[0], about: string): Report {
  const looked = [`by ${table.length} ${table.length === 1 ? 'rule' : 'rules'} of your own`]
  return check(subject(texts), table, { subject: about, looked, notLooked: [] })
}
