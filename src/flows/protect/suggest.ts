// The least that a server seems to need: what its own command and variables name, and the variables themselves. A suggestion
// for a person to judge, never more than what the entry itself asks for; what would be more is a note.
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { EffectClass } from '../../core/model/catalogue.ts'
import { Failure } from '../../core/model/failure.ts'
import { secretNamedBy } from '../../core/model/secret-name.ts'
import { dangerOfPath } from '../../core/report/danger.ts'
import { realOf } from '../../io/file/real.ts'
import { containerWishes } from '../start/container-wishes.ts'
import { readGrants, type GrantPlace, type GrantWords } from '../grants.ts'
import { filesAwaited, pathsNamed } from '../grants/named-paths.ts'
import { shellLine, shellWord } from '../../core/text/shell-word.ts'
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
  for (const path of await pathsNamed(look, (name) => !SECRET.test(name))) {
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
  if (kind === 'write') notes.push(...(await awaitedNotes(look)), ...(await repositoryNotes(look, words.write)))
  return { words, notes }
}

/** The folder holds more than the entry asks for, so a person has to say it. */
async function awaitedNotes(look: Look): Promise<readonly string[]> {
  return (await filesAwaited(look)).map(
    ({ variable, path, folder }) =>
      `${variable} names ${path}, which is not there yet and could not be made: what it may write to would have to be granted, such as \`--write ${shellWord(folder)}\``,
  )
}

/** What is written into `.git` is obeyed outside of the sandbox, so it is never suggested by itself. */
async function repositoryNotes({ effects }: Look, folders: readonly string[]): Promise<readonly string[]> {
  if (!Object.keys(effects).some((tool) => FOR_GIT.test(tool))) return []
  const repositories = await Promise.all(folders.map((folder) => realOf(join(folder, '.git'))))
  return repositories.flatMap((found) =>
    found === null
      ? []
      : [
          `it could not commit: ${found.path} stays read-only. \`--write ${shellWord(found.path)}\` beside the other would let it, and let it choose what git starts outside of the sandbox`,
        ],
  )
}
const FOR_GIT = /(?:^|[_.-])(?:git|commit)(?:$|[_.-])/i

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
