// What code can do, in the words of those who grant it: which hosts, programs, variables and files stand in it, each with its first place.
// What is made at run time has no name, and is there all the same.
import { bound } from '../model/bounds.ts'
import type { Abilities, Ability } from '../model/vetting.ts'
import { redact } from '../text/secret.ts'
import type { Capability, Fact, FileFacts } from './fact.ts'
import { lineOf } from './told.ts'

const KINDS: Partial<Record<Capability, Ability['does']>> = {
  'net-send': 'network',
  'net-connect': 'network',
  'dns-ask': 'network',
  'mail-send': 'network',
  'message-send': 'network',
  'net-listen': 'listens',
  'process-start': 'program',
  'process-shell': 'program',
  'process-fork': 'program',
  'code-run': 'runs code',
  'code-load': 'runs code',
  'template-run': 'runs code',
  deserialise: 'runs code',
  'environment-read': 'environment',
  'file-read': 'reads file',
  'file-list': 'reads file',
  'file-write': 'writes file',
  'file-mode': 'writes file',
  'archive-extract': 'writes file',
  'key-write': 'writes file',
  'file-delete': 'removes file',
  'clipboard-read': 'clipboard, screen or keys',
  'screen-read': 'clipboard, screen or keys',
  'keys-read': 'clipboard, screen or keys',
  'sql-run': 'database',
}

/** `textOf` gives the text of a file, so that a place can be told by its line. */
export function abilitiesOf(files: readonly FileFacts[], textOf: (path: string) => string): Abilities {
  const found = new Map<string, Ability>()
  for (const { path, facts } of files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    const text = textOf(path)
    for (const fact of facts.toSorted((a, b) => a.at - b.at)) {
      for (const { does, what } of abilitiesIn(fact)) {
        const key = `${does} ${what}`
        if (!found.has(key)) found.set(key, { does, what, at: `${path}:${lineOf(text, fact.at)}` })
      }
    }
  }
  const sorted = [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, ability]) => ability)
  return { found: sorted.slice(0, bound('vet-abilities')), more: Math.max(0, sorted.length - bound('vet-abilities')) }
}

function* abilitiesIn(fact: Fact): Generator<Omit<Ability, 'at'>> {
  for (const { kind, what } of [...fact.marks, ...fact.placeMarks]) {
    if (kind === 'variable') yield { does: 'environment', what: shown(what) }
    if (kind === 'environment') yield { does: 'environment', what: '' }
  }
  const does = KINDS[fact.does]
  if (does === undefined) return
  const places = does === 'runs code' || does === 'database' ? [''] : fact.places
  for (const place of places.length === 0 ? [''] : places) yield { does, what: shown(whatIn(does, place)) }
}

function whatIn(does: Ability['does'], place: string): string {
  if (does === 'network') return hostIn(place)
  return does === 'program' ? (place.trim().split(/\s+/)[0] ?? '') : place
}

/** Which server it is, and not what it is asked: the end of an address changes with every version. */
const hostIn = (place: string): string =>
  /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#]+)/i.exec(place)?.[1]?.toLowerCase() ?? place

const WIDEST = 200
/** U+FFFC is how reading notes a part that is made at run time. */
const shown = (text: string): string => redact(text.slice(0, WIDEST)).replaceAll('\uFFFC', '…')
