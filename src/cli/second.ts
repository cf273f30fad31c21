// `second`: what passes between the two persons of an approval. Files go from one to the other by whatever way they trust.
import { resolve } from 'node:path'
import { Failure } from '../core/model/failure.ts'
import { askSecond, type SecondDesk, signAsSecond, takeSecond } from '../flows/second.ts'
import { signingKey } from '../io/store/signing-key.ts'
import type { Args, ExitCode } from './command.ts'
import { deskOf, printOutcome } from './desk.ts'
import { jsonLine } from './print.ts'
import type { World } from './world.ts'

export async function runSecond({ positional, options }: Args, world: World): Promise<ExitCode> {
  const [verb = '', word, more] = positional
  const json = options['json'] === true
  const desk: SecondDesk = deskOf(world, { yes: options['yes'] === true, json })
  const at = (file: string): string => resolve(world.cwd, file)
  const { out } = options
  if (verb === 'key' && word === undefined) return showKey(json, world)
  if (verb === 'ask' && word !== undefined && more === undefined && typeof out === 'string') {
    return printOutcome('second', word, await askSecond(word, at(out), desk), json, world)
  }
  if (verb === 'sign' && word !== undefined && more === undefined && typeof out === 'string') {
    return printOutcome('second', word, await signAsSecond(at(word), at(out), desk), json, world)
  }
  if (verb === 'take' && word !== undefined && more !== undefined) {
    return printOutcome('second', word, await takeSecond(word, at(more), desk), json, world)
  }
  throw new Failure(
    'usage-invalid',
    'second takes `key`, `ask NAME --out FILE`, `sign FILE --out SIGNED` or `take NAME SIGNED`',
    { fix: 'Read `sallyport second --help`.' },
  )
}

/** As `trust add` takes it. Made now where there is none: whoever shows it means to sign by it. */
async function showKey(asJson: boolean, { paths, stdout }: World): Promise<ExitCode> {
  const { keyId: id, publicKey } = await signingKey(paths.keys, 'approval')
  const key = Buffer.from(publicKey).toString('base64')
  stdout.write(asJson ? jsonLine('second', { id, key }) : `${key}\n`)
  return 0
}
