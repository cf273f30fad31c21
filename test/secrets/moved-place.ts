// A home with client configs that hold tokens, a server that is approved and protected there, and a store whose passphrase is printed.
import { chmodSync, cpSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makePlace, type Place } from '../protect/place.ts'
import { SCRATCH } from '../real/home.ts'

const TOLD = fileURLToPath(new URL('../servers/told', import.meta.url))

/** Made for these tests: no token of anybody. */
export const TOKEN = ['gh', 'p_', 'q7Zt2mXw9Lr4', 'Kd8vBn3cYh6s', 'Pf5gTj1aAb12'].join('')
export const PASSWORD = ['t1ny', 'but', 'mine'].join('-')

export const CURSOR = '.cursor/mcp.json'
export const GEMINI = '.gemini/settings.json'
export const CODEX = '.codex/config.toml'

const printed = (home: string): string => join(home, 'keychain')

/** `entries` writes the files, given the script that every entry starts. */
export function makeMovedPlace(entries: (script: string) => Readonly<Record<string, string>>, settings = ''): Place {
  const place = makePlace({})
  place.write('state/config.yaml', `yes: allow\nsecretsKey: cmd:${printed(place.home)} lookup\n${settings}`)
  place.write('keychain', `#!/bin/sh\necho ${['four', 'words', 'of', 'nobody'].join('-')}\n`)
  chmodSync(printed(place.home), 0o700)
  cpSync(TOLD, place.path('told'), { recursive: true })
  for (const [name, text] of Object.entries(entries(place.path('told/server.mjs')))) place.write(name, text)
  return place
}

/** Approved from one file, with the variables as secrets of its environment. */
export function approveTold(place: Place, file: string, ...grants: readonly string[]): void {
  const accept = [...SCRATCH, '--accept', 'secret-in-launch']
  done(place, 'approve', 'told', '--from', place.path(file), '--yes', ...accept, ...grants)
  done(place, 'protect', '--yes')
}

/** What it printed; it must have ended well. */
export function done(place: Place, ...words: string[]): string {
  const { status, stdout, stderr } = place.run(...words)
  if (status !== 0) throw new Error(`${words.join(' ')}: exit ${status}\n${stdout}${stderr}`)
  return stdout
}
