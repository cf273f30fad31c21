// A server.json: the package that it names is fetched, and must be the bytes that the list promises.
import { Failure } from '../../../core/model/failure.ts'
import type { Json } from '../../../core/model/json.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import { someOf } from '../../../core/text/some-of.ts'
import { readServerJson } from '../../../core/source/server-json.ts'
import { readBounded } from '../../../io/file/read.ts'
import { readVetTarget, type VetTarget } from '../../../io/source/vet-target.ts'
import type { FetchWorld, Work } from './world.ts'

type FetchOne = <Answer>(target: VetTarget, world: FetchWorld, work: Work<Answer>) => Promise<Answer>

/** Null: the file is no server.json. */
export async function fetchListed<Answer>(
  path: string,
  world: FetchWorld,
  fetchOne: FetchOne,
  work: Work<Answer>,
): Promise<{ readonly answer: Answer } | null> {
  const json = await jsonAt(path)
  const read = json === undefined ? null : readServerJson(json)
  const shown = quote(untrusted(path), 300)
  // Nothing else that is vetted is called so.
  if (read === null && path.endsWith('.json')) {
    throw new Failure(
      'target-unknown',
      `${shown} is no server.json: a name such as "io.example/server" with packages`,
      {
        fix: 'Name the server.json of a registry, or the file itself. A config of a client is for `sallyport scan FILE`.',
      },
    )
  }
  if (read === null) return null
  if (!read.ok) throw new Failure('package-refused', `${shown} is refused: ${read.why}`)
  const { name, packages, otherKinds, remotes } = read.server
  const [first, ...others] = packages
  if (first === undefined) {
    const what =
      otherKinds.length > 0
        ? `packages of the kind ${otherKinds.join(', ')}`
        : remotes.length > 0
          ? 'servers at addresses'
          : 'nothing'
    throw new Failure('target-unknown', `${shown} names only ${what}: there is nothing to fetch`, {
      fix: 'A server at an address is looked at with `sallyport vet ADDRESS --remote`.',
    })
  }
  const target = readVetTarget(first.word)
  // A list that somebody sends must not have files of this machine looked at.
  if (target.kind === 'path')
    throw new Failure('package-refused', `${shown} is refused: a package in it is at no address`)
  const notLooked = [
    ...(first.startedWith.length === 0
      ? []
      : [`It would have clients start it with ${someOf(first.startedWith, 120)}: nobody judged that.`]),
    ...others.map(({ word }) => `It lists another package: ${quote(untrusted(word), 200)}.`),
    ...otherKinds.map((kind) => `It lists a package of a kind that is not fetched: ${kind}.`),
    ...remotes.map((url) => `It lists a server at ${quote(untrusted(url), 200)}.`),
  ]
  const answer = await fetchOne(target, world, async (fetched) => {
    if (first.promised !== null && fetched.digest !== first.promised) {
      throw new Failure(
        'provenance-refused',
        `${quote(untrusted(first.word), 200)} is refused: its bytes have another SHA-256 than ${shown} promises`,
      )
    }
    const held = {
      kind: 'integrity',
      state: 'holds',
      words: 'Its bytes are those that the server.json promises.',
    } as const
    const facts = first.promised === null ? fetched.provenance.facts : [held, ...fetched.provenance.facts]
    const looked = [`the server.json of ${quote(untrusted(name), 200)}`, ...fetched.looked]
    return await work({
      ...fetched,
      provenance: { ...fetched.provenance, facts },
      looked,
      notLooked: [...fetched.notLooked, ...notLooked],
    })
  })
  return { answer }
}

async function jsonAt(path: string): Promise<Json | undefined> {
  if (!path.endsWith('.json')) return undefined
  const bytes = await readBounded(path, { code: 'package-refused' })
  try {
    return JSON.parse(new TextDecoder().decode(bytes ?? undefined)) as Json
  } catch {
    return undefined
  }
}
