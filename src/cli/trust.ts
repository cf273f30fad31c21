// `trust`: the keys whose word counts, for feeds of indicators or as that of a second person. A person types the id of a key to add it; a
// file of a repository cannot.
import { resolve } from 'node:path'
import { Failure } from '../core/model/failure.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import { readBounded } from '../io/file/read.ts'
import { openEvidence } from '../io/store/evidence/writer.ts'
import { allTrustedKeys, changeTrustedKeys, type Purpose, purposeOf, readKey } from '../io/store/trusted-keys.ts'
import type { Args, ExitCode } from './command.ts'
import { deskOf, printOutcome } from './desk.ts'
import { jsonLine } from './print.ts'
import type { World } from './world.ts'

export async function runTrust({ positional, options }: Args, world: World): Promise<ExitCode> {
  const [verb, word] = positional
  if (verb === 'list' && word === undefined) return list(options['json'] === true, world)
  if (verb === 'add' && word !== undefined) return add(word, options, world)
  if (verb === 'remove' && word !== undefined) return remove(word, options, world)
  throw new Failure('usage-invalid', 'trust takes `add KEY`, `list` or `remove ID`', {
    fix: 'Read `sallyport trust --help`.',
  })
}

async function list(asJson: boolean, { paths, stdout }: World): Promise<ExitCode> {
  const keys = await allTrustedKeys(paths.config)
  const lines = keys.map(
    (key) => `${key.id}  ${quote(untrusted(key.name))}  for ${purposeOf(key)}  added ${key.addedAt.slice(0, 10)}\n`,
  )
  stdout.write(asJson ? jsonLine('trust', { keys }) : lines.length === 0 ? 'No keys are trusted.\n' : lines.join(''))
  return 0
}

async function add(word: string, options: Args['options'], world: World): Promise<ExitCode> {
  const { cwd, paths, now } = world
  const shown = quote(untrusted(word), 300)
  const key =
    readKey(word) ??
    readKey(
      (await readBounded(resolve(cwd, word), { maxBytes: 4096, code: 'config-invalid' }))?.toString('latin1') ?? '',
    )
  if (key === null) {
    throw new Failure('usage-invalid', `${shown} is no Ed25519 public key`, {
      fix: 'Name a file with a PEM, or the 32 bytes of the key in base64.',
    })
  }
  const name = typeof options['name'] === 'string' ? options['name'].slice(0, 100) : key.id
  const keys = await allTrustedKeys(paths.config)
  const purpose = (options['for'] ?? 'feeds') as Purpose
  const json = options['json'] === true
  const known = keys.find(({ id }) => id === key.id)
  if (known !== undefined && purposeOf(known) !== purpose) {
    throw new Failure(
      'usage-invalid',
      `the key ${key.id} is trusted for ${purposeOf(known)}, and a key is for one thing`,
      {
        fix: `Take it away first: \`sallyport trust remove ${key.id}\`.`,
      },
    )
  }
  if (known !== undefined)
    return printOutcome('trust', key.id, { kind: 'done', text: `the key ${key.id} is trusted already\n` }, json, world)
  const question = `Trust the key ${key.id}, called ${quote(untrusted(name))}, ${TO[purpose]}?`
  return await agreed(question, key.id, 'added', options, world, () =>
    changeTrustedKeys(paths.config, (found) => [
      ...found.filter(({ id }) => id !== key.id),
      { ...key, name, addedAt: now().toISOString(), for: purpose },
    ]),
  )
}

const TO: Readonly<Record<Purpose, string>> = {
  feeds: 'to say what is bad',
  approvals: 'to approve as the second person',
}

async function remove(id: string, options: Args['options'], world: World): Promise<ExitCode> {
  const { paths } = world
  const keys = await allTrustedKeys(paths.config)
  const found = keys.find((one) => one.id === id)
  if (found === undefined)
    throw new Failure('name-unknown', `no trusted key has the id ${quote(untrusted(id))}`, {
      fix: 'See them with `sallyport trust list`.',
    })
  const question = `Believe the key ${id}, called ${quote(untrusted(found.name))}, no more? ${
    purposeOf(found) === 'feeds'
      ? 'What its feeds name is then no finding.'
      : 'What it approved as the second person then does not run.'
  }`
  return await agreed(question, id, 'removed', options, world, () =>
    changeTrustedKeys(paths.config, (trusted) => trusted.filter((one) => one.id !== id)),
  )
}

/** Both can make a bad package pass: one by hiding behind a flood, the other by forgetting. Recorded first. */
async function agreed(
  question: string,
  id: string,
  done: 'added' | 'removed',
  options: Args['options'],
  world: World,
  work: () => Promise<void>,
): Promise<ExitCode> {
  const json = options['json'] === true
  const desk = deskOf(world, { yes: options['yes'] === true, json })
  const answer = await desk.consent(question, id)
  if (!answer.given) {
    const outcome = {
      kind: 'refused',
      why: [`the key was not ${done}: ${answer.why}`],
      next: 'Nothing was changed.',
    } as const
    return printOutcome('trust', id, outcome, json, world)
  }
  const recorder = await openEvidence(world.paths)
  try {
    const about = { type: 'config', server: '', action: 'changed', author: 'sallyport', client: 'sallyport' } as const
    await recorder.durable({
      ...about,
      path: 'trusted-keys.json',
      detail: `${done} ${id} by ${desk.by} (${answer.how})`,
    })
    await work()
  } finally {
    await recorder.close()
  }
  return printOutcome('trust', id, { kind: 'done', text: `${done} the key ${id}\n` }, json, world)
}
