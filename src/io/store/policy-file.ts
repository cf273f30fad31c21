// A person's own policy set on disk: policy.cedar in the configuration folder, or a file that was named on a command line.
import { join } from 'node:path'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import { quote, reveal, untrusted } from '../../core/model/untrusted.ts'
import type { Source } from '../../core/policy/cedar/load.ts'
import { readBounded } from '../file/read.ts'
import { sha256 } from '../file/sha256.ts'
import { refuseOthers } from './rule-files.ts'

/** UTF-8 needs up to three bytes for each UTF-16 unit. */
const MAX_BYTES = bound('policy-chars') * 3

export const ownPolicyPath = (config: string): string => join(config, 'policy.cedar')

/** The standing set of this user: nobody else may be able to write it. */
export async function readOwnPolicy(config: string): Promise<Source> {
  const path = ownPolicyPath(config)
  const source = await readPolicyFile(
    path,
    'Write it (`sallyport policy show balanced` is a beginning), or set `policy: balanced`.',
  )
  await refuseOthers(path)
  return source
}

export async function readPolicyFile(path: string, fix = 'Name a file that is there.'): Promise<Source> {
  const bytes = await readBounded(path, { maxBytes: MAX_BYTES, code: 'config-invalid' })
  if (bytes === null) throw new Failure('config-invalid', `${quote(untrusted(path), 400)} is not there`, { fix })
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return { set: reveal(path), text, digest: sha256(bytes) }
  } catch {
    throw new Failure('config-invalid', `${quote(untrusted(path), 400)} is not UTF-8 text`)
  }
}
