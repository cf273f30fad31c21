// The store of secrets of a lab home: bait under a made-up passphrase, each with the label of what it is for.
import { tagOf } from '../../core/lab/bait.ts'
import type { Play } from '../../core/model/lab.ts'
import { openEvidence } from '../../io/store/evidence/writer.ts'
import { openLock } from '../../io/store/lockfile.ts'
import { setSecret } from '../secrets/change.ts'
import type { LabPlace } from './place.ts'

/** Nothing but bait lies under it. */
export const LAB_KEY = 'cmd:/bin/echo words of the lab alone'

const storedAs = (variable: string): string => `lab.${variable}`

export const secretWords = ({ grants: { secrets = {} } }: Pick<Play, 'grants'>): readonly string[] =>
  Object.keys(secrets).map((variable) => `${variable}=store:${storedAs(variable)}`)

/** Before the server is approved that is given them. */
export async function storeSecrets(
  { paths, nonce }: LabPlace,
  { grants: { secrets = {} } }: Pick<Play, 'grants'>,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  for (const [variable, { bait, environment }] of Object.entries(secrets)) {
    await setSecret(storedAs(variable), { environment }, async () => tagOf(bait, nonce), {
      paths,
      env,
      secretsKey: LAB_KEY,
      lock: openLock(paths),
      openRecorder: () => openEvidence(paths),
      by: 'the lab',
      now: () => new Date(),
      askHidden: async () => null,
      consent: async () => ({ given: false, why: 'nobody is asked in the lab' }),
    })
  }
}
