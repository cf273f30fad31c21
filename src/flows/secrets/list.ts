// What lies in the store, without a value: who may have it, which approvals name it, and what is to be done.
import type { Lockfile } from '../../core/model/pin.ts'
import { referenceTo, secretNamedBy } from '../../core/model/secret-name.ts'
import { ageInDays, type SecretFinding, secretFindings, type SecretRow } from '../../core/report/secrets-text.ts'
import type { Content } from '../../io/secret/content.ts'
import { EMPTY } from '../../io/secret/content.ts'
import { openStore, type SecretsDesk } from './opened.ts'

export type Listed = { readonly secrets: readonly SecretRow[]; readonly findings: readonly SecretFinding[] }

export async function listSecrets(maxAgeDays: number, desk: SecretsDesk): Promise<Listed> {
  const lock = await desk.lock.read()
  const opened = await openStore(desk)
  const secrets = rowsOf(opened?.content ?? EMPTY, lock, desk.now())
  return { secrets, findings: secretFindings(secrets, namedIn(lock), maxAgeDays) }
}

const rowsOf = ({ secrets }: Content, lock: Lockfile, now: Date): readonly SecretRow[] =>
  secrets
    .map(({ name, setAt, environment, servers, moved }) => {
      const ageDays = ageInDays(setAt, now)
      const names = approvedFor(name, lock)
      return { name, setAt, ageDays, environment, servers, approvedFor: names, moved: moved.length }
    })
    .sort((one, other) => (one.name < other.name ? -1 : 1))

/** The servers whose approval names this secret. */
export const approvedFor = (name: string, { pins }: Lockfile): readonly string[] =>
  Object.keys(pins)
    .filter((server) => pins[server]!.grants.secrets.some(({ ref }) => ref === referenceTo(name)))
    .sort()

function namedIn(lock: Lockfile): ReadonlyMap<string, readonly string[]> {
  const refs = Object.values(lock.pins).flatMap(({ grants }) => grants.secrets.map(({ ref }) => secretNamedBy(ref)))
  const names = new Set(refs.filter((name) => name !== null))
  return new Map([...names].sort().map((name) => [name, approvedFor(name, lock)]))
}
