// The store of secrets of a lab home: bait under a made-up passphrase, each with the label of what it is for.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tagOf } from '../../core/lab/bait.ts'
import type { Play } from '../../core/model/lab.ts'
import { openEvidence } from '../../io/store/evidence/writer.ts'
import { openLock } from '../../io/store/lockfile.ts'
import { setSecret } from '../secrets/change.ts'
import type { LabPlace } from './place.ts'

/** Nothing but bait lies under it. A program of this user: in the lab's own network an ordinary user sees nobody else as the owner of a file. */
export const keyOf = ({ paths }: Pick<LabPlace, 'paths'>): string => `cmd:${join(paths.state, KEY_PROGRAM)}`
const KEY_PROGRAM = 'passphrase-of-the-lab'

async function writeKeyProgram({ paths }: LabPlace): Promise<void> {
  await mkdir(paths.state, { recursive: true, mode: 0o700 })
  await writeFile(join(paths.state, KEY_PROGRAM), '#!/bin/sh\necho words of the lab alone\n', { mode: 0o700 })
}

const storedAs = (variable: string): string => `lab.${variable}`

export const secretWords = ({ grants: { secrets = {} } }: Pick<Play, 'grants'>): readonly string[] =>
  Object.keys(secrets).map((variable) => `${variable}=store:${storedAs(variable)}`)

/** Before the server is approved that is given them. */
export async function storeSecrets(
  place: LabPlace,
  { grants: { secrets = {} } }: Pick<Play, 'grants'>,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { paths, nonce } = place
  if (Object.keys(secrets).length > 0) await writeKeyProgram(place)
  for (const [variable, { bait, environment }] of Object.entries(secrets)) {
    await setSecret(storedAs(variable), { environment }, async () => tagOf(bait, nonce), {
      paths,
      env,
      secretsKey: keyOf(place),
      lock: openLock(paths),
      openRecorder: () => openEvidence(paths),
      by: 'the lab',
      now: () => new Date(),
      askHidden: async () => null,
      consent: async () => ({ given: false, why: 'nobody is asked in the lab' }),
    })
  }
}
