// The imported advisories, found by ecosystem and name. A database that is made anew by each import, and only read afterwards.
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Advisory, Ecosystem } from '../../core/advisory/osv.ts'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { syncFolder } from '../file/replace.ts'

const FORM = 1
export type AdvisoryFacts = {
  readonly importedAt: Date
  /** Advisories, each counted once for each package it is about. */
  readonly count: number
  readonly malicious: number
  /** What it was imported from, as it was typed. */
  readonly source: string
}

export type AdvisoryIndex = {
  readonly facts: AdvisoryFacts
  readonly find: (ecosystem: Ecosystem, name: string) => readonly Advisory[]
  readonly close: () => void
}

const indexPath = (state: string): string => join(state, 'advisories.db')

/** Replaces what was there in one step, when `fill` has handed in all of it. */
export async function writeAdvisoryIndex(
  state: string,
  facts: Pick<AdvisoryFacts, 'importedAt' | 'source'>,
  fill: (add: (advisory: Advisory) => void) => Promise<void>,
): Promise<AdvisoryFacts> {
  const path = indexPath(state)
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`
  await mkdir(state, { recursive: true, mode: 0o700 })
  try {
    const database = new DatabaseSync(temporary)
    let count = 0
    let malicious = 0
    try {
      // Not yet anybody's: it counts only once it has been renamed, and the one commit has put all of it on the disk by then.
      database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = FULL; PRAGMA user_version = 1')
      database.exec('CREATE TABLE advisory (key TEXT NOT NULL, id TEXT NOT NULL, said TEXT NOT NULL) STRICT')
      database.exec('CREATE TABLE facts (said TEXT NOT NULL) STRICT; BEGIN')
      const insert = database.prepare('INSERT INTO advisory VALUES (?, ?, ?)')
      await fill((advisory) => {
        insert.run(keyOf(advisory.ecosystem, advisory.name), advisory.id, JSON.stringify(advisory))
        count += 1
        if (advisory.malicious) malicious += 1
      })
      const all = { importedAt: facts.importedAt.getTime(), source: facts.source, count, malicious }
      database.prepare('INSERT INTO facts VALUES (?)').run(JSON.stringify(all))
      database.exec('CREATE INDEX by_key ON advisory (key); COMMIT')
    } finally {
      database.close()
    }
    await rename(temporary, path)
    await syncFolder(state)
    return { ...facts, count, malicious }
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    const why = cause instanceof Error ? cause.message : 'unknown error'
    throw new Failure('disk-failed', `the advisories could not be kept (${quote(untrusted(why), 100)})`, { cause })
  } finally {
    await rm(temporary, { force: true })
  }
}

/** Null: none were imported. */
export function openAdvisoryIndex(state: string): AdvisoryIndex | null {
  const path = indexPath(state)
  if (!existsSync(path)) return null
  try {
    const database = new DatabaseSync(path, { readOnly: true })
    const { user_version: form } = database.prepare('PRAGMA user_version').get() as { user_version: number }
    if (form !== FORM) throw new Error('another form')
    const { said } = database.prepare('SELECT said FROM facts').get() as { said: string }
    const facts = JSON.parse(said) as Omit<AdvisoryFacts, 'importedAt'> & { readonly importedAt: number }
    const select = database.prepare('SELECT said FROM advisory WHERE key = ? ORDER BY id')
    return {
      facts: { ...facts, importedAt: new Date(facts.importedAt) },
      find: (ecosystem, name) =>
        orDamaged(() =>
          (select.all(keyOf(ecosystem, name)) as { said: string }[]).map(({ said }) => JSON.parse(said) as Advisory),
        ),
      close: () => database.close(),
    }
  } catch (cause) {
    throw damaged(cause)
  }
}

const keyOf = (ecosystem: Ecosystem, name: string): string => `pkg:${ecosystem}/${name}`

function orDamaged<T>(work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw damaged(cause)
  }
}

const damaged = (cause: unknown): Failure =>
  new Failure('advisories-damaged', 'the imported advisories cannot be read', { cause })
