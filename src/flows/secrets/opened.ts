// The store of secrets as a command has it: opened with a passphrase that was typed or printed, changed, recorded and written.
import { Failure } from '../../core/model/failure.ts'
import type { Paths } from '../../core/model/paths.ts'
import type { Agreed } from '../../io/ask/consent.ts'
import type { Ask } from '../../io/ask/terminal.ts'
import { type Content, EMPTY } from '../../io/secret/content.ts'
import { keyFrom, type Kdf, newKdf, type Sealed } from '../../io/secret/sealed.ts'
import { openWith, readStore, writeStore } from '../../io/secret/store.ts'
import type { ChangeDesk } from '../change/lock.ts'
import { recordedChange } from '../change/recorded.ts'
import { passphraseBy } from './command-place.ts'

export type SecretsDesk = ChangeDesk & {
  readonly paths: Paths
  readonly env: NodeJS.ProcessEnv
  /** `ask`, or the command that prints the passphrase. */
  readonly secretsKey: string
  readonly askHidden: Ask
  readonly consent: (question: string, expected: string) => Promise<Agreed>
}

export type Opened = {
  /** Null: it is made with the first change. */
  readonly store: Sealed | null
  readonly content: Content
  readonly key: Uint8Array
  readonly kdf: Kdf
}

/** Null where there is no store. */
export async function openStore(desk: SecretsDesk): Promise<Opened | null> {
  const store = await readStore(desk.paths)
  if (store === null) return null
  const opened = await openedBy(await passphrase('Passphrase of the store of secrets: ', desk), store)
  if (opened !== null) return opened
  throw new Failure('passphrase-wrong', 'The passphrase is not the one of the store of secrets')
}

/** Where there is none, the passphrase of a new one is asked for. */
export async function openOrMake(desk: SecretsDesk): Promise<Opened> {
  const opened = await openStore(desk)
  if (opened !== null) return opened
  const isTyped = desk.secretsKey === 'ask'
  return withNew(isTyped ? await newPassphrase(desk) : await passphrase('', desk), EMPTY, null)
}

/** The same content under a new passphrase, which is typed. */
export async function underNew(content: Content, store: Sealed, desk: SecretsDesk): Promise<Opened> {
  return withNew(await newPassphrase(desk), content, store)
}

export async function openedBy(words: string, store: Sealed): Promise<Opened | null> {
  const key = await keyFrom(words, store.kdf)
  const content = openWith(store, key)
  return content === null ? null : { store, content, key, kdf: store.kdf }
}

/** NIST SP 800-63B asks for at least 8; whoever has a copy of this file can try for as long as they like. */
const FEWEST_CHARS = 12

async function withNew(words: string, content: Content, store: Sealed | null): Promise<Opened> {
  if (Array.from(words).length < FEWEST_CHARS)
    throw new Failure('usage-invalid', `The passphrase of a new store needs at least ${FEWEST_CHARS} characters`, {
      fix: 'Repeat the command with a longer one, such as four words that do not belong together.',
    })
  const kdf = newKdf()
  return { store, content, key: await keyFrom(words, kdf), kdf }
}

/** As `secretsKey` says; `words` is what is asked on the terminal. */
export async function passphrase(words: string, desk: SecretsDesk): Promise<string> {
  return desk.secretsKey === 'ask' ? typed(words, desk.askHidden) : passphraseBy(desk.secretsKey, desk)
}

async function newPassphrase({ askHidden }: SecretsDesk): Promise<string> {
  const first = await typed('New passphrase of the store of secrets (not shown): ', askHidden)
  if ((await typed('The same again: ', askHidden)) === first) return first
  throw new Failure('usage-invalid', 'The two passphrases differ, so nothing was changed', {
    fix: 'Repeat the command.',
  })
}

export async function typed(words: string, askHidden: Ask): Promise<string> {
  const answer = await askHidden(words)
  if (answer === null)
    throw new Failure('terminal-missing', 'this needs a typed passphrase; there is no terminal to ask on', {
      fix: 'Run the command yourself on a terminal, or let a command print the passphrase: `secretsKey: cmd:/PROGRAM WORD…` in config.yaml.',
    })
  if (answer !== '') return answer
  throw new Failure('usage-invalid', 'Nothing was typed, so nothing was changed', { fix: 'Repeat the command.' })
}

/** In the log, on disk, before it is in the store. `detail` names secrets and holds no value. */
export async function save(opened: Opened, content: Content, detail: string, desk: SecretsDesk): Promise<Opened> {
  const change = { command: 'secrets', server: '', detail } as const
  return recordedChange(change, desk, async () => {
    const store = await writeStore(desk.paths, opened.store, content, opened)
    return { ...opened, store, content }
  })
}

export const noStore = (): Failure =>
  new Failure('secret-unknown', 'There is no store of secrets yet', {
    fix: 'Make one with its first secret: `sallyport secrets set NAME`.',
  })
