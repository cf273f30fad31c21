// What rules say about an entry beyond its launch, and about the file it stands in.
import { isHeaderCommand, isOtherStart, isVariableFile } from '../../core/clients/beside.ts'
import type { ConfigEntry, LooseSetting } from '../../core/clients/entry.ts'
import type { Finding, Report } from '../../core/model/finding.ts'
import type { LaunchEntry } from '../../core/model/launch.ts'
import { urlOf, wordsOf } from '../../core/report/shown-launch.ts'
import { check } from '../../core/rules/check.ts'
import type { EntrySubject } from '../../core/rules/config/entry-subject.ts'
import { ENTRY_RULES, FILE_RULES } from '../../core/rules/index.ts'
import { lookAlikeEntry } from '../../core/rules/config/look-alike-entry.ts'

export type Twin = EntrySubject['twins'][number]

/** More namesakes than a person reads; the rule says that there are some. */
const MOST_TWINS = 20

export function aroundEntry(
  launch: LaunchEntry,
  { autoApprove, tlsOff, unjudged }: Pick<ConfigEntry, 'autoApprove' | 'tlsOff' | 'unjudged'>,
  twins: readonly Twin[],
  approved: readonly string[],
): Report {
  // Variables that switch it off are a matter of the launch, and found there.
  const members = tlsOff.filter((name) => !Object.hasOwn(launch.env, name))
  const besides = unjudged.flatMap((member) => {
    const { name } = member
    return isVariableFile(name) || isHeaderCommand(name) || isOtherStart(member) ? [name] : []
  })
  const subject = { entry: launch, autoApprove, tlsOff: members, besides, approved, twins: twins.slice(0, MOST_TWINS) }
  const looked = ['what the client does with it, and what else has its name']
  return check(subject, ENTRY_RULES, { subject: 'entry', looked, notLooked: [] })
}

/** What the name of a server alone says, where no client's file is looked at. `approved` are the names of others. */
export function aroundName(launch: LaunchEntry, approved: readonly string[]): Report {
  const subject = { entry: launch, autoApprove: [], tlsOff: [], besides: [], approved, twins: [] }
  const looked = ['whether its name or its package is like one that is approved or well known']
  return check(subject, [lookAlikeEntry], { subject: 'entry', looked, notLooked: [] })
}

/** Another entry of the same name, as it may be shown. */
export const twinOf = (launch: LaunchEntry): Twin => ({
  place: launch.place,
  launch: urlOf(launch) ?? wordsOf(launch.argv).join(' '),
})

/** `mode` is null where the system has none. */
export function aroundFile(
  path: string,
  mode: number | null,
  settings: readonly LooseSetting[],
  findings: readonly Finding[],
): Report {
  const secrets = findings.filter(({ rule }) => rule === 'secret-in-launch').length
  const looked = ['who can read it, and what it lets through']
  return check({ path, mode, secrets, settings }, FILE_RULES, { subject: 'file', looked, notLooked: [] })
}
