// One secret of the store: put there, given a new value, taken away. And the passphrase of all of them.
import { isServerName } from '../../core/lock/shape.ts'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Environment } from '../../core/model/pin.ts'
import { isSecretName } from '../../core/model/secret-name.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import type { StoredSecret } from '../../io/secret/content.ts'
import { readStore } from '../../io/secret/store.ts'
import { approvedFor } from './list.ts'
import {
  type Opened,
  noStore,
  openedBy,
  openOrMake,
  openStore,
  passphrase,
  save,
  type SecretsDesk,
  typed,
  underNew,
} from './opened.ts'

export type Given = {
  /** Undefined: as it is, or every server whose approval names it. */
  readonly servers?: readonly string[]
  readonly environment?: Environment
}

export async function setSecret(
  name: string,
  given: Given,
  readValue: () => Promise<string>,
  desk: SecretsDesk,
): Promise<StoredSecret> {
  checkGiven(name, given)
  const opened = await openOrMake(desk)
  if (secretIn(opened, name) !== undefined)
    throw new Failure('usage-invalid', `The store holds a secret that is called ${shown(name)} already`, {
      fix: `Give it a new value with \`sallyport secrets rotate ${name}\`.`,
    })
  const { servers = null, environment = 'dev' } = given
  const secret = { name, value: await readValue(), setAt: desk.now().toISOString(), environment, servers, moved: [] }
  const secrets = [...opened.content.secrets, secret]
  await save(opened, { ...opened.content, secrets }, `set ${detailOf(secret)}`, desk)
  return secret
}

/** A new value, whose age starts anew. Who may have it stays, unless something else is said. */
export async function rotateSecret(
  name: string,
  given: Given,
  readValue: () => Promise<string>,
  desk: SecretsDesk,
): Promise<StoredSecret> {
  checkGiven(name, given)
  const [opened, old] = await found(name, desk)
  const secret = { ...old, ...given, value: await readValue(), setAt: desk.now().toISOString() }
  const secrets = opened.content.secrets.map((one) => (one.name === name ? secret : one))
  await save(opened, { ...opened.content, secrets }, `rotate ${detailOf(secret)}`, desk)
  return secret
}

/** Says anew which servers may have it, and what it is for. It may give power, so a person is asked. Null: they agreed. */
export async function allowSecret(
  name: string,
  given: Given,
  desk: SecretsDesk,
): Promise<{ readonly why: string | null }> {
  checkGiven(name, given)
  const [opened, old] = await found(name, desk)
  const secret = { ...old, ...given }
  const agreed = await desk.consent(`From now on the secret is ${detailOf(secret)}; until now ${detailOf(old)}.`, name)
  if (!agreed.given) return { why: agreed.why }
  const secrets = opened.content.secrets.map((one) => (one.name === name ? secret : one))
  await save(opened, { ...opened.content, secrets }, `allow ${detailOf(secret)}`, desk)
  return { why: null }
}

/** Null: it is gone. */
export async function removeSecret(name: string, desk: SecretsDesk): Promise<{ readonly why: string | null }> {
  const [opened, old] = await found(name, desk)
  const names = approvedFor(name, await desk.lock.read())
  const losing = names.length === 0 ? '' : ` ${names.join(', ')} will not start without it.`
  const only = old.moved.length === 0 ? '' : ' It was moved here out of a client config, and this is its only copy.'
  const agreed = await desk.consent(`Remove the secret ${name}?${losing}${only}`, name)
  if (!agreed.given) return { why: agreed.why }
  const secrets = opened.content.secrets.filter((one) => one.name !== name)
  await save(opened, { ...opened.content, secrets }, `remove ${name}`, desk)
  return { why: null }
}

export async function changePassphrase(desk: SecretsDesk): Promise<void> {
  const store = await readStore(desk.paths)
  if (store === null) throw noStore()
  // The command may print the new one already.
  const printed = desk.secretsKey === 'ask' ? null : await openedBy(await passphrase('', desk), store)
  const opened = printed ?? (await openedBy(await typed('Passphrase of now: ', desk.askHidden), store))
  if (opened === null) throw new Failure('passphrase-wrong', 'The passphrase is not the one of the store of secrets')
  await save(await underNew(opened.content, store, desk), opened.content, 'passphrase', desk)
}

async function found(name: string, desk: SecretsDesk): Promise<readonly [Opened, StoredSecret]> {
  checkName(name)
  const opened = await openStore(desk)
  if (opened === null) throw noStore()
  const secret = secretIn(opened, name)
  if (secret !== undefined) return [opened, secret]
  throw new Failure('secret-unknown', `The store holds no secret that is called ${shown(name)}`)
}

const secretIn = ({ content }: Opened, name: string): StoredSecret | undefined =>
  content.secrets.find((one) => one.name === name)

const shown = (name: string): string => quote(untrusted(name))

function checkName(name: string): void {
  if (isSecretName(name)) return
  throw new Failure('usage-invalid', `${shown(name)} cannot be the name of a secret`, {
    fix: 'Use letters, digits and `. _ @ -`, beginning with a letter or digit; at most 128 of them.',
  })
}

function checkGiven(name: string, { servers = [] }: Given): void {
  checkName(name)
  const wrong = servers.find((server) => !isServerName(server))
  if (wrong === undefined) return
  throw new Failure('usage-invalid', `${shown(wrong)} cannot be the name of a server`, {
    fix: '`--for` wants the NAME of `sallyport run NAME`.',
  })
}

const detailOf = ({ name, servers, environment }: StoredSecret): string =>
  `${name} (${environment}) for ${servers === null ? 'every server whose approval names it' : servers.join(', ')}`

/** The bytes that were handed in, as the value of a variable: its last line end is not part of it. */
export function valueOf(bytes: Buffer | null): string {
  const wrong = (why: string): Failure =>
    new Failure('usage-invalid', `The value ${why}, so nothing was changed`, {
      fix: 'Type it on a terminal, or pipe it: `PROGRAM | sallyport secrets set NAME`.',
    })
  if (bytes === null || bytes.length > bound('secret-bytes')) throw wrong('is longer than a secret may be')
  const text = bytes.toString('utf8').replace(/\r?\n$/, '')
  if (text === '') throw wrong('is empty')
  if (text.includes('\0') || !bytes.equals(Buffer.from(bytes.toString('utf8')))) throw wrong('is not plain text')
  return text
}
