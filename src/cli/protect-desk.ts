// What `protect`, `unprotect` and `uninstall` have in common: the clients of this person, and how they are asked.
import { homedir, platform } from 'node:os'
import { resolve } from 'node:path'
import { CLIENTS } from '../core/clients/table.ts'
import type { Platform } from '../core/clients/client.ts'
import { Failure } from '../core/model/failure.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import { discover } from '../flows/discover.ts'
import type { ProtectDesk } from '../flows/protect/desk.ts'
import { openEvidence } from '../io/store/evidence/writer.ts'
import { openLock } from '../io/store/lockfile.ts'
import type { Args } from './command.ts'
import { deskOf } from './desk.ts'
import { progressOn } from './print.ts'
import { lastingProgram } from './self.ts'
import type { World } from './world.ts'

export function protectDesk({ options }: Pick<Args, 'options'>, world: World): ProtectDesk {
  const { paths, env, cwd, now } = world
  const self = lastingProgram()
  const { consent, show } = deskOf(world, { yes: options['yes'] === true, json: options['json'] === true })
  const readLock = openLock(paths).read
  const project = typeof options['project'] === 'string' ? resolve(cwd, options['project']) : cwd
  const where = { home: homedir(), project, platform: platform() as Platform, processes: false }
  return {
    paths,
    self,
    readLock,
    openRecorder: () => openEvidence(paths),
    now,
    consent,
    show,
    discover: async () => {
      const progress = progressOn(world)
      return discover(where, {
        clients: CLIENTS,
        env,
        lock: await readLock(),
        now: now(),
        self,
        state: paths.state,
        progress,
      })
    },
  }
}

/** A client that we do not know would otherwise be one without servers. */
export function clientsFrom(options: Args['options']): readonly string[] {
  const named = listOf(options, 'client')
  const known = CLIENTS.map(({ id }) => id)
  const wrong = named.find((id) => !known.includes(id))
  if (wrong === undefined) return named
  throw new Failure('usage-invalid', `no client is called ${quote(untrusted(wrong))}`, {
    fix: `Known are ${known.join(', ')}.`,
  })
}

export const listOf = (options: Args['options'], name: string): readonly string[] => {
  const value = options[name]
  return typeof value === 'string' ? [value] : Array.isArray(value) ? (value as readonly string[]) : []
}
