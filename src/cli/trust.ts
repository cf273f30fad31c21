// `trust`: the keys whose word counts, for feeds of indicators or as that of a second person. A person types the id of a key to add it; a
// file of a repository cannot.
import { resolve } from 'node:path'
import { APPROVER_ROLES, type ApproverRole } from '../core/model/approver.ts'
import { Failure } from '../core/model/failure.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import { rolesText } from '../core/report/approvers-text.ts'
import { UNCHANGED } from '../flows/outcome.ts'
import { openEvidence } from '../io/store/evidence/writer.ts'
import { readManaged } from '../io/store/managed.ts'
import {
  allTrustedKeys,
  changeTrustedKeys,
  keyInFile,
  type Purpose,
  purposeOf,
  readKey,
} from '../io/store/trusted-keys.ts'
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
  const { approvers } = await readManaged(paths.managed)
  const own = keys.map(
    (key) =>
      `${key.id}  ${quote(untrusted(key.name))}  for ${purposeOf(key)}${as(key.roles)}  added ${key.addedAt.slice(0, 10)}\n`,
  )
  const theirs = (approvers ?? []).map(
    ({ name, key, roles }) =>
      `${readKey(key)!.id}  ${quote(untrusted(name))}  for approvals${as(roles)}  by the administrator of this machine\n`,
  )
  const only =
    approvers === null ? '' : 'Who may approve says the administrator of this machine; no other key counts for that.\n'
  const lines = [...own, ...theirs].join('')
  stdout.write(
    asJson ? jsonLine('trust', { keys, approvers }) : `${lines === '' ? 'No keys are trusted.\n' : lines}${only}`,
  )
  return 0
}

async function add(word: string, options: Args['options'], world: World): Promise<ExitCode> {
  const { cwd, paths, now } = world
  const shown = quote(untrusted(word), 300)
  const keys = await allTrustedKeys(paths.config)
  const listed = keys.find(({ id }) => id === word)
  const key = readKey(listed?.key ?? word) ?? (await keyInFile(resolve(cwd, word)))
  if (key === null) {
    throw new Failure('usage-invalid', `${shown} is no Ed25519 public key`, {
      fix: 'Name a file with a PEM, the 32 bytes of the key in base64, or the id of one that is trusted.',
    })
  }
  const purpose = (options['for'] ?? 'feeds') as Purpose
  const json = options['json'] === true
  const known = keys.find(({ id }) => id === key.id)
  const roles = rolesGiven(options['role'])
  if (roles.length > 0 && purpose !== 'approvals') {
    throw new Failure('usage-invalid', 'a key has a role where it is trusted for approvals', {
      fix: 'Add `--for approvals`.',
    })
  }
  if (purpose === 'approvals' && (await readManaged(paths.managed)).approvers !== null) {
    throw new Failure('usage-invalid', 'who may approve on this machine says its administrator', {
      fix: `Ask for it to be added to ${paths.managed.file}.`,
    })
  }
  if (known !== undefined && purposeOf(known) !== purpose) {
    throw new Failure(
      'usage-invalid',
      `the key ${key.id} is trusted for ${purposeOf(known)}, and a key is for one thing`,
      {
        fix: `Take it away first: \`sallyport trust remove ${key.id}\`.`,
      },
    )
  }
  if (known !== undefined && as(known.roles) === as(roles))
    return printOutcome('trust', key.id, { kind: 'done', text: `the key ${key.id} is trusted already\n` }, json, world)
  const name = typeof options['name'] === 'string' ? options['name'].slice(0, 100) : (known?.name ?? key.id)
  const before =
    known === undefined ? '' : as(known.roles) === '' ? ' (before: without a role)' : ` (before:${as(known.roles)})`
  const question = `Trust the key ${key.id}, called ${quote(untrusted(name))}, ${TO[purpose]}${as(roles)}${before}?`
  return await agreed(question, key.id, { done: 'added', as: `${as(roles)}${before}` }, options, world, () =>
    changeTrustedKeys(paths.config, (found) => [
      ...found.filter(({ id }) => id !== key.id),
      { ...key, name, addedAt: now().toISOString(), for: purpose, ...(roles.length > 0 && { roles }) },
    ]),
  )
}

/** In the order of the table, each once. */
const rolesGiven = (said: unknown): readonly ApproverRole[] =>
  APPROVER_ROLES.filter((role) => Array.isArray(said) && said.includes(role))

const as = (roles: readonly ApproverRole[] = []): string => (roles.length === 0 ? '' : ` with ${rolesText(roles)}`)

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
      : 'What it approved as the second person is then started no more; what runs goes on until it ends, or `sallyport quarantine NAME` ends it.'
  }`
  return await agreed(question, id, { done: 'removed', as: '' }, options, world, () =>
    changeTrustedKeys(paths.config, (trusted) => trusted.filter((one) => one.id !== id)),
  )
}

/** Both can make a bad package pass: one by hiding behind a flood, the other by forgetting. Recorded first. */
async function agreed(
  question: string,
  id: string,
  { done, as: role }: { readonly done: 'added' | 'removed'; readonly as: string },
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
      next: UNCHANGED,
    } as const
    return printOutcome('trust', id, outcome, json, world)
  }
  const recorder = await openEvidence(world.paths)
  try {
    const about = { type: 'config', server: '', action: 'changed', author: 'sallyport', client: 'sallyport' } as const
    await recorder.durable({
      ...about,
      path: 'trusted-keys.json',
      detail: `${done} ${id}${role} by ${desk.by} (${answer.how})`,
    })
    await work()
  } finally {
    await recorder.close()
  }
  return printOutcome('trust', id, { kind: 'done', text: `${done} the key ${id}${role}\n` }, json, world)
}
