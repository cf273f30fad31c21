// `policy sign`: a person says that this set may decide, also for servers that already run.
import { resolve } from 'node:path'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { openPolicy } from '../../flows/policy/policy-here.ts'
import { UNCHANGED } from '../../flows/outcome.ts'
import { openEvidence } from '../../io/store/evidence/writer.ts'
import { ownPolicyPath, readOwnPolicy, readPolicyFile } from '../../io/store/policy-file.ts'
import { signatureOf, signPolicy } from '../../io/store/policy-signature.ts'
import type { Args, ExitCode } from '../command.ts'
import { deskOf, printOutcome } from '../desk.ts'
import type { World } from '../world.ts'

/** Without a file it is the own set. What is not sound is not signed. */
export async function signSet(file: string | undefined, options: Args['options'], world: World): Promise<ExitCode> {
  const { paths, cwd } = world
  const path = file === undefined ? ownPolicyPath(paths.config) : resolve(cwd, file)
  const isOwn = path === ownPolicyPath(paths.config)
  const own = isOwn ? await readOwnPolicy(paths.config) : await readPolicyFile(path)
  const { statements } = openPolicy({ own })
  const json = options['json'] === true
  const desk = deskOf(world, { yes: options['yes'] === true, json })
  const shown = quote(untrusted(path), 400)
  const question = `Sign ${shown} with ${statements.length} statements (SHA-256 ${own.digest})?`
  const agreed = await desk.consent(question, 'sign')
  if (!agreed.given) {
    const outcome = {
      kind: 'refused',
      why: [`${shown} was not signed: ${agreed.why}`],
      next: UNCHANGED,
    } as const
    return printOutcome('policy-sign', path, outcome, json, world)
  }
  const recorder = await openEvidence(paths)
  try {
    const about = { type: 'config', server: '', action: 'changed', author: 'sallyport', client: 'sallyport' } as const
    await recorder.durable({
      ...about,
      path: signatureOf(path),
      detail: `signed by ${desk.by} (${agreed.how}): ${own.digest}`,
    })
    await signPolicy(paths, path, own)
  } finally {
    await recorder.close()
  }
  const effect = isOwn ? '; servers that run with `policy: own` take it within a second or two' : ''
  const text = `signed ${shown} in ${quote(untrusted(signatureOf(path)), 400)}${effect}\n`
  return printOutcome('policy-sign', path, { kind: 'done', text }, json, world)
}
