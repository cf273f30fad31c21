import { reveal } from '../../model/untrusted.ts'
import { isSlip, skeleton } from '../../text/look-alike.ts'
import { commandsOf } from '../launch/command.ts'
import { packagesOf } from '../launch/package.ts'
import type { Rule } from '../rule.ts'
import { entryNamed, noticed, type EntrySubject } from './entry-subject.ts'
import { KNOWN_PACKAGES, KNOWN_SERVERS } from './known-servers.ts'

export const lookAlikeEntry: Rule<EntrySubject> = {
  id: 'look-alike-entry',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary:
    'The entry, or the package it starts, has a name that is easily taken for one that is approved or well known',
  fix: 'Check which of the two you meant; the evidence names the other one.',
  references: ['MCP04', 'SAFE-T1004', 'SAFE-T1006', 'AML.T0104', 'CoSAI T6'],
  bad: () => [
    entryNamed('fi1esystem'),
    entryNamed('gіthub'),
    entryNamed('my-notes', ['server'], ['my-n0tes']),
    entryNamed('playwrihgt'),
    entryNamed('files', ['npx', '-y', '@modelcontextprotoco1/server-filesystem@1.2.3']),
    entryNamed('files', ['npx', '-y', '@modelcontextprotocol/server-filesytem@1.2.3']),
    entryNamed('time', ['uvx', 'mcp-sever-time==1.2.3']),
  ],
  good: () => [
    entryNamed('filesystem', ['npx', '-y', '@modelcontextprotocol/server-filesystem@1.2.3']),
    entryNamed('filesystem2'),
    entryNamed('github-work', ['server'], ['github']),
    entryNamed('gitlab', ['uvx', 'mcp-server-git==1.2.3']),
    entryNamed('notes', ['npx', '-y', 'mcp-server-notes@1.2.3'], ['notes']),
  ],
  *check(subject) {
    const { entry, approved } = subject
    const twin = twinOf(entry.name, [...approved, ...KNOWN_SERVERS])
    if (twin !== null) yield noticed(subject, 'name', entry.name, twin)
    const packages = commandsOf(entry).flatMap(packagesOf)
    for (const name of new Set(packages.map(({ spec }) => nameOf(spec)))) {
      const like = twinOf(name, KNOWN_PACKAGES)
      if (like !== null) yield noticed(subject, 'package', name, like)
    }
  },
}

/** Null where the name is itself one of these, or like none. A dash for an underscore is how people write, not a disguise. */
function twinOf(name: string, known: readonly string[]): string | null {
  const short = name.slice(0, 200)
  const own = plain(short)
  if (known.some((other) => other.length === own.length && plain(other) === own)) return null
  const looks = skeleton(short)
  for (const other of known) {
    // Levelling shapes shortens a name by little; comparing all would take longer than all other rules.
    if (Math.abs(other.length - short.length) > 3) continue
    if (skeleton(other) === looks) return `looks the same as "${reveal(other)}"`
    if (isSlip(short, other)) return `one slip away from "${reveal(other)}"`
  }
  return null
}

const plain = (name: string): string => name.toLowerCase().replaceAll(/[-_. ]/g, '-')
/** `@scope/name@1.2.3`, `name==1.2.3` and `name[extra]` without what follows the name. */
const nameOf = (spec: string): string => /^(?:@[^/\s]+\/)?[^@=[<>~!\s]*/.exec(spec)?.[0] ?? spec
