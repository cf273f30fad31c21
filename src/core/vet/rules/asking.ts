// What most rules ask of facts.
import { ANY_OF_HOME, type Capability, type Fact, type FileFacts, type Mark, type Origin } from '../fact.ts'
import { kindsOf, placeOf, SECRET_KINDS, type PlaceKind } from '../places.ts'
import type { Says, Spot, Subject } from '../rule.ts'

export type Use = { readonly file: FileFacts; readonly fact: Fact }

export function* uses({ files }: Subject, ...capabilities: readonly Capability[]): Generator<Use> {
  for (const file of files) for (const fact of file.facts) if (capabilities.includes(fact.does)) yield { file, fact }
}

export const spot = ({ file, fact }: Use, note: string): Spot => ({ path: file.path, at: fact.at, note })

export const has = (marks: readonly Mark[], ...kinds: readonly Origin[]): boolean =>
  marks.some(({ kind }) => kinds.includes(kind))
export const all = ({ placeMarks, marks }: Fact): readonly Mark[] => [...placeMarks, ...marks]

export const SENDS: readonly Capability[] = ['net-send', 'net-connect', 'dns-ask', 'mail-send', 'message-send']
export const STARTS: readonly Capability[] = ['process-start', 'process-shell']

/** What kind of secret data is: by where it was read. */
export function secretsIn(marks: readonly Mark[]): ReadonlySet<string> {
  const found = new Set<string>()
  for (const { kind, what } of marks) {
    if (kind === 'secret' || kind === 'clipboard' || kind === 'keys' || kind === 'screen') found.add(kind)
    if (kind === 'command') for (const secret of printedBy(what)) found.add(secret)
    if (kind === 'file' && what === ANY_OF_HOME) found.add('files of the home')
    const place = kind === 'file' || kind === 'database' ? placeOf(what) : null
    if (place !== null && SECRET_KINDS.has(place)) found.add(place)
  }
  return found
}

const PRINTS = /(?:^|[|;&(]\s*)(?:cat|head|tail|base64|xxd|tar|zip|gzip|type|strings)\s/

/** Secrets that a command prints. One that is only told where a key lies does not. */
const printedBy = (command: string): string[] => [
  ...(PRINTS.test(command) ? secretsNamed(command) : []),
  ...(HANDS_OUT.test(command) ? ['keys'] : []),
]

/** Programs that hand out what a chain of keys holds of others: all of it, or what a browser locks its own with. */
const HANDS_OUT =
  /\bsecurity\s+(?:dump-keychain|export\b|find-(?:generic|internet)-password\b.{0,200}Safe Storage)|\bgpg2?\s.{0,80}--export-secret|\bsecret-tool\s+search\s+--all/

/** Places of secrets that stand in a command. */
const secretsNamed = (command: string): string[] =>
  command.length < 4_000
    ? command.split(/[\s"']+/).flatMap((word) => {
        const place = placeOf(word.replace(/^\$\{?HOME\}?/, '~'))
        return place !== null && SECRET_KINDS.has(place) ? [place] : []
      })
    : []

const SENDER =
  /\bcurl\b[^|;&]*\s(?:-[dFT]\b|--(?:data|form|upload-file|json)\b|--data-)|\bwget\b[^|;&]*--(?:post|body)-(?:file|data)|\|\s*(?:nc|ncat|socat)\s/

/** Secrets that a command line itself sends away: `cat KEY | curl -d @- …`. */
export const sentBy = (fact: Fact): ReadonlySet<string> =>
  new Set(commandsOf(fact).flatMap((command) => (SENDER.test(command) ? secretsNamed(command) : [])))

/** The command lines that a process is started with: as one text, and each word that holds one. */
export function commandsOf({ places, texts, does }: Fact): string[] {
  const words = [...places, ...(does === 'process-start' ? texts : [])]
  const joined = words.length > 1 && words.length <= 12 ? [words.join(' ')] : []
  return [...new Set([...words, ...joined])].filter((text) => text.length > 3 && text.length < 4_000)
}

/** A shell reads what is started: `shell=True`, `exec`, `sh -c`. */
export const isShell = ({ does, members, places, texts }: Fact): boolean =>
  does === 'process-shell' ||
  (members['shell'] ?? []).some((text) => /^true$/i.test(text)) ||
  (/^(?:\/bin\/)?(?:ba|z|da|k)?sh$|^cmd(?:\.exe)?$|^powershell/i.test(places[0] ?? '') &&
    [...places, ...texts].some((text) => /^-\w*c$|^\/c$|^-Command$/i.test(text)))

export const placesOf = (fact: Fact): ReadonlySet<PlaceKind> => kindsOf(fact.places)

export const dangersIn = (fact: Fact, says: Says): readonly { readonly danger: string; readonly why: string }[] =>
  commandsOf(fact).flatMap((command) => says.dangersOf(command))
