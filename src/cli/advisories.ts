// `advisories`: takes in advisories in the OSV format, and says what is there. They only ever add findings.
import { resolve } from 'node:path'
import { Failure } from '../core/model/failure.ts'
import { counted as countedOf } from '../core/text/counted.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import { importAdvisories, isOld, type Imported } from '../flows/vet/advisories.ts'
import { type AdvisoryFacts, openAdvisoryIndex } from '../io/store/advisory-index.ts'
import { keepFeed } from '../io/store/feeds.ts'
import { trustedKeys } from '../io/store/trusted-keys.ts'
import type { Args, ExitCode } from './command.ts'
import { jsonLine, progressOn } from './print.ts'
import type { World } from './world.ts'

export async function runAdvisories({ positional, options }: Args, world: World): Promise<ExitCode> {
  const [verb, ...sources] = positional
  const asJson = options['json'] === true
  if (verb === 'status' && sources.length === 0) return status(asJson, world)
  if (verb === 'feed' && sources.length === 1) return takeFeed(sources[0]!, asJson, world)
  if (verb !== 'import' || sources.length === 0) {
    throw new Failure(
      'usage-invalid',
      'advisories takes `import` with at least one source, `feed` with a file, or `status`',
      {
        fix: 'Read `sallyport advisories --help`.',
      },
    )
  }
  const { cwd, env, paths, now, stdout } = world
  const place = { cwd, env, store: paths.store, state: paths.state, now, progress: progressOn(world) }
  const imported = await importAdvisories(sources, place)
  stdout.write(
    asJson
      ? jsonLine('advisories', { ...imported, importedAt: imported.importedAt.toISOString() })
      : importedText(imported),
  )
  return 0
}

async function takeFeed(file: string, asJson: boolean, { cwd, paths, stdout }: World): Promise<ExitCode> {
  const { feed, by } = await keepFeed(resolve(cwd, file), paths.state, await trustedKeys(paths.config, 'feeds'))
  const { name, serial, digests, packages, hosts } = feed
  const said = {
    feed: name,
    serial,
    key: by.id,
    digests: digests.length,
    packages: packages.length,
    hosts: hosts.length,
  }
  const counts = `${digests.length} digests, ${packages.length} packages, ${hosts.length} hosts`
  stdout.write(
    asJson
      ? jsonLine('feed', said)
      : `The feed ${name} (serial ${serial}) is here: ${counts}; signed by ${quote(untrusted(by.name))}.\n`,
  )
  return 0
}

function importedText({ count, malicious, unreadable, unread }: Imported): string {
  const lines = [`${counted(count)} about npm and Python packages, ${malicious} of them about malware.`]
  if (unreadable > 0)
    lines.push(
      `Left out: ${countedOf(unreadable, 'file')} that ${unreadable === 1 ? 'is' : 'are'} no advisory, or too large.`,
    )
  if (unread > 0)
    lines.push(`Left out: ${unread} entries that name only commits, with which no version can be compared.`)
  return `${lines.join('\n')}\n`
}

function status(asJson: boolean, { paths, stdout, now }: World): ExitCode {
  const index = openAdvisoryIndex(paths.state)
  index?.close()
  const facts = index?.facts ?? null
  const said =
    facts === null ? null : { ...facts, importedAt: facts.importedAt.toISOString(), old: isOld(facts, now()) }
  stdout.write(asJson ? jsonLine('advisories', { advisories: said }) : statusText(facts, now()))
  return 0
}

function statusText(facts: AdvisoryFacts | null, now: Date): string {
  if (facts === null) return 'No advisories are here. Take them in with `sallyport advisories import SOURCE`.\n'
  const { count, malicious, importedAt, source } = facts
  const age = isOld(facts, now) ? 'They are old: import them again.\n' : ''
  const from = `imported on ${importedAt.toISOString().slice(0, 10)} from ${quote(untrusted(source), 300)}`
  return `${counted(count)}, ${malicious} of them about malware, ${from}.\n${age}`
}

const counted = (count: number): string => (count === 1 ? '1 advisory' : `${count} advisories`)
