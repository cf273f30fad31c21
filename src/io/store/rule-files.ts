// A person's own rules on disk: the files of rules.d in the configuration folder, or one that was named on a command line.
// Nothing else is ever read as a rule: no folder of a project, no address.
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import { quote, reveal, untrusted } from '../../core/model/untrusted.ts'
import type { RuleText } from '../../core/rules/user/files.ts'
import { readBounded } from '../file/read.ts'

/** UTF-8 needs up to three bytes for each UTF-16 unit. */
const MAX_BYTES = bound('rule-file-chars') * 3

/** Every `.yaml` and `.yml` of the folder, in order of their names; none where there is no such folder. */
export async function readRulesFolder(config: string): Promise<RuleText[]> {
  const folder = join(config, 'rules.d')
  const names = (await namesIn(folder)).filter((name) => /\.ya?ml$/i.test(name) && !name.startsWith('.')).toSorted()
  if (names.length > bound('rule-files')) throw invalid(folder, `holds more than ${bound('rule-files')} files`)
  return Promise.all(names.map(async (name) => readRuleText(join(folder, name), false)))
}

/** One file that a person named, for this once. */
export async function readRuleText(path: string, isGiven = true): Promise<RuleText> {
  if (!isGiven) await refuseOthers(path)
  const bytes = await readBounded(path, { maxBytes: MAX_BYTES, code: 'config-invalid' })
  if (bytes === null) throw invalid(path, 'is not there')
  try {
    return { file: reveal(path), text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), isGiven }
  } catch {
    throw invalid(path, 'is not UTF-8 text')
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    await refuseOthers(folder)
    return await readdir(folder)
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    const { code = 'unknown error' } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') return []
    throw invalid(folder, `could not be read (${code})`)
  }
}

/** The configuration folder is private, but what lies in it may have been moved there from elsewhere. */
export async function refuseOthers(path: string): Promise<void> {
  const { uid, mode } = await lstat(path)
  const own = process.geteuid?.()
  if (own === undefined) return
  if (uid !== own && uid !== 0) throw invalid(path, `belongs to user ${uid}`)
  if ((mode & 0o022) !== 0) throw invalid(path, 'can be written by others; run `chmod go-w` on it')
}

const invalid = (path: string, why: string): Failure =>
  new Failure('config-invalid', `${quote(untrusted(path), 400)} ${why}`)
