// What pip put down, compared with what it resolved, and the commands that the packages bring.
import { constants } from 'node:fs'
import { access, readdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../../core/model/failure.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import { metadataHead, wordOf } from '../../../core/source/core-metadata.ts'
import { readBounded } from '../../file/read.ts'
import { type LockedWheel, plainName } from './wheels.ts'

/** Every package that lies in `site`, by its plain name. */
type Installed = { readonly name: string; readonly version: string; readonly folder: string }

/** An index can promise one package and serve another. */
export async function checkWheels(site: string, wheels: readonly LockedWheel[]): Promise<void> {
  const found = new Map((await installedIn(site)).map((one) => [one.name, one]))
  for (const { name, version } of wheels) {
    const served = found.get(name)
    if (served?.version !== version) {
      const words = served === undefined ? 'something else' : shown(`${served.name} ${served.version}`)
      throw new Failure('package-refused', `${shown(name)} ${shown(version)} was promised and ${words} was served`)
    }
    found.delete(name)
  }
  const [more] = found.keys()
  if (more !== undefined) throw new Failure('package-refused', `${shown(more)} was served and never promised`)
}

async function installedIn(site: string): Promise<Installed[]> {
  const folders = (await readdir(site)).filter((name) => name.endsWith('.dist-info')).map((name) => join(site, name))
  return await Promise.all(
    folders.map(async (folder) => {
      const head = metadataHead(await readTextIn(join(folder, 'METADATA')))
      return { name: plainName(wordOf(head, 'Name') ?? ''), version: wordOf(head, 'Version') ?? '', folder }
    }),
  )
}

/** A command by its name: a function of a module, or a native program. */
export type Command = { readonly name: string } & ({ readonly entry: string } | { readonly program: string })

/** The command that uvx would run: the only one, the one with the name of the package, or the one asked for. */
export async function findCommand(site: string, name: string, wanted: string | null): Promise<Command> {
  const installed = await installedIn(site)
  const own = await commandsOf(installed.filter((one) => one.name === plainName(name)))
  const known = [...own.keys()].sort()
  const chosen = wanted ?? chooseCommand(known, name)
  const has = known.length === 0 ? 'it has none' : `it has ${known.map(shown).join(', ')}`
  if (chosen === null) {
    throw new Failure('target-unknown', `${shown(name)} does not say which of its programs to run: ${has}`, {
      fix:
        known.length === 0
          ? 'It is a library: name the package of the server.'
          : `Choose one: \`uvx --from ${name} PROGRAM\`.`,
    })
  }
  const entry = own.get(chosen) ?? (await commandsOf(installed)).get(chosen)
  if (entry !== undefined) return { name: chosen, entry }
  const program = await nativeProgram(site, chosen)
  if (program !== null) return { name: chosen, program }
  throw new Failure('target-unknown', `${shown(name)} has no program called ${shown(chosen)}: ${has}`)
}

async function commandsOf(packages: readonly Installed[]): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const { folder } of packages) {
    for (const [name, entry] of readEntryPoints(await readTextIn(join(folder, 'entry_points.txt')))) {
      found.set(name, entry)
    }
  }
  return found
}

/** The console scripts of an `entry_points.txt`, as `module:function`. */
export function readEntryPoints(text: string): readonly (readonly [name: string, entry: string])[] {
  const [, ...rest] = text.split(/^\s*\[console_scripts\]\s*$/m)
  const lines = (rest.join('\n').split(/^\s*\[/m)[0] ?? '').split(/\r?\n/)
  return lines.flatMap((line) => {
    const [, name, entry] = /^\s*([\w.-]+)\s*=\s*([\w.]+\s*:\s*[\w.]+)\s*(?:\[[^\]]*\]\s*)?$/.exec(line) ?? []
    return name === undefined ? [] : [[name, entry!.replace(/\s/g, '')] as const]
  })
}

function chooseCommand(known: readonly string[], name: string): string | null {
  const same = known.find((command) => command === name) ?? known.find((one) => plainName(one) === plainName(name))
  return same ?? (known.length === 1 ? known[0]! : null)
}

async function nativeProgram(site: string, name: string): Promise<string | null> {
  if (name.includes('/')) return null
  const path = await realpath(join(site, 'bin', name)).catch(() => null)
  const isOwn = path?.startsWith(`${join(site, 'bin')}/`) === true
  return isOwn &&
    (await access(path, constants.X_OK)
      .then(() => true)
      .catch(() => false))
    ? path
    : null
}

const readTextIn = async (path: string): Promise<string> =>
  (await readBounded(path, { code: 'package-refused' }))?.toString('utf8') ?? ''
const shown = (text: string): string => quote(untrusted(text), 200)
