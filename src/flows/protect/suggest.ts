// The least that a server seems to need: folders that its own command names, and the variables that its entry sets. A
// suggestion for a person to judge, never more than what the entry itself asks for.
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { EffectClass } from '../../core/model/catalogue.ts'
import { Failure } from '../../core/model/failure.ts'
import { secretNamedBy } from '../../core/model/secret-name.ts'
import { dangerOfPath } from '../../core/report/danger.ts'
import { realOf } from '../../io/file/real.ts'
import { containerWishes } from '../start/container-wishes.ts'
import { readGrants, type GrantPlace, type GrantWords } from '../grants.ts'
import { shellLine } from '../../core/text/shell-word.ts'
import type { Look } from '../../core/model/look.ts'

export type Suggestion = {
  readonly words: {
    readonly read: readonly string[]
    readonly write: readonly string[]
    readonly env: readonly string[]
    readonly secret: readonly string[]
  }
  /** What was left out, and why; may hold a stranger's words. */
  readonly notes: readonly string[]
}

const CHANGING: readonly EffectClass[] = ['write', 'delete']
const SECRET = /TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|(?:API|ACCESS|PRIVATE|AUTH|SIGNING)_?KEY/i

/** What a remote server needs is credentials, and whose those are is for a person to say. */
const NOTHING: Suggestion = { words: { read: [], write: [], env: [], secret: [] }, notes: [] }

export async function suggest(look: Look, place: GrantPlace): Promise<Suggestion> {
  const notes: string[] = []
  if (look.entry.url !== null) return NOTHING
  const kind = Object.values(look.effects).some(({ effect }) => CHANGING.includes(effect)) ? 'write' : 'read'
  const words = { read: [] as string[], write: [] as string[], env: [] as string[], secret: [] as string[] }
  for (const path of await pathsIn(look)) {
    const why = dangerOfPath(path, homedir()) ?? (await objection({ [kind]: [path] }, place))
    if (why === null) words[kind].push(path)
    else notes.push(`${path} is not suggested: ${why}`)
  }
  const wishes = containerWishes(look.entry.argv)
  for (const { option, source } of wishes?.mounts ?? []) {
    const real = await realOf(source)
    const why = dangerOfPath(source, homedir()) ?? (await objection({ [option]: [source] }, place))
    if (why !== null) notes.push(`${source} is not suggested: ${why}`)
    else if (real?.path !== source) notes.push(`${source} is not suggested: a link stands there`)
    else words[option].push(source)
  }
  for (const name of new Set([...Object.keys(look.entry.env), ...(wishes?.variables ?? [])])) {
    const value = look.entry.env[name] ?? ''
    // Moved into the store: its approval has to say so.
    const isStored = secretNamedBy(value) !== null
    const option = isStored || SECRET.test(name) ? 'secret' : 'env'
    const word = isStored ? `${name}=${value}` : name
    const why = await objection({ [option]: [word] }, place)
    if (why === null) words[option].push(word)
    else notes.push(`${name} is not suggested: ${why}`)
  }
  return { words, notes }
}

/** Its own code is granted anyway, and read-only. */
async function pathsIn({ entry, resolved }: Look): Promise<readonly string[]> {
  // The paths in the words of a container are those of its image.
  if (resolved?.artifact.kind === 'image') return []
  const own = [...(resolved?.roots ?? []), ...codeOf(resolved)]
  const named = entry.argv.slice(1).flatMap((word) => {
    const value = /^--?[\w-]+=(.*)$/s.exec(word)?.[1] ?? word
    const path = value.startsWith('~/') ? join(homedir(), value.slice(2)) : value
    return isAbsolute(path) ? [path] : []
  })
  const real = await Promise.all(named.map(realOf))
  const paths = real.flatMap((found) => (found === null || found.kind === 'other' ? [] : [found.path]))
  const isOwn = (path: string): boolean => own.some((root) => path === root || path.startsWith(`${root}/`))
  const wanted = [...new Set(paths)].filter((path) => !isOwn(path))
  // A folder that lies in another that is granted comes with it.
  return wanted.filter((path) => !wanted.some((other) => other !== path && path.startsWith(`${other}/`)))
}

function codeOf(resolved: Look['resolved']): readonly string[] {
  if (resolved?.artifact.kind === 'folder') return [resolved.artifact.path]
  return resolved?.artifact.kind === 'command' ? resolved.artifact.files.map(({ path }) => path) : []
}

async function objection(words: GrantWords, place: GrantPlace): Promise<string | null> {
  try {
    await readGrants(words, place)
    return null
  } catch (cause) {
    if (cause instanceof Failure) return cause.message
    throw cause
  }
}

export const suggestionWords = ({ words }: Suggestion): readonly string[] =>
  (['read', 'write', 'env', 'secret'] as const).flatMap((option) =>
    words[option].flatMap((word) => [`--${option}`, word]),
  )

/** As a person would type it. */
export const suggestionText = (suggestion: Suggestion): string => shellLine(suggestionWords(suggestion))
